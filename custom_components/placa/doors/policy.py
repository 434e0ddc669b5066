"""What a door asks for before it opens. Every default stands here and nowhere else."""

from dataclasses import dataclass
from enum import StrEnum

POLICY_VERSION = "2"
"""Grows when the same evidence could be judged differently."""


class DoorMode(StrEnum):
    """Whether a door decides (`shadow`), decides and opens (`armed`), or neither (`off`)."""

    OFF = "off"
    SHADOW = "shadow"
    ARMED = "armed"


@dataclass(frozen=True, slots=True)
class DoorPolicy:
    """The thresholds of one door.

    min_frames: this many frames must each have read the whole plate alike; one lucky
        frame never opens a door.
    min_confidence: the least sure character must be this sure, 0 to 1; a mean would hide
        the one bad character.
    min_margin: the text must lead the next best one by this much, 0 to 1; a near tie is
        not a reading.
    max_age: seconds from the capture of the newest frame to the decision; an older
        picture says nothing about who is there now.
    require_movement: whether the plate must have arrived and moved; a parked car or a
        plate left in view asks for nothing.
    min_moved: plate widths the plate must have gone through the picture to count as moved.
    min_growth: or the factor by which it must have grown, for a car that comes straight
        at the camera; a standing car's box trembles by up to a tenth.
    cool_down: seconds in which a door that opened does not open again.
    """

    min_frames: int = 3
    min_confidence: float = 0.80
    min_margin: float = 0.50
    max_age: float = 5.0
    require_movement: bool = True
    min_moved: float = 0.5
    min_growth: float = 1.25
    cool_down: float = 60.0


DEFAULT_POLICY = DoorPolicy()


@dataclass(frozen=True, slots=True)
class Door:
    """An access point: a cover or lock, the cameras that guard it, whom it opens for.

    `vehicles` are the ids of the vehicles it opens for, None stands for all of the
    household. Only an armed door is ever opened.
    """

    door_id: str
    name: str
    entity_id: str
    cameras: frozenset[str]
    vehicles: frozenset[str] | None
    mode: DoorMode
    policy: DoorPolicy = DEFAULT_POLICY
