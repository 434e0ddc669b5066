"""Decides whether a door opens for a sighting. Pure: same input, same output.

No clock, no input or output, no Home Assistant. Everything that counts is an argument,
and every condition is named in the decision, for or against.
"""

from dataclasses import dataclass
from enum import StrEnum
import math

from ..engine.models import Sighting, SightingState
from ..household.matcher import Match
from .policy import Door, DoorMode, DoorPolicy
from .reasons import Reason, ReasonCode

_EARLY = 1.0
"""Seconds by which a picture may seem to come from the future: rounding, slewing clocks."""


class DoorState(StrEnum):
    """What is known of the cover or lock; only a closed one is told to open."""

    CLOSED = "closed"
    OPEN = "open"
    UNKNOWN = "unknown"
    UNAVAILABLE = "unavailable"


class Verdict(StrEnum):
    """What was decided; `shadow` would have opened, were the door armed."""

    GRANTED = "granted"
    REFUSED = "refused"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class PastOpening:
    """An earlier opening of the same door, `ago` seconds before the decision."""

    sighting_id: str
    vehicle_id: str
    ago: float


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds at the moment of the decision, besides the sighting.

    `age` and `began_ago` are the seconds since the newest frame and since the first one,
    by the engine's clock and the time since receipt. `news` says that the sighting came
    as an update and not as part of a snapshot.
    """

    age: float
    began_ago: float
    connected: bool
    news: bool
    door_state: DoorState
    openings: tuple[PastOpening, ...]


@dataclass(frozen=True, slots=True)
class AccessDecision:
    """Granted, refused or shadow, with every condition in the order it was looked at."""

    door: Door
    sighting: Sighting
    match: Match | None
    circumstances: Circumstances
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> Verdict:
        """Granted only if every reason holds and the door is armed."""
        if self.against:
            return Verdict.REFUSED
        return Verdict.GRANTED if self.door.mode is DoorMode.ARMED else Verdict.SHADOW

    @property
    def against(self) -> frozenset[ReasonCode]:
        """The conditions that do not hold."""
        return frozenset(reason.code for reason in self.reasons if not reason.ok)


def decide(
    door: Door, sighting: Sighting, match: Match | None, now: Circumstances
) -> AccessDecision:
    """Judge whether `door` opens for `sighting`, which `match` names."""
    return AccessDecision(
        door=door,
        sighting=sighting,
        match=match,
        circumstances=now,
        reasons=(
            Reason(ReasonCode.MODE, door.mode is not DoorMode.OFF, {"mode": door.mode.value}),
            Reason(ReasonCode.CONNECTED, now.connected),
            Reason(ReasonCode.NEWS, now.news),
            Reason(ReasonCode.CAMERA, sighting.camera_id in door.cameras),
            _plate(match),
            _vehicle(door, match),
            Reason(ReasonCode.DENY_LIST, match is None or not match.vehicle.denied),
            Reason(ReasonCode.LIVE, sighting.state is SightingState.LIVE),
            fresh(now.age, door.policy),
            _frames(sighting, door.policy),
            _confidence(sighting, door.policy),
            _margin(sighting, door.policy),
            _moved(sighting, door.policy),
            _visit(door.policy, sighting, match, now),
            _cool_down(door.policy, now),
            Reason(
                ReasonCode.CLOSED,
                now.door_state is DoorState.CLOSED,
                {"state": now.door_state.value},
            ),
        ),
    )


def fresh(age: float, policy: DoorPolicy) -> Reason:
    """Whether a picture of this age still says who is there."""
    return Reason(
        ReasonCode.FRESH, -_EARLY <= age <= policy.max_age, {"age": age, "limit": policy.max_age}
    )


def _plate(match: Match | None) -> Reason:
    return Reason(
        ReasonCode.PLATE, match is not None, {"kind": match.kind.value if match else None}
    )


def _vehicle(door: Door, match: Match | None) -> Reason:
    return Reason(
        ReasonCode.VEHICLE,
        match is not None and (door.vehicles is None or match.vehicle.vehicle_id in door.vehicles),
    )


def _frames(sighting: Sighting, policy: DoorPolicy) -> Reason:
    return Reason(
        ReasonCode.FRAMES,
        sighting.frames >= policy.min_frames,
        {"frames": sighting.frames, "needed": policy.min_frames},
    )


def _confidence(sighting: Sighting, policy: DoorPolicy) -> Reason:
    return Reason(
        ReasonCode.CONFIDENCE,
        sighting.confidence >= policy.min_confidence,
        {"confidence": sighting.confidence, "needed": policy.min_confidence},
    )


def _margin(sighting: Sighting, policy: DoorPolicy) -> Reason:
    return Reason(
        ReasonCode.MARGIN,
        sighting.margin >= policy.min_margin,
        {"margin": sighting.margin, "needed": policy.min_margin},
    )


def _moved(sighting: Sighting, policy: DoorPolicy) -> Reason:
    """Ask that the plate arrived, and went far enough or came close enough."""
    moved = sighting.arrived and (
        sighting.moved >= policy.min_moved or sighting.growth >= policy.min_growth
    )
    return Reason(
        ReasonCode.MOVED,
        moved or not policy.require_movement,
        {
            "moved": sighting.moved,
            "moved_needed": policy.min_moved,
            "growth": sighting.growth,
            "growth_needed": policy.min_growth,
            "arrived": sighting.arrived,
        },
    )


def _visit(
    policy: DoorPolicy, sighting: Sighting, match: Match | None, now: Circumstances
) -> Reason:
    """Take a vehicle seen again within the cool-down after its opening as the same visit.

    What counts is when the sighting began, so that a car which stays in view past the
    cool-down does not open the door a second time.
    """
    served = any(
        opening.sighting_id == sighting.sighting_id
        or (
            match is not None
            and opening.vehicle_id == match.vehicle.vehicle_id
            and opening.ago - now.began_ago < policy.cool_down
        )
        for opening in now.openings
    )
    return Reason(ReasonCode.VISIT, not served)


def _cool_down(policy: DoorPolicy, now: Circumstances) -> Reason:
    """Count also an opening that seems to lie in the future: a clock was set back."""
    ago = min((opening.ago for opening in now.openings), default=math.inf)
    return Reason(
        ReasonCode.COOL_DOWN,
        ago >= policy.cool_down,
        {"ago": None if math.isinf(ago) else ago, "cool_down": policy.cool_down},
    )
