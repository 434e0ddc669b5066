"""The sightings on disk, newest first."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from itertools import batched, pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    case,
    cast,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from placa_engine.messages import (
    DayCount,
    FrequentPlate,
    SightingCounts,
    SightingMessage,
    Sightings,
    Verdict,
)
from placa_engine.plates.confusables import CONFUSABLE_GROUPS, fold
from placa_engine.store.database import Database
from placa_engine.store.tables import LedgerRow, SightingRow
from placa_engine.tracking.sighting import Direction, SightingState

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

UTC_ZONE = ZoneInfo("UTC")
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - what the clocks show, whatever the zone
_HOUR = 3600
_DAY = 86400
_OLDEST = timedelta(days=3660)
"""Nothing is kept for longer."""


@dataclass(frozen=True, slots=True)
class SightingQuery:
    """Which sightings to find; None does not narrow.

    `text` is a part of the plate, normalized, with `alike` with lookalikes counted.
    `plates` are whole ones of which any may be meant, `other_than` those that are not meant,
    both lookalikes counted. `since` (included) and `until` (excluded) judge the time a
    sighting began, `hours` (0 to 23) and `weekdays` (Monday is 0) what clocks in `zone` showed
    then. `door` and `verdict` are of a decision about it. `before` is a sighting's id.
    """

    camera_id: str | None = None
    text: str | None = None
    alike: bool = False
    plates: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    direction: Direction | None = None
    since: datetime | None = None
    until: datetime | None = None
    hours: tuple[int, ...] = ()
    weekdays: tuple[int, ...] = ()
    zone: ZoneInfo = UTC_ZONE
    door: str | None = None
    verdict: Verdict | None = None
    before: str | None = None
    limit: int = 50

    def fits(self, sighting: SightingMessage) -> bool:
        """Return whether a sighting is one of those to find, whatever the limit.

        What a door decided does not stand in it: where that is asked for, it is not one.
        """
        return (
            (self.camera_id is None or sighting.camera_id == self.camera_id)
            and (self.direction is None or sighting.direction is self.direction)
            and (self.before is None or sighting.sighting_id < self.before)
            and self.door is None
            and self.verdict is None
            and self._fits_plate(sighting.text)
            and self._fits_time(sighting.first_seen)
        )

    def _fits_plate(self, text: str) -> bool:
        folded = fold(text)
        part = self.text or ""
        return (
            (fold(part) in folded if self.alike else part in text)
            and (not self.plates or folded in set(map(fold, self.plates)))
            and folded not in set(map(fold, self.other_than))
        )

    def _fits_time(self, began: datetime) -> bool:
        shown = began.astimezone(self.zone)
        return (
            (self.since is None or began >= self.since)
            and (self.until is None or began < self.until)
            and (not self.hours or shown.hour in self.hours)
            and (not self.weekdays or shown.weekday() in self.weekdays)
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
        fitting = _fitting(select(SightingRow.sighting_id), query)
        newest = fitting.order_by(SightingRow.sighting_id.desc()).limit(query.limit + 1)
        rows = (
            select(SightingRow)
            .where(SightingRow.sighting_id.in_(newest.scalar_subquery()))
            .order_by(SightingRow.sighting_id.desc())
        )
        async with self._database.reading() as session:
            found = list(await session.scalars(rows))
        shown = found[: query.limit]
        more = len(found) > query.limit
        return Sightings(
            sightings=tuple(self._messages(shown)),
            next=shown[-1].sighting_id if more else None,
        )

    async def counts(self, query: SightingQuery) -> SightingCounts:
        """Count the sightings that fit, by day and by hour of the week in the query's zone."""
        hour = cast(_local_seconds(query) / _HOUR, Integer)
        rows = select(
            hour,
            func.count(),
            func.sum(cast(SightingRow.has_picture, Integer)),
            func.min(SightingRow.first_seen),
            func.max(SightingRow.first_seen),
        )
        async with self._database.reading() as session:
            found = (await session.execute(_fitting(rows, query).group_by(hour))).all()
        return _counted([(row[0], row[1], row[2], row[3], row[4]) for row in found])

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

    async def extent(self) -> tuple[int, int, datetime | None]:
        """Return how many sightings there are, how many have pictures, and when the first began."""
        rows = select(
            func.count(),
            func.sum(cast(SightingRow.has_picture, Integer)),
            func.min(SightingRow.first_seen),
        ).select_from(SightingRow)
        async with self._database.reading() as session:
            count, pictures, oldest = (await session.execute(rows)).one()
        return count, pictures or 0, _moment(oldest)

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


def _counted(found: Sequence[tuple[int, int, int, float, float]]) -> SightingCounts:
    """Add up (hours since 1970 by the clocks, sightings, pictures, first, last)."""
    days: dict[date, int] = {}
    hours = [[0] * 24 for _ in range(7)]
    for hour, count, _, _, _ in found:
        at = _EPOCH + timedelta(hours=hour)
        days[at.date()] = days.get(at.date(), 0) + count
        hours[at.weekday()][at.hour] += count
    return SightingCounts(
        count=sum(row[1] for row in found),
        pictures=sum(row[2] for row in found),
        first_seen=_moment(min((row[3] for row in found), default=None)),
        last_seen=_moment(max((row[4] for row in found), default=None)),
        days=tuple(DayCount(day=day, count=count) for day, count in sorted(days.items())),
        hours=tuple(map(tuple, hours)),
    )


def _moment(timestamp: float | None) -> datetime | None:
    return None if timestamp is None else datetime.fromtimestamp(timestamp, UTC)


def _local_seconds(query: SightingQuery) -> ColumnElement[float]:
    """Return the seconds since 1970 that the clocks of the query's zone showed at the beginning."""
    until = query.until or datetime.now(UTC) + timedelta(days=1)
    since = query.since or until - _OLDEST
    offsets: list[tuple[datetime, float]] = []
    for day in range((until - since).days + 2):
        at = since + timedelta(days=day)
        offset = _offset(at, query.zone)
        if not offsets or offset != offsets[-1][1]:
            offsets.append((_changed(at, query.zone) if offsets else at, offset))
    changes = [
        (SightingRow.first_seen < then.timestamp(), before)
        for (_, before), (then, _) in pairwise(offsets)
    ]
    newest = offsets[-1][1]
    if not changes:
        return SightingRow.first_seen.expression + newest
    return SightingRow.first_seen.expression + case(*changes, else_=newest)


def _changed(after: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment within the last day from which the zone's clocks show what they do."""
    now = _offset(after, zone)
    low, high = after - timedelta(days=1), after
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (low, middle) if _offset(middle, zone) == now else (middle, high)
    return high


def _offset(at: datetime, zone: ZoneInfo) -> float:
    offset = at.astimezone(zone).utcoffset()
    return offset.total_seconds() if offset else 0.0


def _decided(query: SightingQuery) -> Select[str | None]:
    """Select the ids of the sightings that a door decided about."""
    rows = select(LedgerRow.sighting_id).where(LedgerRow.kind == "decision")
    if query.door is not None:
        rows = rows.where(LedgerRow.door == query.door)
    if query.verdict is not None:
        rows = rows.where(LedgerRow.verdict == query.verdict)
    return rows


def _fitting[*Chosen](rows: Select[*Chosen], query: SightingQuery) -> Select[*Chosen]:
    return rows.where(*_conditions_of_plate(query), *_conditions_of_time(query), *_others(query))


def _conditions_of_plate(query: SightingQuery) -> Iterator[ColumnElement[bool]]:
    if query.text is not None and query.alike:
        yield _FOLDED_TEXT.contains(fold(query.text), autoescape=True)
    elif query.text is not None:
        yield SightingRow.text.contains(query.text, autoescape=True)
    if query.plates:
        yield _FOLDED_TEXT.in_({fold(plate) for plate in query.plates})
    if query.other_than:
        yield _FOLDED_TEXT.not_in({fold(plate) for plate in query.other_than})


def _conditions_of_time(query: SightingQuery) -> Iterator[ColumnElement[bool]]:
    if query.since is not None:
        yield SightingRow.first_seen >= query.since.timestamp()
    if query.until is not None:
        yield SightingRow.first_seen < query.until.timestamp()
    if query.hours:
        yield (cast(_local_seconds(query) / _HOUR, Integer) % 24).in_(query.hours)
    if query.weekdays:
        day = cast(_local_seconds(query) / _DAY, Integer) + _EPOCH.weekday()
        yield (day % 7).in_(query.weekdays)
    if query.before is not None:
        yield SightingRow.sighting_id < query.before


def _others(query: SightingQuery) -> Iterator[ColumnElement[bool]]:
    if query.camera_id is not None:
        yield SightingRow.camera_id == query.camera_id
    if query.direction is not None:
        yield func.json_extract(SightingRow.body, "$.direction") == query.direction
    if query.door is not None or query.verdict is not None:
        yield SightingRow.sighting_id.in_(_decided(query))


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
