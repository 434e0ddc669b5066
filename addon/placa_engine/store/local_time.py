"""What clocks in a zone showed, as SQL."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case

HOUR = 3600
DAY = 86400

_STEP = timedelta(days=7)
"""No zone changes its clocks twice within this time."""


def offsets(zone: ZoneInfo, since: datetime, until: datetime) -> list[tuple[datetime, float]]:
    """Return by how many seconds a zone's clocks were ahead of UTC, and from when on each.

    The first begins at `since` or before it.
    """
    found: list[tuple[datetime, float]] = []
    at = since
    while True:
        offset = _offset(at, zone)
        if not found or offset != found[-1][1]:
            found.append((_changed(at, zone) if found else at, offset))
        if at >= until:
            return found
        at += _STEP


def local_seconds(
    column: ColumnElement[float] | ColumnElement[int], changes: list[tuple[datetime, float]]
) -> ColumnElement[float] | ColumnElement[int]:
    """Return the seconds since 1970 that clocks showed, from those of UTC and their `offsets`."""
    cases = [(column >= then.timestamp(), offset) for then, offset in reversed(changes[1:])]
    oldest = changes[0][1]
    return column + (case(*cases, else_=oldest) if cases else oldest)


def _changed(after: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment within the last step from which the zone's clocks show what they do."""
    now = _offset(after, zone)
    low, high = after - _STEP, after
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (low, middle) if _offset(middle, zone) == now else (middle, high)
    return high


def _offset(at: datetime, zone: ZoneInfo) -> float:
    offset = at.astimezone(zone).utcoffset()
    return offset.total_seconds() if offset else 0.0
