"""The conditions an access decision looks at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


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


def plain_values(values: Mapping[str, Value]) -> dict[str, Any]:
    """Write the values of a reason as JSON values."""
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
    }


def values_of(plain: object) -> dict[str, Value]:
    """Read what `plain_values` wrote. Raises ValueError for anything else."""
    if not isinstance(plain, Mapping):
        raise ValueError("not the values of a reason")  # noqa: TRY004 - read, not called
    return {name: _value_of(value) for name, value in plain.items()}


def refusal_of(code: str, values: Mapping[str, Any]) -> Reason:
    """Read a condition that does not hold. Raises ValueError for an unknown code."""
    return Reason(ReasonCode(code), ok=False, values=values_of(values))


def _value_of(plain: object) -> Value:
    if plain is None or isinstance(plain, str | int | float):
        return plain
    if isinstance(plain, list) and all(isinstance(one, str) for one in plain):
        return tuple(plain)
    raise ValueError("not a value of a reason")
