"""What holds at the moment of a decision, besides the sighting. Pure."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
import math

from ..client.models import CameraState, Sighting
from ..client.stream_clock import Stamp
from ..household.second_factor import ConfirmationOutcome, Witness


class DoorState(StrEnum):
    """What is known of the cover or lock."""

    CLOSED = "closed"
    OPEN = "open"
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class PastOpening:
    """An earlier opening of the same door, `ago` seconds before the decision."""

    sighting_id: str
    vehicle_id: str
    ago: float


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything that counts besides the door's settings, the sighting and its match.

    now: the moment of the decision, in local time.
    age: seconds since the newest frame, by the engine's clock and the time since receipt.
    began_ago: seconds since the first frame, likewise.
    clock_skew: seconds by which the engine's clock is ahead of Home Assistant's.
    connected: the connection that brought the sighting stands.
    camera: the state of the camera; None if the engine does not know it any more.
    frozen: the camera sends the same picture again and again; None if it is not known.
    running_for: seconds since Home Assistant has started; None while it is starting.
    door_state: how the cover or lock stands.
    schedule: the state of the entity that must be on, if the door has one.
    alarm: the state of the alarm, if the door has one.
    pass_uses: for how many other sightings doors were opened for the vehicle so far.
    openings: the earlier openings of this door.
    witnesses: who can vouch for the vehicle, if the door asks for that.
    vehicle_witnesses: who can vouch for it, if the vehicle itself asks for that.
    inquiry: what people were asked about the door.
    """

    now: datetime
    age: float
    began_ago: float
    clock_skew: float
    connected: bool
    camera: CameraState | None
    frozen: bool | None
    running_for: float | None
    door_state: DoorState
    schedule: str | None
    alarm: str | None
    pass_uses: int
    openings: tuple[PastOpening, ...]
    witnesses: tuple[Witness, ...] = ()
    vehicle_witnesses: tuple[Witness, ...] = ()
    inquiry: ConfirmationOutcome | None = None


@dataclass(frozen=True, slots=True)
class DoorUpdate:
    """What the engine said of a sighting, and how it came.

    What was part of a snapshot is no update. `frequent` are plates that are often seen
    here, None while they are not known.
    """

    sighting: Sighting
    stamp: Stamp
    frequent: AbstractSet[str] | None


def reaches(value: float, needed: float) -> bool:
    """Tell whether a value is at least what is needed; NaN and infinity are not."""
    return needed <= value < math.inf
