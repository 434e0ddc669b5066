"""Puts sightings of other times into an engine's database: copies of those it made itself."""

from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
import json
from pathlib import Path
import secrets
import sqlite3

DATABASE = "placa.db"


def remember(data: Path, moments: Iterable[datetime]) -> int:
    """Copy the ended sightings of a running engine in turn, one to each moment; how many.

    `data` is the engine's folder. The copies have no pictures. A moment has its zone.
    """
    with closing(sqlite3.connect(data / DATABASE, timeout=30.0)) as database, database:
        database.row_factory = sqlite3.Row
        ended = "select * from sightings where state = 'ended' order by sighting_id"
        seen = [dict(row) for row in database.execute(ended)]
        copies = [_at(seen[place % len(seen)], at) for place, at in enumerate(moments)]
        columns = [column for column in seen[0] if column != "number"]  # counted by the database
        values = ", ".join(f":{column}" for column in columns)
        add = f"insert into sightings ({', '.join(columns)}) values ({values})"  # noqa: S608 - the table's own
        database.executemany(add, copies)
    return len(copies)


def _at(row: dict[str, object], at: datetime) -> dict[str, object]:
    """Return a row as it would be, had it been seen at another time; ids begin with the time."""
    milliseconds = int(at.timestamp() * 1000)
    sighting_id = f"{milliseconds:012x}7{secrets.token_hex(8)}000"
    moments = dict.fromkeys(("first_seen", "last_seen", "captured_at"), at.isoformat())
    body = json.loads(str(row["body"])) | moments | {"sighting_id": sighting_id}
    times = dict.fromkeys(("first_seen", "last_seen", "kept_since"), at.timestamp())
    rest = {"sighting_id": sighting_id, "has_picture": 0, "body": json.dumps(body)}
    return row | times | rest
