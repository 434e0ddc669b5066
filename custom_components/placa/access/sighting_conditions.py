"""The conditions on what was seen: the reading, its age, how the vehicle came. Pure."""

from collections.abc import Iterator

from ..client.models import Direction, SecondOpinion, Sighting, SightingState
from ..household.second_factor import confirmation_of
from ..household.vehicle import Match, MatchKind
from .circumstances import Circumstances, reaches
from .policy import DoorPolicy, SecondReader
from .reasons import Reason, ReasonCode, Value

_AWAY = frozenset({Direction.RECEDING, Direction.LEFT, Direction.RIGHT})
_EARLY = 1.0
"""Seconds by which a picture may seem to come from the future: rounding, slewing clocks."""


def judge_sighting(
    sighting: Sighting, match: Match, now: Circumstances, policy: DoorPolicy
) -> Iterator[Reason]:
    """Look at every condition on what was seen."""
    yield _exact(match, policy)
    yield Reason(ReasonCode.LIVE, sighting.state is SightingState.LIVE)
    yield fresh(now.age, policy, match, now)
    yield Reason(
        ReasonCode.FRAMES,
        sighting.frames >= policy.min_frames,
        {"frames": sighting.frames, "needed": policy.min_frames},
    )
    yield Reason(
        ReasonCode.CONFIDENCE,
        reaches(sighting.confidence, policy.min_confidence),
        {"confidence": sighting.confidence, "needed": policy.min_confidence},
    )
    yield Reason(
        ReasonCode.MARGIN,
        reaches(sighting.margin, policy.min_margin),
        {"margin": sighting.margin, "needed": policy.min_margin},
    )
    yield from _second_reader(sighting.second_opinion, policy.second_reader)
    yield _moved(sighting, policy)
    yield Reason(
        ReasonCode.SEEN_COMING,
        sighting.at_start is False or not policy.require_seen_coming,
        {"at_start": sighting.at_start},
        asked=policy.require_seen_coming,
    )
    yield _rigid_motion(sighting.rigid_motion, policy)
    yield Reason(
        ReasonCode.DIRECTION,
        sighting.direction in policy.directions,
        {
            "direction": sighting.direction.value,
            "allowed": tuple(sorted(way.value for way in policy.directions)),
        },
    )


def fresh(age: float, policy: DoorPolicy, match: Match, now: Circumstances) -> Reason:
    """Whether a picture of this age still says who is there.

    A vehicle that was there when people were asked may wait for as long as they may take.
    """
    vehicle = match.vehicle
    limit = policy.max_age
    if now.inquiry and now.inquiry.is_confirmed:
        asked = confirmation_of(policy.factors_for(vehicle), vehicle.vehicle_id, now.now)
        limit = asked.max_wait or limit
    return Reason(ReasonCode.FRESH, -_EARLY <= age <= limit, {"age": age, "limit": limit})


def turns_away(sighting: Sighting, policy: DoorPolicy) -> bool:
    """Whether a vehicle that asked to be let in goes another way now."""
    return sighting.direction in _AWAY - policy.directions


def _exact(match: Match, policy: DoorPolicy) -> Reason:
    """Whether the text is the plate itself, or only looks like it."""
    exact = match.kind is MatchKind.EXACT
    return Reason(
        ReasonCode.EXACT, exact or policy.accept_alike, asked=exact or not policy.accept_alike
    )


def _second_reader(opinion: SecondOpinion, asked: SecondReader) -> Iterator[Reason]:
    said = {"opinion": opinion.value, "asked": asked.value}
    yield Reason(
        ReasonCode.SECOND_READER,
        asked is SecondReader.OFF or opinion is not SecondOpinion.DISAGREES,
        said,
        asked=asked is not SecondReader.OFF,
    )
    yield Reason(
        ReasonCode.CONFIRMED,
        asked is not SecondReader.MUST_AGREE or opinion is SecondOpinion.AGREES,
        said,
        asked=asked is SecondReader.MUST_AGREE,
    )


def _moved(sighting: Sighting, policy: DoorPolicy) -> Reason:
    """Ask that the plate arrived, and went far enough or came close enough."""
    moved = sighting.arrived and (
        reaches(sighting.moved, policy.min_moved) or reaches(sighting.growth, policy.min_growth)
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
        asked=policy.require_movement,
    )


def _rigid_motion(rigid_motion: float | None, policy: DoorPolicy) -> Reason:
    """Ask that the surroundings came along, and where the door insists, that this is known."""
    enough = (
        not policy.require_rigid_motion
        if rigid_motion is None
        else reaches(rigid_motion, policy.min_rigid_motion)
    )
    values: dict[str, Value] = {
        "rigid_motion": rigid_motion,
        "needed": policy.min_rigid_motion,
        "problem": "not_known" if rigid_motion is None else None,
    }
    asked = rigid_motion is not None or policy.require_rigid_motion
    return Reason(ReasonCode.RIGID_MOTION, enough, values, asked=asked)
