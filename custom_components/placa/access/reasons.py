"""The conditions an access decision looks at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ReasonCode(StrEnum):
    """Every condition that can refuse. All of them must hold for a door to open."""

    MODE = "mode"
    PLATE = "plate"
    VEHICLE = "vehicle"
    DENY_LIST = "deny_list"
    EXACT = "exact"
    LIVE = "live"
    FRESH = "fresh"
    FRAMES = "frames"
    CONFIDENCE = "confidence"
    MARGIN = "margin"
    SECOND_READER = "second_reader"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    SEEN_COMING = "seen_coming"
    RIGID_MOTION = "rigid_motion"
    DIRECTION = "direction"
    ZONE = "zone"
    CONNECTED = "connected"
    CAMERA_HEALTH = "camera_health"
    FROZEN = "frozen"
    CLOCKS = "clocks"
    RUNNING = "running"
    GUEST = "guest"
    SCHEDULE = "schedule"
    ALARM = "alarm"
    VISIT = "visit"
    COOL_DOWN = "cool_down"
    CLOSED = "closed"
    SECOND_FACTOR = "second_factor"
    ACTED = "acted"


GROWING = frozenset(
    {
        ReasonCode.FRAMES,
        ReasonCode.CONFIDENCE,
        ReasonCode.MARGIN,
        ReasonCode.CONFIRMED,
        ReasonCode.MOVED,
        ReasonCode.RIGID_MOTION,
        ReasonCode.DIRECTION,
        ReasonCode.ZONE,
    }
)
"""Evidence that more frames of the same sighting can still bring."""

AFTERWARDS = frozenset({ReasonCode.ACTED})
"""What is found out only after the decision."""


class OpeningProblem(StrEnum):
    """Why a door was not opened though it was decided so."""

    NOT_RECORDED = "not_recorded"
    TOO_LATE = "too_late"
    DISARMED = "disarmed"
    ENTITY_FAILED = "entity_failed"


type Value = str | int | float | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition, whether it holds, and the values it was judged by (never a plate).

    One that may hold without being `asked` for says so if it does. A value called `problem`
    says in which of several ways it fails.
    """

    code: ReasonCode
    ok: bool
    values: Mapping[str, Value] = field(default_factory=dict)
    asked: bool = True
