"""The ledger of decisions: it only grows, and every link proves all before it."""

from hashlib import sha256
import json

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from placa_engine.messages import DecisionRecord, DecisionStored, Ledger, LedgerEntry
from placa_engine.store.database import Database
from placa_engine.store.tables import DecisionRow

BEGINNING = "0" * 64
"""What the first link has for the hash of the one before."""


class LedgerConflictError(Exception):
    """Another decision has the same id."""


class DecisionLedger:
    """Appends to and reads the ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def append(self, decision: DecisionRecord) -> DecisionStored:
        """Add a decision, or find it if it is there already.

        Raises LedgerConflictError if a different decision has its id.
        """
        body = canonical(decision)
        async with self._database.writing() as session:
            known = await session.scalar(
                select(DecisionRow).where(DecisionRow.decision_id == decision.decision_id)
            )
            if known is not None:
                if known.body != body:
                    raise LedgerConflictError
                return DecisionStored(sequence=known.sequence, hash=known.hash)
            newest = await session.scalar(
                select(DecisionRow).order_by(DecisionRow.sequence.desc()).limit(1)
            )
            sequence = 1 if newest is None else newest.sequence + 1
            previous = BEGINNING if newest is None else newest.hash
            row = DecisionRow(
                sequence=sequence,
                decision_id=decision.decision_id,
                previous=previous,
                hash=link_hash(previous, body),
                body=body,
            )
            session.add(row)
        return DecisionStored(sequence=row.sequence, hash=row.hash)

    async def page(self, limit: int, before: int | None = None) -> Ledger:
        """Return the newest decisions before a sequence number; judge the whole chain."""
        newest = select(DecisionRow).order_by(DecisionRow.sequence.desc()).limit(limit)
        if before is not None:
            newest = newest.where(DecisionRow.sequence < before)
        async with self._database.reading() as session:
            intact = await _is_intact(session)
            entries = tuple(
                LedgerEntry(
                    sequence=row.sequence,
                    previous=row.previous,
                    hash=row.hash,
                    decision=DecisionRecord.model_validate_json(row.body),
                )
                for row in await session.scalars(newest)
            )
        return Ledger(decisions=entries, intact=intact)


def canonical(decision: DecisionRecord) -> str:
    """Return the one JSON text of a decision: sorted keys, no spaces, UTF-8."""
    content = decision.model_dump(mode="json")
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link_hash(previous: str, body: str) -> str:
    """Return the SHA-256 in hex of the previous link's hash, a line break and the body."""
    return sha256(f"{previous}\n{body}".encode()).hexdigest()


async def _is_intact(session: AsyncSession) -> bool:
    links = await session.stream(
        select(
            DecisionRow.sequence, DecisionRow.decision_id,
            DecisionRow.previous, DecisionRow.hash, DecisionRow.body,
        ).order_by(DecisionRow.sequence)
    )  # fmt: skip
    expected, sequence = BEGINNING, 0
    async for link in links:
        sequence += 1
        sound = (
            link.sequence == sequence
            and link.previous == expected
            and link.hash == link_hash(link.previous, link.body)
            and json.loads(link.body)["decision_id"] == link.decision_id
        )
        if not sound:
            return False
        expected = link.hash
    return True
