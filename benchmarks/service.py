"""How the engine's store bears many sightings: searches, forgetting, starting."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
import random
import shutil
import sqlite3
from statistics import quantiles
import tempfile
import time
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from placa_engine.config import RetentionConfig
from placa_engine.known_plates import KnownPlates
from placa_engine.messages import Verdict
from placa_engine.plates.confusables import fold
from placa_engine.problems import Problems
from placa_engine.retention import Retention
from placa_engine.store.database import FILE_NAME, Database
from placa_engine.store.ledger import LedgerStore
from placa_engine.store.pictures import PictureStore
from placa_engine.store.sighting_query import SightingQuery
from placa_engine.store.sightings import SightingStore
from placa_engine.tracking.sighting import Direction

DAYS = 366
"""The sightings are spread evenly over so many days."""

KEPT_DAYS = DAYS * 0.9
"""A tenth of them is forgotten."""

_CAMERAS = ("drive", "gate", "street")
_DIRECTIONS = ("approaching", "receding", "left", "right")
_ZONE = ZoneInfo("Europe/Berlin")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TIMES = 30
_COUNTS = 8
_READER_PAUSE = 0.02

_EVERY = 10
"""Every so manieth sighting is of a plate that comes again and again."""


def measure_service(rows: int) -> dict[str, Any]:
    """Fill a store with `rows` sightings and measure it; return figures by what was done."""
    folder = Path(tempfile.mkdtemp(prefix="placa-bench-"))
    try:
        return asyncio.run(_measured(folder, rows))
    finally:
        shutil.rmtree(folder)


def service_table(figures: dict[str, Any]) -> str:
    """Return the figures as Markdown."""
    lines = [f"| {figures['rows']:,} sightings | p50 | p95 | most |", "|---|---|---|---|"]
    lines += [
        f"| {name} | {p50:.1f} ms | {p95:.1f} ms | {most:.1f} ms |"
        for name, (p50, p95, most) in figures["searches"].items()
    ]
    lines += ["", "| | |", "|---|---|"]
    lines += [f"| {name} | {value:,.1f} |" for name, value in figures["others"].items()]
    return "\n".join(lines)


async def _measured(folder: Path, rows: int) -> dict[str, Any]:
    await (await Database.open(folder)).close()
    texts = await asyncio.to_thread(_fill, folder / FILE_NAME, rows)
    others: dict[str, float] = {"size of the database, MB": _megabytes(folder / FILE_NAME)}
    began = time.perf_counter()
    database = await Database.open(folder)
    store = SightingStore(database)
    await store.end_interrupted()
    await store.newest_ended()
    others["start until it could listen, s"] = time.perf_counter() - began
    chance = random.Random(1)  # noqa: S311  # which plates are asked for is no secret
    searches = {
        name: await _times(lambda ask=ask: store.page(ask(chance, texts)))  # type: ignore[misc]  # the default is the loop's
        for name, ask in _QUERIES.items()
    }
    for name, ask in _QUERIES.items():
        searches[f"count: {name}"] = await _times(
            lambda ask=ask: store.counts(ask(chance, texts)),  # type: ignore[misc]  # the default is the loop's
            _COUNTS,
        )
    now = datetime.now(UTC)
    for days in (30, DAYS):
        since = now - timedelta(days=days)
        searches[f"seen often in {days} days"] = await _times(
            lambda since=since: store.frequent(since, 5),  # type: ignore[misc]  # the default is the loop's
            5,
        )
    others |= await _forgotten(folder, store, database, now)
    await database.close()
    return {"rows": rows, "searches": searches, "others": others}


def _plate(chance: random.Random) -> str:
    letters = [chance.choice(_LETTERS) for _ in range(5)]
    return f"{letters[0]}{letters[1]}{chance.randrange(100):02}{''.join(letters[2:])}"


def _fill(path: Path, rows: int) -> list[str]:
    """Write sightings, every tenth of one of 2,000 plates that come again and again."""
    chance = random.Random(0)  # noqa: S311  # made-up plates are no secret
    known = [_plate(chance) for _ in range(2000)]
    now = time.time()
    texts: list[str] = []

    def made() -> Iterator[tuple[object, ...]]:
        for number in range(rows):
            at = now - (rows - number) * DAYS * 86400 / rows
            text = chance.choice(known) if number % _EVERY == 0 else _plate(chance)
            texts.append(text)
            sighting_id = f"{int(at * 1000):012x}7{number:019x}"
            camera = "yard" if number % 500 == 0 else chance.choice(_CAMERAS)
            direction = chance.choice(_DIRECTIONS)
            body = _body(sighting_id, camera, text, direction, at)
            yield (
                sighting_id, camera, "ended", text, fold(text), direction,
                at, at, False, at, True, body,
            )  # fmt: skip

    connection = sqlite3.connect(path)
    connection.execute("pragma synchronous = off")
    with connection:
        connection.executemany(
            "insert into sightings (sighting_id, camera_id, state, text, folded, direction, "
            "first_seen, last_seen, has_picture, kept_since, clear, body) "
            "values (?,?,?,?,?,?,?,?,?,?,?,?)",
            made(),
        )
        ids = connection.execute("select sighting_id from sightings where number % 10 = 0")
        connection.executemany(
            "insert into ledger (link, hash, signature) values (?, '', '')",
            ((_decision(chance, sighting_id),) for (sighting_id,) in ids.fetchall()),
        )
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    return texts


def _decision(chance: random.Random, sighting_id: str) -> str:
    verdict = chance.choices(("granted", "refused", "awaiting"), (70, 29.9, 0.1))[0]
    record = {"sighting_id": sighting_id, "verdict": verdict, "door": "gate"}
    return json.dumps({"id": sighting_id, "kind": "decision", "record": record})


def _body(sighting_id: str, camera: str, text: str, direction: str, at: float) -> str:
    seen = datetime.fromtimestamp(at, UTC).isoformat()
    char = {"char": "A", "confidence": 0.95, "alternatives": [["4", 0.02], ["R", 0.01]]}
    return json.dumps(
        {
            "sighting_id": sighting_id, "camera_id": camera, "state": "ended", "revision": 7,
            "text": text, "confidence": 0.93, "margin": 0.8, "chars": [char] * len(text),
            "frames": 12, "frames_read": 14, "first_seen": seen, "last_seen": seen,
            "captured_at": seen, "direction": direction, "moved": 3.0, "growth": 1.4,
            "arrived": True, "zones": [], "box": [1.0, 2.0, 3.0, 4.0],
            "frame_size": [1920, 1080], "has_picture": False,
        }
    )  # fmt: skip


def _day(chance: random.Random) -> dict[str, datetime]:
    since = datetime.now(UTC) - timedelta(days=chance.uniform(2, DAYS - 1))
    return {"since": since, "until": since + timedelta(days=1)}


type _Ask = Callable[[random.Random, list[str]], SightingQuery]


def _days(count: int) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) - timedelta(days=count)


_QUERIES: dict[str, _Ask] = {
    "everything": lambda _chance, _texts: SightingQuery(),
    "a camera": lambda _chance, _texts: SightingQuery(camera_id="gate"),
    "a camera that saw little": lambda _chance, _texts: SightingQuery(camera_id="yard"),
    "a camera that saw nothing": lambda _chance, _texts: SightingQuery(camera_id="none"),
    "whole plate, lookalikes counted": lambda chance, texts: SightingQuery(
        plates=(chance.choice(texts),)
    ),
    "thirty plates": lambda chance, texts: SightingQuery(
        plates=tuple(chance.choice(texts) for _ in range(30))
    ),
    "thirty plates that come often": lambda _chance, texts: SightingQuery(plates=_often(texts)),
    "all but these": lambda _chance, texts: SightingQuery(other_than=_often(texts)),
    "whole plate that never came": lambda chance, _texts: SightingQuery(
        plates=(_plate(chance) + "X",)
    ),
    "part of 2 characters": lambda chance, texts: SightingQuery(text=chance.choice(texts)[2:4]),
    "part of 3 characters": lambda chance, texts: SightingQuery(text=chance.choice(texts)[2:5]),
    "part of 4 characters": lambda chance, texts: SightingQuery(text=chance.choice(texts)[1:5]),
    "part of 3, lookalikes counted": lambda chance, texts: SightingQuery(
        text=chance.choice(texts)[2:5], alike=True
    ),
    "part of 4, lookalikes counted": lambda chance, texts: SightingQuery(
        text=chance.choice(texts)[1:5], alike=True
    ),
    "part of 5 that never came": lambda _chance, _texts: SightingQuery(text="00000"),
    "one day": lambda chance, _texts: SightingQuery(**_day(chance)),  # type: ignore[arg-type]  # its times
    "part of 4 on one day": lambda chance, texts: SightingQuery(
        text=chance.choice(texts)[1:5],
        **_day(chance),  # type: ignore[arg-type]  # its times
    ),
    "the last 30 days": lambda _chance, _texts: SightingQuery(since=_days(30)),
    "a direction": lambda _chance, _texts: SightingQuery(direction=Direction.LEFT),
    "a direction that nobody takes": lambda _chance, _texts: SightingQuery(
        direction=Direction.UNKNOWN
    ),
    "an hour of the day": lambda chance, _texts: SightingQuery(
        hours=(chance.randrange(24),), zone=_ZONE
    ),
    "an hour on Sundays": lambda chance, _texts: SightingQuery(
        hours=(chance.randrange(24),), weekdays=(6,), zone=_ZONE, since=_days(DAYS)
    ),
    "a rare verdict": lambda _chance, _texts: SightingQuery(verdict=Verdict.AWAITING),
    "a verdict": lambda _chance, _texts: SightingQuery(verdict=Verdict.REFUSED),
    "a door": lambda _chance, _texts: SightingQuery(door="gate"),
    "a verdict, a camera, a direction, an hour": lambda chance, _texts: SightingQuery(
        verdict=Verdict.REFUSED, camera_id="gate", direction=Direction.LEFT,
        hours=(chance.randrange(24),), zone=_ZONE,
    ),
}  # fmt: skip


def _often(texts: list[str]) -> tuple[str, ...]:
    """Return thirty plates that come again and again."""
    return tuple(texts[: 30 * _EVERY : _EVERY])


async def _times(
    work: Callable[[], Awaitable[object]], count: int = _TIMES
) -> tuple[float, float, float]:
    """Return the median, the 95th percentile and the most of some times, in milliseconds."""
    times = []
    for _ in range(count):
        began = time.perf_counter()
        await work()
        times.append(1000 * (time.perf_counter() - began))
    parts = quantiles(times, n=20, method="inclusive")
    return parts[9], parts[18], max(times)


async def _forgotten(
    folder: Path, store: SightingStore, database: Database, now: datetime
) -> dict[str, float]:
    """Forget the oldest while somebody reads."""
    known = KnownPlates()
    known.replace([])
    retention = Retention(
        RetentionConfig(known_days=KEPT_DAYS, unknown_days=KEPT_DAYS),
        store,
        PictureStore(folder / "pictures"),
        known,
        LedgerStore(database, Ed25519PrivateKey.generate(), lambda: now, store.get),
        forgotten=lambda _gone, _faded: None,
        problems=Problems(lambda: None),
        give_back=database.give_back,
    )
    waits: list[float] = []
    log = 0.0

    async def read() -> None:
        nonlocal log
        while True:
            began = time.perf_counter()
            await store.page(SightingQuery())
            await store.page(SightingQuery(plates=("AB12CDE",)))
            waits.append(1000 * (time.perf_counter() - began))
            log = max(log, _megabytes(folder / f"{FILE_NAME}-wal"))
            await asyncio.sleep(_READER_PAUSE)

    before, began = await store.count(), time.perf_counter()
    reading = asyncio.create_task(read())
    await retention.forget(now)
    took = time.perf_counter() - began
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)
    return {
        "sightings forgotten": before - await store.count(),
        "forgetting them took, s": took,
        "two reads meanwhile, p95, ms": quantiles(waits, n=20)[18],
        "two reads meanwhile, most, ms": max(waits),
        "write-ahead log meanwhile, MB": log,
        "size of the database afterwards, MB": _megabytes(folder / FILE_NAME),
    }


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6 if path.exists() else 0.0
