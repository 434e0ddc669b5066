"""The conditions an access decision looks at, and a sentence for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


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

type Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition, whether it holds, and the values it was judged by (never a plate).

    One that may hold without being `asked` for says so if it does.
    """

    code: ReasonCode
    ok: bool
    values: Mapping[str, Value] = field(default_factory=dict)
    asked: bool = True

    @property
    def detail(self) -> str:
        """The reason as a sentence for people."""
        told = _SENTENCES[self.code]
        held = told.holds if self.asked else told.not_asked
        return (held if self.ok else told.fails).format_map(self.values)


class _Told(NamedTuple):
    """What people are told of a condition."""

    holds: str
    fails: str
    not_asked: str = ""


_SENTENCES = {
    ReasonCode.MODE: _Told(
        holds="The door is switched on ({mode}).",
        fails="The door is switched off.",
    ),
    ReasonCode.PLATE: _Told(
        holds="Nothing suggests that this is another plate that is often seen here.",
        fails="This may be another plate, which looks alike and is often seen here.",
    ),
    ReasonCode.VEHICLE: _Told(
        holds="The door opens for this vehicle.",
        fails="The door does not open for this vehicle.",
    ),
    ReasonCode.DENY_LIST: _Told(
        holds="The vehicle is not on the deny list.",
        fails="The vehicle is on the deny list.",
    ),
    ReasonCode.EXACT: _Told(
        holds="The plate was read exactly as it is registered.",
        fails="The plate only looks like the registered one; the door asks for an exact match.",
        not_asked="The plate looks like the registered one, which is enough for this door.",
    ),
    ReasonCode.LIVE: _Told(
        holds="The vehicle is in view.",
        fails="The vehicle is no longer in view.",
    ),
    ReasonCode.FRESH: _Told(
        holds="The picture is {age:.1f} s old; the door accepts up to {limit:g} s.",
        fails="The picture is {age:.1f} s old; the door accepts 0 to {limit:g} s.",
    ),
    ReasonCode.FRAMES: _Told(
        holds="Enough frames agree ({frames} of at least {needed}).",
        fails="Too few frames agree ({frames} of at least {needed}).",
    ),
    ReasonCode.CONFIDENCE: _Told(
        holds="The least sure character is {confidence:.1%} sure; {needed:.1%} is needed.",
        fails=("The least sure character is only {confidence:.1%} sure; {needed:.1%} is needed."),
    ),
    ReasonCode.MARGIN: _Told(
        holds="The text leads the next best one by {margin:.1%}; {needed:.1%} is needed.",
        fails="The text leads the next best one by only {margin:.1%}; {needed:.1%} is needed.",
    ),
    ReasonCode.SECOND_READER: _Told(
        holds="The second reader does not object.",
        fails="The second reader reads another plate.",
        not_asked="The door does not ask the second reader.",
    ),
    ReasonCode.CONFIRMED: _Told(
        holds="The second reader agrees.",
        fails="The second reader has not confirmed the plate.",
        not_asked="The door does not wait for the second reader.",
    ),
    ReasonCode.MOVED: _Told(
        holds=(
            "The vehicle arrived: its plate moved {moved:.2f} times its width and became "
            "{growth:.2f} times as wide."
        ),
        fails=(
            "The vehicle did not arrive: its plate moved {moved:.2f} times its width "
            "({moved_needed:g} needed) and became {growth:.2f} times as wide "
            "(or {growth_needed:g} needed)."
        ),
        not_asked="The door does not ask for a vehicle that arrives.",
    ),
    ReasonCode.SEEN_COMING: _Told(
        holds="The vehicle was seen coming.",
        fails="The vehicle was not seen coming: it may have been there when the pictures began.",
        not_asked="The door does not ask whether the vehicle was seen coming.",
    ),
    ReasonCode.RIGID_MOTION: _Told(
        holds="What surrounds the plate moved rigidly with it, as a car does ({rigid_motion}).",
        fails=(
            "Too little of what surrounds the plate moved rigidly along with it, as a car would "
            "({rigid_motion}; {needed:.0%} is needed)."
        ),
        not_asked=(
            "Whether what surrounds the plate moved rigidly along with it is not known, and "
            "need not be."
        ),
    ),
    ReasonCode.DIRECTION: _Told(
        holds="The vehicle's direction is {direction}, as it should be.",
        fails="The vehicle's direction is {direction}; the door opens only for {allowed}.",
    ),
    ReasonCode.ZONE: _Told(
        holds="The vehicle was in one of the chosen zones.",
        fails="The vehicle was in none of the chosen zones ({zones}).",
        not_asked="The door asks for no zone of this camera.",
    ),
    ReasonCode.CONNECTED: _Told(
        holds="The engine is connected.",
        fails="The engine is not connected.",
    ),
    ReasonCode.CAMERA_HEALTH: _Told(
        holds="The camera is streaming.",
        fails="The camera is not streaming ({state}).",
        not_asked="The door does not ask how the camera fares ({state}).",
    ),
    ReasonCode.FROZEN: _Told(
        holds="The camera's picture is not frozen.",
        fails="The camera's picture is frozen, or may be.",
        not_asked="The door does not ask whether the camera's picture is frozen.",
    ),
    ReasonCode.CLOCKS: _Told(
        holds="The clocks of the engine and Home Assistant agree to within {skew:.1f} s.",
        fails=(
            "The clocks of the engine and Home Assistant differ by {skew:.1f} s; "
            "the door accepts {limit:g} s."
        ),
    ),
    ReasonCode.RUNNING: _Told(
        holds="Home Assistant has been running for at least {needed:g} s.",
        fails="Home Assistant started less than {needed:g} s ago.",
    ),
    ReasonCode.GUEST: _Told(
        holds="The guest pass is valid.",
        fails="The guest pass {problem}.",
        not_asked="The vehicle needs no guest pass.",
    ),
    ReasonCode.SCHEDULE: _Told(
        holds="The door may open at this time: {entity} is on.",
        fails="The door does not open at this time: {entity} is {state}, not on.",
        not_asked="The door may open at any time.",
    ),
    ReasonCode.ALARM: _Told(
        holds="The alarm allows it: {entity} is {state}.",
        fails="The alarm forbids it: {entity} is {state}.",
        not_asked="The door asks no alarm.",
    ),
    ReasonCode.VISIT: _Told(
        holds="The door has not opened for this visit.",
        fails="The door has already opened for this visit.",
        not_asked="The door may open more than once in a visit.",
    ),
    ReasonCode.COOL_DOWN: _Told(
        holds="The door has not opened within the last {cool_down:g} s.",
        fails="The door opened {ago:.0f} s ago; it opens again after {cool_down:g} s.",
    ),
    ReasonCode.CLOSED: _Told(
        holds="The door is {state}.",
        fails="The door is {state}, not closed.",
        not_asked="The door need not be closed (it is {state}).",
    ),
    ReasonCode.SECOND_FACTOR: _Told(holds="{told}.", fails="{told}."),
    ReasonCode.ACTED: _Told(
        holds="The door was told to open.",
        fails="The door could not be told to open: {problem}.",
    ),
}
