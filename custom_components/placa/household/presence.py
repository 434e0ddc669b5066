"""Whether a vehicle is here, from what the cameras see of it. Pure.

A vehicle arrives when it comes towards the house and leaves when it goes from it; which
way that is depends on where the camera looks. A vehicle that merely passes changes
nothing, and nothing is concluded from its not being seen.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from ..client.models import Direction, Sighting

SAME_VISIT = timedelta(minutes=2)
"""Sightings closer together than this may be the same drive past several cameras."""


class Facing(StrEnum):
    """Where a camera looks."""

    OUT = "out"
    """From the house: who approaches the camera arrives."""
    IN = "in"
    """To the house: who approaches the camera leaves."""
    ROAD = "road"
    """At passing traffic: nobody arrives or leaves here."""


class Whereabouts(StrEnum):
    """Where a vehicle is, as far as the cameras can tell."""

    HERE = "here"
    AWAY = "away"
    UNKNOWN = "unknown"


class Movement(StrEnum):
    """What a sighting changed."""

    ARRIVED = "arrived"
    LEFT = "left"
    ARRIVED_AGAIN = "arrived_again"
    """It arrived although it is here: nobody saw it leave, or another car has its plate."""


@dataclass(frozen=True, slots=True)
class Presence:
    """A vehicle's whereabouts, since when (UTC), and its newest sighting's camera and time.

    `arrived` is when it came last, though it may have left since.
    """

    whereabouts: Whereabouts = Whereabouts.UNKNOWN
    since: datetime | None = None
    sighting_id: str | None = None
    camera_id: str | None = None
    last_seen: datetime | None = None
    arrived: datetime | None = None


def see(
    before: Presence, sighting: Sighting, facing: Facing = Facing.OUT
) -> tuple[Presence, Movement | None]:
    """Take in a sighting of the vehicle, whose text must be settled.

    Each update of a sighting may be given, in any order; older news than the newest one
    changes nothing. A movement is told once.
    """
    if before.last_seen is not None and sighting.last_seen < before.last_seen:
        return before, None
    seen = replace(
        before,
        sighting_id=sighting.sighting_id,
        camera_id=sighting.camera_id,
        last_seen=sighting.last_seen,
    )
    whereabouts = _whereabouts(sighting.direction, facing)
    if whereabouts is None:
        return seen, None
    if whereabouts is before.whereabouts:
        if _arrives(sighting.direction, facing) and _is_another_drive(before, sighting):
            return replace(seen, arrived=sighting.last_seen), Movement.ARRIVED_AGAIN
        return seen, None
    moved = replace(seen, whereabouts=whereabouts, since=sighting.last_seen)
    if whereabouts is Whereabouts.AWAY:
        return moved, Movement.LEFT
    return replace(moved, arrived=sighting.last_seen), Movement.ARRIVED


def _whereabouts(direction: Direction, facing: Facing) -> Whereabouts | None:
    """Say where a vehicle that moves so is now; None if that says nothing."""
    if facing is Facing.ROAD:
        return None
    if _arrives(direction, facing) or direction is Direction.STATIONARY:
        return Whereabouts.HERE
    if direction in (Direction.APPROACHING, Direction.RECEDING):
        return Whereabouts.AWAY
    return None


def _arrives(direction: Direction, facing: Facing) -> bool:
    return direction is (Direction.RECEDING if facing is Facing.IN else Direction.APPROACHING)


def _is_another_drive(before: Presence, sighting: Sighting) -> bool:
    """Whether this sighting began well after the one before, and with a vehicle that came."""
    return (
        before.last_seen is not None
        and sighting.sighting_id != before.sighting_id
        and sighting.arrived
        and sighting.first_seen - before.last_seen > SAME_VISIT
    )
