"""What a door asks for before it opens. Every default stands here and nowhere else."""

from dataclasses import dataclass
from enum import StrEnum

from ..client.models import Direction
from ..household.second_factor import NO_SECOND_FACTOR, SecondFactor
from ..household.vehicle import Vehicle

POLICY_VERSION = "7"
"""Grows when the same evidence could be judged differently."""


class DoorMode(StrEnum):
    """Whether a door decides (`shadow`), decides and opens (`armed`), or neither (`off`)."""

    OFF = "off"
    SHADOW = "shadow"
    ARMED = "armed"


class SecondReader(StrEnum):
    """What a door asks of the engine's second, independent reader.

    It answers a moment after the first one: who waits for its agreement opens later, who
    only minds its disagreement may have opened before.
    """

    OFF = "off"
    MUST_NOT_DISAGREE = "must_not_disagree"
    MUST_AGREE = "must_agree"


@dataclass(frozen=True, slots=True)
class CameraZone:
    """A zone of a camera."""

    camera_id: str
    zone: str


@dataclass(frozen=True, slots=True)
class DoorPolicy:
    """What one door asks for.

    min_frames: this many frames must each have read the whole plate alike; one lucky
        frame never opens a door.
    min_confidence: the least sure character must be this sure, 0 to 1; a mean would hide
        the one bad character.
    min_margin: the text must lead the next best one by this much, 0 to 1; a near tie is
        not a reading.
    accept_alike: whether a text that only looks like the registered plate (0 and O, 8 and
        B) is taken for it. Such a text is often another car's legal plate.
    second_reader: what the second reader must say.
    max_age: seconds from the capture of the newest frame to the decision; an older
        picture says nothing about who is there now.
    max_clock_skew: seconds by which the clocks of engine and Home Assistant may differ.
    require_streaming: whether the camera must give pictures, and not always the same one.
    require_movement: whether the plate must have arrived and moved; a parked car or a
        plate left in view asks for nothing.
    min_moved: plate widths the plate must have gone through the picture to count as moved.
    min_growth: or the factor by which it must have grown, for a car that comes straight
        at the camera; a standing car's box trembles by up to a tenth.
    require_seen_coming: whether the plate must not have been in view already when the
        camera's pictures began or came back.
    min_rigid_motion: how much of what surrounds the plate must have moved rigidly along with it,
        0 to 1. A car moves as a whole, cars measured 0.7 and more; sheets in the hands of
        people 0.4 and less.
    require_rigid_motion: whether that must be known. In the dark, before a plain wall and while
        the camera moves it cannot be told.
    directions: ways through the picture that ask to be let in. One who drives past, away
        or stands does not.
    zones: of a camera with zones here, the plate must have been in one of them.
    require_closed: whether the door must be known to be closed. A gate that never tells
        its state can do without.
    cool_down: seconds in which a door that opened does not open again.
    once_a_visit: whether a vehicle must have been away for the cool-down before the door
        opens for it again. Never does a door open twice for the same sighting.
    min_running: seconds for which Home Assistant must have run, so that the states of
        doors and alarms are the true ones and not yet restored or unknown.
    schedule: an entity that must be on.
    alarm: an alarm that must be in one of `alarm_states`.
    second_factor: what is asked for besides the plate; a vehicle may ask for more.
    """

    min_frames: int = 3
    min_confidence: float = 0.95
    min_margin: float = 0.50
    accept_alike: bool = False
    second_reader: SecondReader = SecondReader.MUST_AGREE
    max_age: float = 5.0
    max_clock_skew: float = 30.0
    require_streaming: bool = True
    require_movement: bool = True
    min_moved: float = 0.5
    min_growth: float = 1.25
    require_seen_coming: bool = True
    min_rigid_motion: float = 0.5
    require_rigid_motion: bool = False
    directions: frozenset[Direction] = frozenset({Direction.APPROACHING})
    zones: frozenset[CameraZone] = frozenset()
    require_closed: bool = True
    cool_down: float = 60.0
    once_a_visit: bool = True
    min_running: float = 30.0
    schedule: str | None = None
    alarm: str | None = None
    alarm_states: frozenset[str] = frozenset({"disarmed", "armed_home", "armed_night"})
    second_factor: SecondFactor = NO_SECOND_FACTOR

    def factors_for(self, vehicle: Vehicle | None) -> tuple[SecondFactor, ...]:
        """Return what is asked for besides the plate: by the door, and by the vehicle itself."""
        return (self.second_factor, *((vehicle.second_factor,) if vehicle else ()))

    def zones_of(self, camera_id: str) -> frozenset[str]:
        """Return the chosen zones of a camera."""
        return frozenset(chosen.zone for chosen in self.zones if chosen.camera_id == camera_id)


DEFAULT_POLICY = DoorPolicy()
DEFAULT_SHADOW_DAYS = 7


@dataclass(frozen=True, slots=True)
class Door:
    """An access point: a cover or lock, the cameras that guard it, whom it opens for.

    `vehicles` are the ids of the vehicles it opens for, None stands for all of the
    household. Only an armed door is ever opened; after `shadow_days` in shadow the owner
    is asked whether to arm it.
    """

    door_id: str
    name: str
    entity_id: str
    cameras: frozenset[str]
    vehicles: frozenset[str] | None
    mode: DoorMode
    policy: DoorPolicy = DEFAULT_POLICY
    shadow_days: int = DEFAULT_SHADOW_DAYS
