"""The conditions an access decision looks at, and a sentence for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ReasonCode(StrEnum):
    """Every condition that can refuse. All of them must hold for a door to open."""

    MODE = "mode"
    CAMERA = "camera"
    PLATE = "plate"
    VEHICLE = "vehicle"
    DENY_LIST = "deny_list"
    NUMBERS = "numbers"
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
    RIGID = "rigid"
    CARRIED = "carried"
    DIRECTION = "direction"
    ZONE = "zone"
    CONNECTED = "connected"
    NEWS = "news"
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
        ReasonCode.RIGID,
        ReasonCode.CARRIED,
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
    """One condition, whether it holds, and the values it was judged by (never a plate)."""

    code: ReasonCode
    ok: bool
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def detail(self) -> str:
        """The reason as a sentence for people."""
        return _SENTENCES[self.code][self.ok].format_map(self.values)


_SENTENCES: dict[ReasonCode, dict[bool, str]] = {
    ReasonCode.MODE: {
        True: "The door decides ({mode}).",
        False: "The door is switched off.",
    },
    ReasonCode.CAMERA: {
        True: "This camera guards the door.",
        False: "This camera does not guard the door.",
    },
    ReasonCode.PLATE: {
        True: "The plate belongs to one vehicle of the household.",
        False: "The plate belongs to no vehicle of the household, or may belong to another one.",
    },
    ReasonCode.VEHICLE: {
        True: "The door opens for this vehicle.",
        False: "The door does not open for this vehicle.",
    },
    ReasonCode.DENY_LIST: {
        True: "The vehicle is not on the deny list.",
        False: "The vehicle is on the deny list.",
    },
    ReasonCode.NUMBERS: {
        True: "Every measured value is a number.",
        False: "A measured value is not a number, so nothing can be concluded from it.",
    },
    ReasonCode.EXACT: {
        True: "The plate was read as it is registered, or looking like it is enough.",
        False: "The plate only looks like the registered one; the door asks for the very same.",
    },
    ReasonCode.LIVE: {
        True: "The vehicle is in view.",
        False: "The vehicle is no longer in view.",
    },
    ReasonCode.FRESH: {
        True: "The picture is {age:.1f} s old, at most {limit:g} s are allowed.",
        False: "The picture is {age:.1f} s old; 0 to {limit:g} s are allowed.",
    },
    ReasonCode.FRAMES: {
        True: "{frames} frames agree, {needed} are needed.",
        False: "Only {frames} frames agree, {needed} are needed.",
    },
    ReasonCode.CONFIDENCE: {
        True: "The least sure character is {confidence:.0%} sure, {needed:.0%} are needed.",
        False: "The least sure character is only {confidence:.0%} sure, {needed:.0%} are needed.",
    },
    ReasonCode.MARGIN: {
        True: "The text leads the next best one by {margin:.0%}, {needed:.0%} are needed.",
        False: "The text leads the next best one by only {margin:.0%}, {needed:.0%} are needed.",
    },
    ReasonCode.SECOND_READER: {
        True: "The second reader does not object.",
        False: "The second reader reads another plate.",
    },
    ReasonCode.CONFIRMED: {
        True: "The second reader agrees, or need not.",
        False: "The second reader has not confirmed the plate.",
    },
    ReasonCode.MOVED: {
        True: "The plate moved by {moved:.2f} of its width and grew by {growth:.2f}.",
        False: (
            "The plate did not arrive and move: it moved by {moved:.2f} of its width "
            "({moved_needed:g} needed) or grew by {growth:.2f} ({growth_needed:g} needed)."
        ),
    },
    ReasonCode.SEEN_COMING: {
        True: "The vehicle was seen coming, or need not be.",
        False: "It is not known that the vehicle came: it was there when the pictures began.",
    },
    ReasonCode.RIGID: {
        True: "The plate moved like a rigid one ({rigid}), or need not.",
        False: "The plate did not move like a rigid one ({rigid}, {needed:.0%} are needed).",
    },
    ReasonCode.CARRIED: {
        True: "What surrounds the plate moved along with it ({carried}), or need not.",
        False: "Too little moved along with the plate ({carried}, {needed:.0%} are needed).",
    },
    ReasonCode.DIRECTION: {
        True: "The vehicle comes as it should ({direction}).",
        False: "The vehicle's direction is {direction}; the door opens for: {allowed}.",
    },
    ReasonCode.ZONE: {
        True: "The vehicle was where it should be.",
        False: "The vehicle was in none of the chosen zones ({zones}).",
    },
    ReasonCode.CONNECTED: {
        True: "The engine is connected.",
        False: "The engine is not connected.",
    },
    ReasonCode.NEWS: {
        True: "The sighting was updated live.",
        False: "The sighting was already there when Home Assistant connected.",
    },
    ReasonCode.CAMERA_HEALTH: {
        True: "The camera is well, or need not be ({state}).",
        False: "The camera is not well ({state}).",
    },
    ReasonCode.FROZEN: {
        True: "The camera's picture is not frozen, or may be.",
        False: "The camera's picture is frozen, or nothing is known of it.",
    },
    ReasonCode.CLOCKS: {
        True: "The clocks of engine and Home Assistant agree to {skew:.1f} s.",
        False: (
            "The clocks of engine and Home Assistant differ by {skew:.1f} s, "
            "{limit:g} s are allowed."
        ),
    },
    ReasonCode.RUNNING: {
        True: "Home Assistant has been running for at least {needed:g} s.",
        False: "Home Assistant started less than {needed:g} s ago.",
    },
    ReasonCode.GUEST: {
        True: "The vehicle needs no guest pass, or its pass is valid.",
        False: "The guest pass does not hold ({problem}).",
    },
    ReasonCode.SCHEDULE: {
        True: "The door opens at this time.",
        False: "The door does not open at this time: {entity} is {state}, not on.",
    },
    ReasonCode.ALARM: {
        True: "The alarm does not forbid it.",
        False: "The alarm forbids it: {entity} is {state}.",
    },
    ReasonCode.VISIT: {
        True: "The door has not opened for this visit.",
        False: "The door has already opened for this visit.",
    },
    ReasonCode.COOL_DOWN: {
        True: "The door has not opened within the last {cool_down:g} s.",
        False: "The door opened {ago:.0f} s ago, the cool-down is {cool_down:g} s.",
    },
    ReasonCode.CLOSED: {
        True: "The door is {state}.",
        False: "The door is {state}, not closed.",
    },
    ReasonCode.SECOND_FACTOR: {True: "{told}.", False: "{told}."},
    ReasonCode.ACTED: {
        True: "The door was told to open.",
        False: "The door could not be told to open: {problem}.",
    },
}
