"""The ledger of decisions and audits: it only grows, and every link proves all before it."""

import asyncio
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Select, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from placa_engine.messages import (
    AuditEntry,
    AuditRecord,
    AuditTrail,
    DecisionRecord,
    DecisionStored,
    Ledger,
    LedgerEntry,
    LedgerLink,
    LedgerLinks,
    LinkContent,
    RecordedAudit,
    RecordedDecision,
    Seen,
    SightingMessage,
)
from placa_engine.plates.confusables import fold
from placa_engine.store.database import Database
from placa_engine.store.ledger_link import (
    BEGINNING,
    Content,
    Head,
    Link,
    Record,
    RecordKind,
    following,
    forge,
)
from placa_engine.store.tables import LedgerContentRow, LedgerRow

LATEST = timedelta(minutes=10)
"""By how much the time of a decision may differ from the engine's, or from its sighting's."""

_AT_ONCE = 500
"""Links that are checked, and contents that are looked through, in one go."""


class LedgerConflictError(Exception):
    """Another record has the same id."""


class BackdatedError(Exception):
    """A decision claims a time that is neither now nor that of a sighting that is known."""


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
    """Appends to and reads the ledger.

    `now` is the engine's time in UTC, None while the engine itself doubts it; links are then
    dated by the newest one. `sighting` finds what the engine saw by its id.
    """

    def __init__(
        self,
        database: Database,
        key: Ed25519PrivateKey,
        now: Callable[[], datetime | None],
        sighting: Callable[[str], Awaitable[SightingMessage | None]],
    ) -> None:
        self._database = database
        self._key = key
        self._public = key.public_key()
        self._now = now
        self._sighting = sighting
        self._checked = BEGINNING
        self._broken = False
        self._checking = asyncio.Lock()

    @property
    def public_key(self) -> str:
        """The key that proves the signatures, 64 hex digits."""
        return self._public.public_bytes_raw().hex()

    async def append(self, decision: DecisionRecord) -> DecisionStored:
        """Add a decision, or find it if it is there already.

        Raises LedgerConflictError if a different record has its id, BackdatedError.
        """
        sighting = await self._sighting(decision.sighting_id)
        content = {
            "plate": decision.plate,
            "values": [dict(reason.values) for reason in decision.reasons],
            "evidence": decision.evidence,
        }
        public = decision.model_dump(mode="json", exclude={"decision_id", "plate", "evidence"})
        for reason in public["reasons"]:
            del reason["values"]
        seen = _seen(sighting, decision)
        record = Record("decision", decision.decision_id, public, content, seen)
        if (known := await self._find(record)) is not None:
            return known
        self._refuse_backdated(decision.decided_at, sighting)
        return await self._append(record)

    async def append_audit(self, audit: AuditRecord) -> DecisionStored:
        """Add an audit record, or find it. Raises LedgerConflictError as `append` does."""
        public = audit.model_dump(mode="json", exclude={"audit_id", "reason"})
        scope = public["scope"]
        content = {
            "reason": audit.reason,
            "text": scope.pop("text"),
            "plates": scope.pop("plates"),
        }
        record = Record("audit", audit.audit_id, public, content)
        known = await self._find(record)
        return await self._append(record) if known is None else known

    async def page(self, query: LedgerQuery) -> Ledger:
        """Return the newest decisions that fit; judge the chain."""
        chosen = _chosen("decision", query.before)
        if query.decision_id is not None:
            chosen = chosen.where(LedgerRow.record_id == query.decision_id)
        if query.door is not None:
            chosen = chosen.where(LedgerRow.door == query.door)
        if query.sightings:
            chosen = chosen.where(LedgerRow.sighting_id.in_(query.sightings))
        rows, intact = await self._read(chosen.limit(query.limit))
        return Ledger(decisions=tuple(_readable(_decision, rows)), intact=intact)

    async def audits(self, limit: int, before: int | None = None) -> AuditTrail:
        """Return the newest audit records before a sequence number; judge the chain."""
        rows, intact = await self._read(_chosen("audit", before).limit(limit))
        return AuditTrail(audits=tuple(_readable(_audit, rows)), intact=intact)

    async def audit(self, audit_id: str) -> AuditEntry | None:
        """Return the audit record with this id."""
        chosen = _chosen("audit", None).where(LedgerRow.record_id == audit_id)
        async with self._database.reading() as session:
            rows = [_pair(row) for row in await session.execute(chosen)]
        return next(_readable(_audit, rows), None)

    async def links(self, after: int, limit: int, *, contents: bool) -> LedgerLinks:
        """Return the links after a sequence number, oldest first, for whoever checks them."""
        chosen = _all_rows().where(LedgerRow.sequence > after).limit(limit)
        async with self._database.reading() as session:
            rows = [_pair(row) for row in await session.execute(chosen)]
        return LedgerLinks(
            public_key=self.public_key,
            links=tuple(
                LedgerLink(
                    sequence=row.sequence,
                    text=row.link,
                    hash=row.hash,
                    signature=row.signature,
                    content=LinkContent(key=content.key, text=content.content)
                    if contents and content is not None
                    else None,
                )
                for row, content in rows
            ),
        )

    async def is_intact(self) -> bool:
        """Check the whole chain anew, from its first link; `page` checks what has come since."""
        async with self._checking:
            self._checked = BEGINNING
        return await self._check()

    async def erase(self, plates: Collection[str], sighting_ids: Collection[str]) -> None:
        """Destroy what is sealed about some plates (lookalikes counted) and some sightings.

        That is: decisions about them, and searches, words and lists that name them.
        """
        folded = {fold(plate) for plate in plates}
        doomed = [
            row.sequence
            async for row, content in self._contents()
            if row.sighting_id in sighting_ids or _names(json.loads(content.content), folded)
        ]
        await self._destroy(doomed)

    async def forget_before(self, moment: datetime) -> None:
        """Destroy what is sealed in links from before a time.

        What was added before the engine ever knew the time is kept: nobody knows how old it is.
        """
        newer = (
            select(LedgerRow.sequence)
            .where(LedgerRow.at >= moment.isoformat())
            .order_by(LedgerRow.sequence)
            .limit(1)
            .scalar_subquery()
        )
        old = (
            select(LedgerContentRow.sequence)
            .join(LedgerRow, LedgerRow.sequence == LedgerContentRow.sequence)
            .where(LedgerRow.at > BEGINNING.at.isoformat())
            .where(or_(newer.is_(None), LedgerContentRow.sequence < newer))
        )
        async with self._database.reading() as session:
            doomed = list(await session.scalars(old))
        await self._destroy(doomed)

    async def _contents(self) -> AsyncIterator[tuple[LedgerRow, LedgerContentRow]]:
        after = 0
        chosen = (
            select(LedgerRow, LedgerContentRow)
            .join(LedgerContentRow, LedgerContentRow.sequence == LedgerRow.sequence)
            .order_by(LedgerRow.sequence)
            .limit(_AT_ONCE)
        )
        while True:
            async with self._database.reading() as session:
                rows = list(await session.execute(chosen.where(LedgerRow.sequence > after)))
            for row, content in rows:
                after = row.sequence
                yield row, content
            if len(rows) < _AT_ONCE:
                return

    async def _destroy(self, sequences: Sequence[int]) -> None:
        for start in range(0, len(sequences), _AT_ONCE):
            some = sequences[start : start + _AT_ONCE]
            async with self._database.writing() as session:
                await session.execute(
                    delete(LedgerContentRow).where(LedgerContentRow.sequence.in_(some))
                )

    async def _find(self, record: Record) -> DecisionStored | None:
        """Return where a record stands already. Raises LedgerConflictError.

        What was sealed counts for as long as it is there.
        """
        chosen = _all_rows().where(LedgerRow.record_id == record.record_id)
        async with self._database.reading() as session:
            for row, content in map(_pair, await session.execute(chosen)):
                said = json.loads(row.link)
                same = (said["kind"], said["record"]) == (record.kind, record.public) and (
                    content is None or json.loads(content.content) == record.content
                )
                if not same:
                    raise LedgerConflictError
                return DecisionStored(sequence=row.sequence, hash=row.hash)
        return None

    async def _append(self, record: Record) -> DecisionStored:
        content = Content.of(record.content)
        await self._check()
        async with self._database.writing() as session:
            same = select(LedgerRow).where(LedgerRow.record_id == record.record_id)
            if (known := await session.scalar(same)) is not None:  # it came twice at once
                return DecisionStored(sequence=known.sequence, hash=known.hash)
            newest = await session.scalar(
                select(LedgerRow).order_by(LedgerRow.sequence.desc()).limit(1)
            )
            before = BEGINNING if newest is None else _head(newest)
            now = self._now()
            at = before.at if now is None else now
            link = forge(record, content.seal, before, at, self._key)
            session.add(
                LedgerRow(
                    sequence=link.sequence,
                    link=link.text,
                    hash=link.hash,
                    signature=link.signature,
                )
            )
            await session.merge(  # where the end was cut off, another one's may be left
                LedgerContentRow(sequence=link.sequence, key=content.key, content=content.text)
            )
        if before == self._checked:
            self._checked = Head(link.sequence, link.hash, max(at, before.at))
        return DecisionStored(sequence=link.sequence, hash=link.hash)

    async def _read(
        self, chosen: Select[LedgerRow, LedgerContentRow]
    ) -> tuple[list[tuple[LedgerRow, LedgerContentRow | None]], bool]:
        intact = await self._check()
        async with self._database.reading() as session:
            rows = [_pair(row) for row in await session.execute(chosen)]
        sealed = all(_is_sealed(row, content) for row, content in rows)
        return rows, intact and sealed

    async def _check(self) -> bool:
        """Check what has come since the last look, and that what was checked is still there.

        A chain that was broken once is never called intact again while the engine runs.
        """
        async with self._checking:
            while not self._broken:
                since = self._checked
                async with self._database.reading() as session:
                    found = await _next_links(session, since)
                head = None
                if found is not None:
                    head = await asyncio.to_thread(_follow, found, since, self._public)
                if head is None:
                    self._broken = True
                elif self._checked is since:  # what the engine adds meanwhile needs no check
                    self._checked = head
                if not found or len(found) < _AT_ONCE:
                    break
            return not self._broken

    def _refuse_backdated(self, claimed: datetime, sighting: SightingMessage | None) -> None:
        now = self._now()
        if now is None or abs(claimed - now) <= LATEST:
            return
        if sighting is None or not (
            sighting.first_seen - LATEST <= claimed <= sighting.last_seen + LATEST
        ):
            raise BackdatedError


def _chosen(kind: RecordKind, before: int | None) -> Select[LedgerRow, LedgerContentRow]:
    rows = _all_rows(newest_first=True).where(LedgerRow.kind == kind)
    return rows if before is None else rows.where(LedgerRow.sequence < before)


def _all_rows(*, newest_first: bool = False) -> Select[LedgerRow, LedgerContentRow]:
    order = LedgerRow.sequence.desc() if newest_first else LedgerRow.sequence
    return (
        select(LedgerRow, LedgerContentRow)
        .outerjoin(LedgerContentRow, LedgerContentRow.sequence == LedgerRow.sequence)
        .order_by(order)
    )


def _pair(row: Any) -> tuple[LedgerRow, LedgerContentRow | None]:
    link, content = row
    return link, content


async def _next_links(session: AsyncSession, checked: Head) -> list[Link] | None:
    """Return some links after those that were checked, None if the last of these is gone."""
    chosen = (
        select(LedgerRow).where(LedgerRow.sequence >= checked.sequence).order_by(LedgerRow.sequence)
    )
    rows = list(await session.scalars(chosen.limit(_AT_ONCE + 1)))
    if checked.sequence:
        if not rows or (rows[0].sequence, rows[0].hash) != (checked.sequence, checked.hash):
            return None
        rows = rows[1:]
    return [Link(row.sequence, row.link, row.hash, row.signature) for row in rows[:_AT_ONCE]]


def _follow(links: Sequence[Link], before: Head, key: Ed25519PublicKey) -> Head | None:
    head = before
    for link in links:
        follower = following(link, head, key)
        if follower is None:
            return None
        head = follower
    return head


def _head(row: LedgerRow) -> Head:
    """Return the head of a chain by its last link; one that somebody damaged has no time."""
    at = BEGINNING.at if row.at is None else datetime.fromisoformat(row.at)
    return Head(row.sequence, row.hash, at)


def _is_sealed(row: LedgerRow, content: LedgerContentRow | None) -> bool:
    """Whether a link's content, as far as it is there, is what the link has sealed."""
    if content is None:
        return True
    try:
        said = json.loads(row.link)
        return bool(Content(content.key, content.content).seal == said["seal"])
    except KeyError, TypeError, ValueError:
        return False


def _seen(sighting: SightingMessage | None, decision: DecisionRecord) -> dict[str, Any] | None:
    if sighting is None:
        return None
    seen = Seen(
        camera_id=sighting.camera_id,
        revision=sighting.revision,
        first_seen=sighting.first_seen,
        last_seen=sighting.last_seen,
        same_plate=decision.plate in (sighting.text, sighting.read_as),
    )
    return seen.model_dump(mode="json")


def _readable[Entry](
    read: Callable[[LedgerRow, LedgerContentRow | None], Entry],
    rows: Iterable[tuple[LedgerRow, LedgerContentRow | None]],
) -> Iterator[Entry]:
    """Read entries; what somebody made unreadable is left out, the chain tells of it."""
    for row in rows:
        with suppress(KeyError, TypeError, ValueError):
            yield read(*row)


def _decision(row: LedgerRow, content: LedgerContentRow | None) -> LedgerEntry:
    said = json.loads(row.link)
    told = json.loads(content.content) if content else {"plate": None, "evidence": {}}
    record = said["record"]
    values = told.get("values") or [{}] * len(record["reasons"])
    reasons = [
        reason | {"values": value} for reason, value in zip(record["reasons"], values, strict=True)
    ]
    return LedgerEntry(
        sequence=row.sequence,
        hash=row.hash,
        at=said["at"],
        seen=said["seen"],
        decision=RecordedDecision.model_validate(
            record
            | {
                "decision_id": said["id"],
                "reasons": reasons,
                "plate": told["plate"],
                "evidence": told["evidence"],
            }
        ),
    )


def _audit(row: LedgerRow, content: LedgerContentRow | None) -> AuditEntry:
    said = json.loads(row.link)
    nothing: dict[str, Any] = {"reason": None, "text": None, "plates": []}
    told = json.loads(content.content) if content else nothing
    record = said["record"]
    scope = record["scope"] | {"text": told["text"], "plates": told["plates"]}
    return AuditEntry(
        sequence=row.sequence,
        hash=row.hash,
        at=said["at"],
        audit=RecordedAudit.model_validate(
            record | {"audit_id": said["id"], "reason": told["reason"], "scope": scope}
        ),
    )


def _names(content: dict[str, Any], folded: Collection[str]) -> bool:
    """Whether the content of a link names one of some folded plates."""
    named = {fold(plate) for plate in (content.get("plate"), *content.get("plates", ())) if plate}
    if not named.isdisjoint(folded):
        return True
    part = fold(content.get("text") or "")
    words = fold("".join(filter(str.isalnum, (content.get("reason") or "").upper())))
    return any((part and part in plate) or plate in words for plate in folded)
