"""Finds the ids of sightings by keys, so that a search costs what it finds, not what there is.

What few sightings have in common is looked up by its index, and the rest is judged on those few.
If nothing that is asked for is rare, the newest of all are judged one after the other: enough for
a page are soon found.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    exists,
    false,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from placa_engine.plates.confusables import fold
from placa_engine.store.local_time import DAY, HOUR, local_seconds, offsets
from placa_engine.store.sighting_query import SightingQuery
from placa_engine.store.tables import LedgerRow, SightingHourRow, SightingRow

RARE = 3000
"""What so many sightings at most have in common is looked up."""

OLDEST = timedelta(days=3660)
"""Nothing is kept for longer."""

_TRIGRAM = 3

_FIRST_WEEKDAY = datetime(1970, 1, 1, tzinfo=UTC).weekday()


async def narrowed[*Chosen](
    session: AsyncSession, rows: Select[*Chosen], query: SightingQuery
) -> Select[*Chosen]:
    """Return the rows of those sightings that fit, to be found by what is rare among them."""
    rows = rows.where(*conditions(query))
    keys = list(_keys(query))
    if query.since or query.until or query.hours or query.weekdays:
        first, last, count = (await session.execute(_hours(query))).one()
        if not count:
            return rows.where(false())
        rows = rows.where(SightingRow.sighting_id >= first, SightingRow.sighting_id <= last)
        if count <= RARE:
            keys.insert(0, _during(query))
    for key in keys:
        some = key.limit(RARE + 1)
        count = await session.scalar(select(func.count()).select_from(some.subquery()))
        if count is not None and count <= RARE:
            return rows.where(SightingRow.number.in_(some))
    return rows


def conditions(query: SightingQuery) -> Iterator[ColumnElement[bool]]:
    """Yield what is true of every sighting that fits."""
    yield from _conditions_of_plate(query)
    yield from _conditions_of_time(query)
    if query.camera_id is not None:
        yield _plain("camera_id") == query.camera_id
    if query.direction is not None:
        yield _plain("direction") == query.direction.value
    if (decided := _decided(query)) is not None:
        yield exists().where(decided, LedgerRow.sighting_id == SightingRow.sighting_id)


def local_hours(
    query: SightingQuery, seconds: ColumnElement[float] | ColumnElement[int]
) -> tuple[ColumnElement[int], bool]:
    """Return the hours since 1970 that clocks of the query's zone showed at some seconds.

    Also returns whether these clocks always were whole hours ahead of UTC.
    """
    until = query.until or datetime.now(UTC) + timedelta(days=1)
    changes = offsets(query.zone, query.since or until - OLDEST, until)
    whole = all(offset % HOUR == 0 for _, offset in changes)
    return cast(local_seconds(seconds, changes) / HOUR, Integer), whole


def at_those_hours(query: SightingQuery, hour: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions for hours since 1970 by the clocks."""
    if query.hours:
        yield (hour % 24).in_(query.hours)
    if query.weekdays:
        yield ((cast(hour / (DAY // HOUR), Integer) + _FIRST_WEEKDAY) % 7).in_(query.weekdays)


def conditions_of_hours(query: SightingQuery) -> Iterator[ColumnElement[bool]]:
    """Yield what is true of every hour with a sighting that fits, and of few others."""
    hour = SightingHourRow.hour
    if query.since is not None:
        yield hour >= int(query.since.timestamp() // HOUR)
    if query.until is not None:
        yield hour < query.until.timestamp() / HOUR
    if query.camera_id is not None:
        yield SightingHourRow.camera_id == query.camera_id
    if query.hours or query.weekdays:
        shown, whole = local_hours(query, hour * HOUR)
        if whole:
            yield from at_those_hours(query, shown)


def _conditions_of_plate(query: SightingQuery) -> Iterator[ColumnElement[bool]]:
    if query.text is not None and query.alike:
        yield _plain("folded").contains(fold(query.text), autoescape=True)
    elif query.text is not None:
        yield _plain("text").contains(query.text, autoescape=True)
    if query.plates:
        yield _plain("folded").in_({fold(plate) for plate in query.plates})
    if query.other_than:
        yield _plain("folded").not_in({fold(plate) for plate in query.other_than})


def _conditions_of_time(query: SightingQuery) -> Iterator[ColumnElement[bool]]:
    if query.since is not None:
        yield _plain("first_seen") >= query.since.timestamp()
    if query.until is not None:
        yield _plain("first_seen") < query.until.timestamp()
    if query.hours or query.weekdays:
        hour, _ = local_hours(query, SightingRow.first_seen.expression)
        yield from at_those_hours(query, hour)
    if query.before is not None:
        yield SightingRow.sighting_id < query.before


def _keys(query: SightingQuery) -> Iterator[Select[int]]:
    """Yield the numbers of the sightings that have one thing in common that is asked for."""
    numbers = select(SightingRow.number)
    if query.plates:
        yield numbers.where(SightingRow.folded.in_({fold(plate) for plate in query.plates}))
    part = fold(query.text or "")
    if len(part) >= _TRIGRAM and part.isalnum():
        grams = (f'"{part[at : at + _TRIGRAM]}"' for at in range(len(part) - _TRIGRAM + 1))
        row = literal_column("rowid", Integer)
        matching = text("plate_parts match :grams").bindparams(grams=" AND ".join(grams))
        yield select(row).select_from(text("plate_parts")).where(matching)
    if (decided := _decided(query)) is not None:
        same = SightingRow.sighting_id == LedgerRow.sighting_id
        yield numbers.select_from(LedgerRow).join(SightingRow, same).where(decided)
    if query.camera_id is not None:
        yield numbers.where(SightingRow.camera_id == query.camera_id)
    if query.direction is not None:
        yield numbers.where(SightingRow.direction == query.direction.value)


def _decided(query: SightingQuery) -> ColumnElement[bool] | None:
    """Return what is true of a decision that is asked for, None if none is."""
    wanted = [
        column == value
        for column, value in (
            (LedgerRow.door, query.door),
            (LedgerRow.verdict, query.verdict and query.verdict.value),
        )
        if value is not None
    ]
    return and_(*wanted) if wanted else None


def _hours(query: SightingQuery) -> Select[str | None, str | None, int | None]:
    """Select between which ids the sightings of a time are, and how many there may be."""
    row = SightingHourRow
    return select(func.min(row.first_id), func.max(row.last_id), func.sum(row.count)).where(
        *conditions_of_hours(query)
    )


def _during(query: SightingQuery) -> Select[int]:
    """Select the numbers of the sightings of the hours that are asked for."""
    began = SightingRow.first_seen
    hours = select(SightingHourRow.hour).where(*conditions_of_hours(query)).distinct().subquery()
    in_hour = and_(began >= hours.c.hour * HOUR, began < (hours.c.hour + 1) * HOUR)
    return select(SightingRow.number).select_from(hours).join(SightingRow, in_hour)


def _plain(name: str) -> ColumnElement[Any]:
    """Return a column whose own index is not used: it would lead through whole rows."""
    column = SightingRow.__table__.c[name]
    return literal_column(f"+sightings.{name}", column.type)
