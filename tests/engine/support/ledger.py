"""A ledger, records for it, and what somebody does who has the data folder."""

from collections.abc import Callable
from datetime import UTC, datetime
import json
from pathlib import Path
import sqlite3
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from placa_engine.identity import make_ledger_key
from placa_engine.messages import AuditRecord, DecisionRecord, SightingMessage
from placa_engine.store.database import FILE_NAME, Database
from placa_engine.store.ledger import LedgerStore
from placa_engine.store.ledger_link import BEGINNING, Head, Record, forge
from tools.wire_contract import examples

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def decision(number: int = 1, **changes: Any) -> DecisionRecord:
    example = examples()["DecisionRecord"]
    return DecisionRecord.model_validate({**example, "decision_id": f"d{number}", **changes})


def audit(number: int = 1, **changes: Any) -> AuditRecord:
    example = examples()["AuditRecord"]
    return AuditRecord.model_validate({**example, "audit_id": f"a{number}", **changes})


def ledger_of(
    database: Database,
    folder: Path,
    *,
    at: datetime = NOON,
    sighting: SightingMessage | None = None,
) -> LedgerStore:
    """A ledger of an engine that has just started, at a time that stands still."""

    async def find(_sighting_id: str) -> SightingMessage | None:
        return sighting

    return LedgerStore(database, make_ledger_key(folder), lambda: at, find)


type Statement = tuple[str, tuple[int | str, ...]]


def tampered(folder: Path, *statements: str | Statement) -> None:
    """Change the file as somebody with a database tool would."""
    connection = sqlite3.connect(folder / FILE_NAME)
    for (name,) in connection.execute(
        "select name from sqlite_master where type = 'trigger'"
    ).fetchall():
        connection.execute(f"drop trigger {name}")
    for statement in statements:
        connection.execute(*((statement, ()) if isinstance(statement, str) else statement))
    connection.commit()
    connection.close()


def rebuilt(
    folder: Path,
    change: Callable[[dict[str, Any]], dict[str, Any]],
    key: Ed25519PrivateKey | None = None,
    *,
    since: int = 0,
    again: bool = False,
) -> None:
    """Build the chain anew after link `since`, with every record changed, or append them `again`.

    Without a `key` it is the engine's own.
    """
    key = make_ledger_key(folder) if key is None else key
    connection = sqlite3.connect(folder / FILE_NAME)
    rows = connection.execute("select link, hash from ledger order by sequence").fetchall()
    connection.close()
    said = [json.loads(link) for link, _ in rows]
    head = BEGINNING
    if since:
        at = datetime.fromisoformat(said[since - 1]["at"])
        head = Head(since, rows[since - 1][1], at)
    kept: list[Statement] = []
    if not again:
        kept.append(("delete from ledger where sequence > ?", (since,)))
    for number, one in enumerate(said if again else said[since:]):
        record_id = f"forged{number}" if again else one["id"]
        record = Record(one["kind"], record_id, change(one["record"]), {}, one["seen"])
        link = forge(record, one["seal"], head, datetime.fromisoformat(one["at"]), key)
        head = Head(link.sequence, link.hash, datetime.fromisoformat(one["at"]))
        kept.append(
            (
                "insert into ledger (sequence, link, hash, signature) values (?, ?, ?, ?)",
                (link.sequence, link.text, link.hash, link.signature),
            )
        )
    tampered(folder, *kept)
