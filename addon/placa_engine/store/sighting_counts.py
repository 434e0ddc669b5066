"""Counts sightings by day and by hour of the week, from the counts of each hour where possible."""

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Result, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from placa_engine.messages import DayCount, SightingCounts
from placa_engine.plates.confusables import fold
from placa_engine.store.local_time import HOUR
from placa_engine.store.sighting_query import SightingQuery
from placa_engine.store.sighting_search import conditions_of_hours, local_hours, narrowed
from placa_engine.store.tables import SightingHourRow, SightingRow

type _Hour = tuple[int, int]
"""An hour since 1970 in UTC, and what the clocks showed then."""

type _Counts = dict[_Hour, tuple[int, int]]
"""Sightings and those with pictures by hour."""

type _Count = Callable[[AsyncSession, SightingQuery], Coroutine[Any, Any, _Counts]]

_AN_HOUR = timedelta(seconds=HOUR)
_INSTANT = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - what the clocks show, whatever the zone


async def counted(session: AsyncSession, query: SightingQuery) -> SightingCounts:
    """Count the sightings that fit, by day and by hour of the week in the query's zone."""
    found = await _by_hour(session, query)
    days: dict[date, int] = {}
    hours = [[0] * 24 for _ in range(7)]
    for (_, shown), (count, _) in found.items():
        at = _EPOCH + shown * _AN_HOUR
        days[at.date()] = days.get(at.date(), 0) + count
        hours[at.weekday()][at.hour] += count
    seen = [hour for hour, _ in found]
    return SightingCounts(
        count=sum(count for count, _ in found.values()),
        pictures=sum(pictures for _, pictures in found.values()),
        first_seen=await _seen(session, query, min(seen), func.min) if seen else None,
        last_seen=await _seen(session, query, max(seen), func.max) if seen else None,
        days=tuple(DayCount(day=day, count=count) for day, count in sorted(days.items())),
        hours=tuple(map(tuple, hours)),
    )


async def _by_hour(session: AsyncSession, query: SightingQuery) -> _Counts:
    if query.other_than and not query.plates:
        everybody = replace(query, other_than=())
        those = replace(everybody, plates=query.other_than)
        return _without(await _by_hour(session, everybody), await _by_hour(session, those))
    _, whole = local_hours(query, SightingHourRow.hour.expression)
    if not whole or not query.is_of_hours:
        return await _counted_one_by_one(session, query)
    found: _Counts = {}
    for part, count in _parts(query):
        for hour, (sightings, pictures) in (await count(session, part)).items():
            more = found.get(hour, (0, 0))
            found[hour] = more[0] + sightings, more[1] + pictures
    return found


def _parts(query: SightingQuery) -> Iterator[tuple[SightingQuery, _Count]]:
    """Yield the whole hours of a time, and what is before and after them."""
    first = None if query.since is None else _hour(query.since + _AN_HOUR - _INSTANT)
    last = None if query.until is None else _hour(query.until)
    if first is not None and last is not None and first >= last:
        yield query, _counted_one_by_one
        return
    yield replace(query, since=first, until=last), _counted_by_hours
    if first != query.since:
        yield replace(query, until=first), _counted_one_by_one
    if last != query.until:
        yield replace(query, since=last), _counted_one_by_one


async def _counted_by_hours(session: AsyncSession, query: SightingQuery) -> _Counts:
    row = SightingHourRow
    shown, _ = local_hours(query, row.hour * HOUR)
    sums = func.sum(row.count), func.sum(row.pictures)
    rows = select(row.hour, shown, *sums).where(*conditions_of_hours(query)).group_by(row.hour)
    return _read(await session.execute(rows))


async def _counted_one_by_one(session: AsyncSession, query: SightingQuery) -> _Counts:
    began = SightingRow.first_seen.expression
    hour = cast(began / HOUR, Integer)
    shown, _ = local_hours(query, began)
    pictures = func.sum(cast(SightingRow.has_picture, Integer))
    rows = await narrowed(session, select(hour, shown, func.count(), pictures), query)
    if query.plates:
        rows = rows.where(SightingRow.folded.in_({fold(plate) for plate in query.plates}))
    return _read(await session.execute(rows.group_by(hour, shown)))


def _read(rows: Result[int, int, int, int]) -> _Counts:
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def _without(counts: _Counts, others: _Counts) -> _Counts:
    left: _Counts = {}
    for hour, (sightings, pictures) in counts.items():
        gone = others.get(hour, (0, 0))
        if sightings > gone[0]:
            left[hour] = sightings - gone[0], pictures - gone[1]
    return left


async def _seen(
    session: AsyncSession, query: SightingQuery, hour: int, which: Callable[..., Any]
) -> datetime | None:
    """Return the first or the last time in an hour at which a sighting began that fits."""
    begins = _EPOCH.replace(tzinfo=UTC) + hour * _AN_HOUR
    ends = begins + _AN_HOUR
    within = replace(
        query, since=max(query.since or begins, begins), until=min(query.until or ends, ends)
    )
    seconds = await session.scalar(
        await narrowed(session, select(which(SightingRow.first_seen)), within)
    )
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _hour(time: datetime) -> datetime:
    return datetime.fromtimestamp(time.timestamp() // HOUR * HOUR, UTC)
