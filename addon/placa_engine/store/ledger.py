"""The ledger of decisions and audits: it only grows, and every link proves all before it."""

from dataclasses import dataclass
from hashlib import sha256
import json
from typing import Literal

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from placa_engine.messages import (
    AuditEntry,
    AuditRecord,
    AuditTrail,
    DecisionRecord,
    DecisionStored,
    Ledger,
    LedgerEntry,
)
from placa_engine.store.database import Database
from placa_engine.store.tables import LedgerRow

BEGINNING = "0" * 64
"""What the first link has for the hash of the one before."""


type RecordKind = Literal["decision", "audit"]


class LedgerConflictError(Exception):
    """Another record has the same id."""


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """Which decisions to find; what is None or empty does not narrow.

    `sightings` are the ids of those they are about, `before` is a sequence number.
    """

    decision_id: str | None = None
    door: str | None = None
    sightings: tuple[str, ...] = ()
    before: int | None = None
    limit: int = 50


class LedgerStore:
    """Appends to and reads the ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, decision: DecisionRecord) -> DecisionStored:
        """Add a decision, or find it if it is there already.

        Raises LedgerConflictError if a different record has its id.
        """
        return await self._append("decision", decision.decision_id, canonical(decision))

    async def append_audit(self, audit: AuditRecord) -> DecisionStored:
        """Add an audit record, or find it. Raises LedgerConflictError as `append` does."""
        return await self._append("audit", audit.audit_id, canonical(audit))

    async def page(self, query: LedgerQuery) -> Ledger:
        """Return the newest decisions that fit; judge the whole chain."""
        chosen = _chosen("decision", query.before)
        if query.decision_id is not None:
            chosen = chosen.where(LedgerRow.record_id == query.decision_id)
        if query.door is not None:
            chosen = chosen.where(func.json_extract(LedgerRow.body, "$.door") == query.door)
        if query.sightings:
            chosen = chosen.where(LedgerRow.sighting_id.in_(query.sightings))
        rows, intact = await self._read(chosen.limit(query.limit))
        return Ledger(
            decisions=tuple(
                LedgerEntry(
                    sequence=row.sequence,
                    previous=row.previous,
                    hash=row.hash,
                    decision=DecisionRecord.model_validate_json(row.body),
                )
                for row in rows
            ),
            intact=intact,
        )

    async def audits(self, limit: int, before: int | None = None) -> AuditTrail:
        """Return the newest audit records before a sequence number; judge the whole chain."""
        rows, intact = await self._read(_chosen("audit", before).limit(limit))
        return AuditTrail(
            audits=tuple(
                AuditEntry(
                    sequence=row.sequence,
                    previous=row.previous,
                    hash=row.hash,
                    audit=AuditRecord.model_validate_json(row.body),
                )
                for row in rows
            ),
            intact=intact,
        )

    async def _append(self, kind: RecordKind, record_id: str, body: str) -> DecisionStored:
        async with self._database.writing() as session:
            known = await session.scalar(select(LedgerRow).where(LedgerRow.record_id == record_id))
            if known is not None:
                if known.body != body:
                    raise LedgerConflictError
                return DecisionStored(sequence=known.sequence, hash=known.hash)
            newest = await session.scalar(
                select(LedgerRow).order_by(LedgerRow.sequence.desc()).limit(1)
            )
            sequence = 1 if newest is None else newest.sequence + 1
            previous = BEGINNING if newest is None else newest.hash
            row = LedgerRow(
                sequence=sequence,
                record_id=record_id,
                kind=kind,
                previous=previous,
                hash=link_hash(previous, body),
                body=body,
            )
            session.add(row)
        return DecisionStored(sequence=row.sequence, hash=row.hash)

    async def _read(self, chosen: Select[LedgerRow]) -> tuple[list[LedgerRow], bool]:
        async with self._database.reading() as session:
            intact = await _is_intact(session)
            return list(await session.scalars(chosen)), intact


def canonical(record: DecisionRecord | AuditRecord) -> str:
    """Return the one JSON text of a record: sorted keys, no spaces, UTF-8."""
    content = record.model_dump(mode="json")
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link_hash(previous: str, body: str) -> str:
    """Return the SHA-256 in hex of the previous link's hash, a line break and the body."""
    return sha256(f"{previous}\n{body}".encode()).hexdigest()


def _chosen(kind: RecordKind, before: int | None) -> Select[LedgerRow]:
    rows = select(LedgerRow).where(LedgerRow.kind == kind).order_by(LedgerRow.sequence.desc())
    return rows if before is None else rows.where(LedgerRow.sequence < before)


async def _is_intact(session: AsyncSession) -> bool:
    links = await session.stream(
        select(
            LedgerRow.sequence, LedgerRow.record_id, LedgerRow.kind,
            LedgerRow.previous, LedgerRow.hash, LedgerRow.body,
        ).order_by(LedgerRow.sequence)
    )  # fmt: skip
    expected, sequence = BEGINNING, 0
    async for link in links:
        sequence += 1
        sound = (
            link.sequence == sequence
            and link.previous == expected
            and link.hash == link_hash(link.previous, link.body)
            and json.loads(link.body).get(f"{link.kind}_id") == link.record_id
        )
        if not sound:
            return False
        expected = link.hash
    return True
