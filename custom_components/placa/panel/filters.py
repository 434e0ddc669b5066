"""Which sightings a user means, and may see, as the engine is asked for them."""

from datetime import date, datetime, timedelta
from typing import Any

from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import probatio

from ..access.decision import Verdict
from ..client.models import Direction
from ..client.plate import InvalidPlateError, normalize_part
from ..client.sighting_query import SightingQuery
from ..household.vehicle import Vehicle
from ..storage.permissions import Right
from ..subentries.household import Household
from .command import invalid

_NOBODY = "0" * 32
"""A plate that no text is: what is asked for when nothing may be shown."""


def _many(least: int, most: int) -> probatio.All[Any]:
    number = probatio.All(int, probatio.Range(min=least, max=most))
    return probatio.All([number], probatio.Length(max=most + 1))


FILTER = probatio.Schema(
    {
        probatio.Optional("text"): probatio.All(str, probatio.Length(max=40)),
        probatio.Optional("alike"): bool,
        probatio.Optional("vehicle_id"): str,
        probatio.Optional("camera_id"): probatio.All(str, probatio.Match(r"^[a-z0-9_]{1,40}$")),
        probatio.Optional("door_id"): probatio.All(str, probatio.Length(min=1, max=200)),
        probatio.Optional("verdict"): probatio.In([verdict.value for verdict in Verdict]),
        probatio.Optional("who"): probatio.In(["known", "unknown", "guest", "denied"]),
        probatio.Optional("direction"): probatio.In([way.value for way in Direction]),
        probatio.Optional("day"): cv.date,
        probatio.Optional("since"): cv.datetime,
        probatio.Optional("until"): cv.datetime,
        probatio.Optional("hours"): _many(0, 23),
        probatio.Optional("weekdays"): _many(0, 6),
    }
)


def search_of(
    asked: dict[str, Any], household: Household, rights: frozenset[Right], zone: str
) -> SightingQuery:
    """Return what the engine is asked for; of strangers only for those who may see them.

    Raises ServiceValidationError for a text that is no part of a plate.
    """
    since, until = _time(asked)
    plates, other_than = _whose(asked, household)
    if Right.STRANGERS not in rights and not plates:
        plates = tuple(sorted(household.plates)) or (_NOBODY,)
        if other_than:
            plates = (_NOBODY,)
    return SightingQuery(
        text=_text(asked),
        alike=asked.get("alike", False),
        plates=plates,
        other_than=other_than,
        camera_id=asked.get("camera_id"),
        direction=asked.get("direction"),
        since=since,
        until=until,
        hours=tuple(asked.get("hours", ())),
        weekdays=tuple(asked.get("weekdays", ())),
        zone=zone,
        door=asked.get("door_id"),
        verdict=asked.get("verdict"),
    )


def _text(asked: dict[str, Any]) -> str | None:
    if not asked.get("text"):
        return None
    try:
        return normalize_part(asked["text"])
    except InvalidPlateError:
        raise invalid("invalid_fragment") from None


def _whose(asked: dict[str, Any], household: Household) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the plates that are meant, and those that are not."""
    if "vehicle_id" in asked:
        vehicle = household.vehicle(asked["vehicle_id"])
        return (vehicle.plates if vehicle else (_NOBODY,)), ()
    match asked.get("who"):
        case "unknown":
            return (), tuple(sorted(household.plates))
        case "known":
            return _plates(household.vehicles), ()
        case "guest":
            return _plates(household.guests), ()
        case "denied":
            return _plates(one for one in household.vehicles if one.denied), ()
        case _:
            return (), ()


def _plates(vehicles: Any) -> tuple[str, ...]:
    found: list[Vehicle] = list(vehicles)
    return tuple(sorted({plate for one in found for plate in one.plates})) or (_NOBODY,)


def _time(asked: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    day: date | None = asked.get("day")
    if day is None:
        since, until = asked.get("since"), asked.get("until")
        return since and dt_util.as_utc(since), until and dt_util.as_utc(until)
    if not date.min < day < date.max:
        raise invalid("no_such_day")
    return (
        dt_util.as_utc(dt_util.start_of_local_day(day)),
        dt_util.as_utc(dt_util.start_of_local_day(day + timedelta(days=1))),
    )
