"""The sightings on disk, newest first."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from itertools import batched

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from placa_engine.messages import FrequentPlate, SightingMessage, Sightings
from placa_engine.plates.confusables import CONFUSABLE_GROUPS, fold
from placa_engine.store.database import Database
from placa_engine.store.tables import SightingRow
from placa_engine.tracking.sighting import SightingState

_FOLDED_TEXT: ColumnElement[str] = reduce(
    lambda text, pair: func.replace(text, *pair),
    [(char, group[0]) for group in CONFUSABLE_GROUPS for char in group[1:]],
    SightingRow.text.expression,
)
"""The text of a row with lookalikes folded, as `fold` does."""

CLEAR_CONFIDENCE = 0.8
CLEAR_FRAMES = 3
"""What a sighting needs to count as a plate that was seen, rather than one that was misread."""

MOST_FREQUENT = 1000


@dataclass(frozen=True, slots=True)
class SightingQuery:
    """Which sightings to find; None does not narrow.

    `text` is a part of the plate, normalized; `plates` are whole ones, of which any may
    be meant, lookalikes counted. `since` (included) and `until` (excluded)
    judge the time a sighting began. `before` is a sighting's id.
    """

    camera_id: str | None = None
    text: str | None = None
    plates: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    before: str | None = None
    limit: int = 50

    def fits(self, sighting: SightingMessage) -> bool:
        """Return whether a sighting is one of those to find, whatever the limit."""
        return (
            (self.camera_id is None or sighting.camera_id == self.camera_id)
            and (self.text is None or self.text in sighting.text)
            and (not self.plates or fold(sighting.text) in set(map(fold, self.plates)))
            and (self.since is None or sighting.first_seen >= self.since)
            and (self.until is None or sighting.first_seen < self.until)
            and (self.before is None or sighting.sighting_id < self.before)
        )


class SightingStore:
    """Keeps sightings. `now` is a time that can be trusted where a sighting's own cannot.

    A row that cannot be read is left out and `damaged` is called.
    """

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        damaged: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        self._now = now
        self._damaged = damaged

    async def save(self, sightings: Iterable[SightingMessage]) -> None:
        """Add sightings, or replace those with the same ids; all or none."""
        now = self._now()
        rows = [_row(sighting, now) for sighting in sightings]
        if not rows:
            return
        add = insert(SightingRow)
        changed = {column: add.excluded[column] for column in rows[0] if column != "sighting_id"}
        upsert = add.on_conflict_do_update(index_elements=["sighting_id"], set_=changed)
        async with self._database.writing() as session:
            await session.execute(upsert, rows)

    async def get(self, sighting_id: str) -> SightingMessage | None:
        """Return a sighting, None if there is none."""
        query = select(SightingRow).where(SightingRow.sighting_id == sighting_id)
        async with self._database.reading() as session:
            row = await session.scalar(query)
        return next(iter(self._messages([] if row is None else [row])), None)

    async def page(self, query: SightingQuery) -> Sightings:
        """Return the newest sightings that fit, and where the next page begins."""
        rows = _fitting(select(SightingRow), query).order_by(SightingRow.sighting_id.desc())
        async with self._database.reading() as session:
            found = list(await session.scalars(rows.limit(query.limit + 1)))
        shown = found[: query.limit]
        more = len(found) > query.limit
        return Sightings(
            sightings=tuple(self._messages(shown)),
            next=shown[-1].sighting_id if more else None,
        )

    async def ids(self, query: SightingQuery) -> Sequence[str]:
        """Return the ids of all sightings that fit, whatever the limit."""
        rows = _fitting(select(SightingRow.sighting_id), query)
        async with self._database.reading() as session:
            return (await session.scalars(rows)).all()

    async def frequent(self, since: datetime, at_least: int) -> tuple[FrequentPlate, ...]:
        """Return the plates read clearly in at least `at_least` ended sightings since a time.

        The most frequent come first; there are MOST_FREQUENT at most.
        """
        count = func.count()
        plates = (
            select(SightingRow.text, count)
            .where(
                SightingRow.last_seen >= since.timestamp(),
                SightingRow.state == SightingState.ENDED,
                func.json_extract(SightingRow.body, "$.confidence") >= CLEAR_CONFIDENCE,
                func.json_extract(SightingRow.body, "$.frames") >= CLEAR_FRAMES,
            )
            .group_by(SightingRow.text)
            .having(count >= at_least)
            .order_by(count.desc(), SightingRow.text)
            .limit(MOST_FREQUENT)
        )
        async with self._database.reading() as session:
            found = (await session.execute(plates)).all()
        return tuple(FrequentPlate(text=text, count=times) for text, times in found)

    async def newest_ended(self) -> list[SightingMessage]:
        """Return the newest ended sighting of each camera."""
        ended = SightingRow.state == SightingState.ENDED
        newest = (
            select(SightingRow.camera_id, func.max(SightingRow.kept_since).label("kept_since"))
            .where(ended)
            .group_by(SightingRow.camera_id)
            .subquery()
        )
        rows = (
            select(SightingRow)
            .join(
                newest,
                (SightingRow.camera_id == newest.c.camera_id)
                & (SightingRow.kept_since == newest.c.kept_since),
            )
            .where(ended)
            .order_by(SightingRow.sighting_id)
        )
        async with self._database.reading() as session:
            found = {row.camera_id: row for row in await session.scalars(rows)}
        return self._messages(found.values())

    async def newest_kept_since(self) -> datetime | None:
        """Return the newest time from which a sighting is kept, None if there is none."""
        async with self._database.reading() as session:
            newest = await session.scalar(select(func.max(SightingRow.kept_since)))
        return None if newest is None else datetime.fromtimestamp(newest, UTC)

    async def count(self) -> int:
        """Return how many sightings there are."""
        async with self._database.reading() as session:
            return await session.scalar(select(func.count()).select_from(SightingRow)) or 0

    async def end_interrupted(self) -> None:
        """End the sightings that were live when the engine was last stopped by force."""
        live = SightingRow.state == SightingState.LIVE
        async with self._database.writing() as session:
            await session.execute(update(SightingRow).where(live).values(state="ended"))

    async def delete(self, sighting_ids: Collection[str]) -> int:
        """Delete sightings; return how many there were."""
        count = 0
        async with self._database.writing() as session:
            for batch in batched(sighting_ids, 500, strict=False):
                chosen = delete(SightingRow).where(SightingRow.sighting_id.in_(batch))
                deleted = await session.scalars(chosen.returning(SightingRow.sighting_id))
                count += len(deleted.all())
        return count

    async def ended_before(self, time: datetime) -> Sequence[tuple[str, str]]:
        """Return the (id, text) of ended sightings kept since before a time."""
        old = select(SightingRow.sighting_id, SightingRow.text).where(
            SightingRow.kept_since < time.timestamp(), SightingRow.state == SightingState.ENDED
        )
        async with self._database.reading() as session:
            return [(row.sighting_id, row.text) for row in await session.execute(old)]

    async def with_picture_before(self, time: datetime) -> Sequence[str]:
        """Return the ids of sightings with pictures kept since before a time."""
        old = select(SightingRow.sighting_id).where(
            SightingRow.kept_since < time.timestamp(), SightingRow.has_picture
        )
        async with self._database.reading() as session:
            return (await session.scalars(old)).all()

    async def oldest_with_picture(self, count: int) -> Sequence[str]:
        """Return the ids of so many sightings with pictures, kept longest first."""
        oldest = (
            select(SightingRow.sighting_id)
            .where(SightingRow.has_picture)
            .order_by(SightingRow.kept_since)
            .limit(count)
        )
        async with self._database.reading() as session:
            return (await session.scalars(oldest)).all()

    async def forget_pictures(self, sighting_ids: Collection[str]) -> None:
        """Note that these sightings have no pictures any more."""
        async with self._database.writing() as session:
            for batch in batched(sighting_ids, 500, strict=False):
                chosen = update(SightingRow).where(SightingRow.sighting_id.in_(batch))
                await session.execute(chosen.values(has_picture=False))

    async def missing(self, sighting_ids: Collection[str]) -> set[str]:
        """Return those ids that no sighting has."""
        there: set[str] = set()
        async with self._database.reading() as session:
            for batch in batched(sighting_ids, 500, strict=False):
                chosen = select(SightingRow.sighting_id).where(SightingRow.sighting_id.in_(batch))
                there.update(await session.scalars(chosen))
        return set(sighting_ids) - there

    def _messages(self, rows: Iterable[SightingRow]) -> list[SightingMessage]:
        messages = []
        for row in rows:
            try:
                messages.append(_message(row))
            except ValueError:
                self._damaged()
        return messages


def _fitting[Chosen](rows: Select[Chosen], query: SightingQuery) -> Select[Chosen]:
    if query.camera_id is not None:
        rows = rows.where(SightingRow.camera_id == query.camera_id)
    if query.text is not None:
        rows = rows.where(SightingRow.text.contains(query.text, autoescape=True))
    if query.plates:
        rows = rows.where(_FOLDED_TEXT.in_({fold(plate) for plate in query.plates}))
    if query.since is not None:
        rows = rows.where(SightingRow.first_seen >= query.since.timestamp())
    if query.until is not None:
        rows = rows.where(SightingRow.first_seen < query.until.timestamp())
    if query.before is not None:
        rows = rows.where(SightingRow.sighting_id < query.before)
    return rows


def _row(sighting: SightingMessage, now: datetime) -> dict[str, object]:
    kept_since = now if sighting.clock_doubted else sighting.last_seen
    return {
        "sighting_id": sighting.sighting_id,
        "camera_id": sighting.camera_id,
        "state": sighting.state.value,
        "text": sighting.text,
        "first_seen": sighting.first_seen.timestamp(),
        "last_seen": sighting.last_seen.timestamp(),
        "has_picture": sighting.has_picture,
        "kept_since": kept_since.timestamp(),
        "body": sighting.model_dump_json(),
    }


def _message(row: SightingRow) -> SightingMessage:
    sighting = SightingMessage.model_validate_json(row.body)
    return sighting.model_copy(
        update={"state": SightingState(row.state), "has_picture": row.has_picture}
    )
