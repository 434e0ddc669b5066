"""The sightings on disk, newest first."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import batched

from sqlalchemy import ColumnElement, delete, func, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert

from placa_engine.messages import FrequentPlate, SightingCounts, SightingMessage, Sightings
from placa_engine.plates.confusables import fold
from placa_engine.store.database import Database
from placa_engine.store.sighting_counts import counted
from placa_engine.store.sighting_query import SightingQuery
from placa_engine.store.sighting_search import narrowed
from placa_engine.store.tables import ClearPlateRow, SightingHourRow, SightingRow
from placa_engine.tracking.sighting import SightingState

CLEAR_CONFIDENCE = 0.8
CLEAR_FRAMES = 3
"""What a sighting needs to count as a plate that was seen, rather than one that was misread."""

MOST_FREQUENT = 1000

BATCH = 250
"""Sightings that are deleted or changed at a time."""


@dataclass(frozen=True, slots=True)
class Old:
    """Which ended sightings are old: kept since before a time, and none of the plates.

    `spared` are plates with lookalikes folded.
    """

    before: datetime
    spared: Collection[str] = ()

    @property
    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """What is true of their rows."""
        return (
            SightingRow.kept_since < self.before.timestamp(),
            SightingRow.state == SightingState.ENDED,
            SightingRow.folded.not_in(self.spared),
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
        by_id = SightingRow.sighting_id.desc()
        async with self._database.reading() as session:
            fitting = await narrowed(session, select(SightingRow.number), query)
            newest = fitting.order_by(by_id).limit(query.limit + 1).scalar_subquery()
            rows = select(SightingRow).where(SightingRow.number.in_(newest)).order_by(by_id)
            found = list(await session.scalars(rows))
        shown = found[: query.limit]
        more = len(found) > query.limit
        return Sightings(
            sightings=tuple(self._messages(shown)),
            next=shown[-1].sighting_id if more else None,
        )

    async def counts(self, query: SightingQuery) -> SightingCounts:
        """Count the sightings that fit, by day and by hour of the week in the query's zone."""
        async with self._database.reading() as session:
            return await counted(session, query)

    async def ids(self, query: SightingQuery) -> Sequence[str]:
        """Return the ids of all sightings that fit, whatever the limit."""
        async with self._database.reading() as session:
            rows = await narrowed(session, select(SightingRow.sighting_id), query)
            return (await session.scalars(rows)).all()

    async def frequent(self, since: datetime, at_least: int) -> tuple[FrequentPlate, ...]:
        """Return the plates read clearly in at least `at_least` ended sightings since a time.

        The most frequent come first; there are MOST_FREQUENT at most. `at_least` is 2 or more.
        """
        count = func.count()
        often = select(ClearPlateRow.text).where(
            ClearPlateRow.count > literal_column("1"), ClearPlateRow.count >= at_least
        )
        plates = (
            select(SightingRow.text, count)
            .where(
                SightingRow.text.in_(often),
                SightingRow.clear,
                SightingRow.last_seen >= since.timestamp(),
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
        found: list[SightingRow] = []
        next_camera = select(func.min(SightingRow.camera_id))
        async with self._database.reading() as session:
            camera_id = await session.scalar(next_camera)
            while camera_id is not None:
                newest = (
                    select(SightingRow)
                    .where(SightingRow.camera_id == camera_id)
                    .where(SightingRow.state == SightingState.ENDED)
                    .order_by(SightingRow.kept_since.desc(), SightingRow.sighting_id.desc())
                    .limit(1)
                )
                found += await session.scalars(newest)
                camera_id = await session.scalar(
                    next_camera.where(SightingRow.camera_id > camera_id)
                )
        return self._messages(found)

    async def newest_kept_since(self) -> datetime | None:
        """Return the newest time from which a sighting is kept, None if there is none."""
        async with self._database.reading() as session:
            newest = await session.scalar(select(func.max(SightingRow.kept_since)))
        return None if newest is None else datetime.fromtimestamp(newest, UTC)

    async def count(self) -> int:
        """Return how many sightings there are."""
        async with self._database.reading() as session:
            return await session.scalar(select(func.sum(SightingHourRow.count))) or 0

    async def end_interrupted(self) -> None:
        """End the sightings that were live when the engine was last stopped by force."""
        live = SightingRow.state == SightingState.LIVE
        async with self._database.writing() as session:
            clear = (func.json_extract(SightingRow.body, "$.confidence") >= CLEAR_CONFIDENCE) & (
                func.json_extract(SightingRow.body, "$.frames") >= CLEAR_FRAMES
            )
            ended = update(SightingRow).where(live).values(state="ended", clear=clear)
            await session.execute(ended)

    async def delete(self, sighting_ids: Collection[str]) -> int:
        """Delete sightings, some at a time, so that nobody waits long; return how many."""
        count = 0
        for batch in batched(sighting_ids, BATCH, strict=False):
            chosen = delete(SightingRow).where(SightingRow.sighting_id.in_(batch))
            async with self._database.writing() as session:
                deleted = await session.scalars(chosen.returning(SightingRow.sighting_id))
                count += len(deleted.all())
        return count

    async def extent(self) -> tuple[int, int, datetime | None]:
        """Return how many sightings there are, how many with pictures, when the oldest began."""
        sums = select(func.sum(SightingHourRow.count), func.sum(SightingHourRow.pictures))
        async with self._database.reading() as session:
            count, pictures = (await session.execute(sums)).one()
            oldest = await session.scalar(select(func.min(SightingRow.first_seen)))
        since = None if oldest is None else datetime.fromtimestamp(oldest, UTC)
        return count or 0, pictures or 0, since

    async def count_old(self, old: Old) -> int:
        """Return how many sightings are old."""
        async with self._database.reading() as session:
            return await session.scalar(select(func.count()).where(*old.conditions)) or 0

    async def some_old(
        self, old: Old, after: datetime | None
    ) -> tuple[Sequence[str], datetime | None]:
        """Return the ids of BATCH sightings that are old, and the time of the last of them.

        To get the next after these are deleted, ask with that time; it is None if there are none.
        """
        rows = select(SightingRow.sighting_id, SightingRow.kept_since).where(*old.conditions)
        if after is not None:
            rows = rows.where(SightingRow.kept_since >= after.timestamp())
        async with self._database.reading() as session:
            some = rows.order_by(SightingRow.kept_since).limit(BATCH)
            found = (await session.execute(some)).all()
        last = datetime.fromtimestamp(found[-1].kept_since, UTC) if found else None
        return [row.sighting_id for row in found], last

    async def some_with_picture_before(self, time: datetime) -> Sequence[str]:
        """Return the ids of BATCH sightings with pictures kept since before a time, or of all."""
        old = (
            select(SightingRow.sighting_id)
            .where(SightingRow.kept_since < time.timestamp(), SightingRow.has_picture)
            .limit(BATCH)
        )
        async with self._database.reading() as session:
            return (await session.scalars(old)).all()

    async def oldest_with_picture(self, count: int, but: Collection[str] = ()) -> Sequence[str]:
        """Return the ids of so many other sightings with pictures than `but`, oldest first."""
        oldest = (
            select(SightingRow.sighting_id)
            .where(SightingRow.has_picture, SightingRow.sighting_id.not_in(but))
            .order_by(SightingRow.kept_since)
            .limit(count)
        )
        async with self._database.reading() as session:
            return (await session.scalars(oldest)).all()

    async def forget_pictures(self, sighting_ids: Collection[str]) -> None:
        """Note that these sightings have no pictures any more."""
        for batch in batched(sighting_ids, BATCH, strict=False):
            chosen = update(SightingRow).where(SightingRow.sighting_id.in_(batch))
            async with self._database.writing() as session:
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


def _row(sighting: SightingMessage, now: datetime) -> dict[str, object]:
    kept_since = now if sighting.clock_doubted else sighting.last_seen
    return {
        "sighting_id": sighting.sighting_id,
        "camera_id": sighting.camera_id,
        "state": sighting.state.value,
        "text": sighting.text,
        "folded": fold(sighting.text),
        "direction": sighting.direction.value,
        "first_seen": sighting.first_seen.timestamp(),
        "last_seen": sighting.last_seen.timestamp(),
        "has_picture": sighting.has_picture,
        "kept_since": kept_since.timestamp(),
        "clear": sighting.state is SightingState.ENDED
        and sighting.confidence >= CLEAR_CONFIDENCE
        and sighting.frames >= CLEAR_FRAMES,
        "body": sighting.model_dump_json(),
    }


def _message(row: SightingRow) -> SightingMessage:
    sighting = SightingMessage.model_validate_json(row.body)
    return sighting.model_copy(
        update={"state": SightingState(row.state), "has_picture": row.has_picture}
    )
