"""The conditions on the moment: connection, clocks, alarm, hours, pass, earlier openings. Pure."""

from collections.abc import Iterator
import math

from ..client.models import CameraState, Sighting
from ..household.vehicle import Match
from .circumstances import Circumstances, DoorState, reaches
from .policy import DoorPolicy
from .reasons import Reason, ReasonCode

_ON = "on"


def judge_moment(
    sighting: Sighting, match: Match, now: Circumstances, policy: DoorPolicy
) -> Iterator[Reason]:
    """Look at every condition on the moment."""
    yield Reason(ReasonCode.CONNECTED, now.connected)
    yield Reason(
        ReasonCode.CAMERA_HEALTH,
        now.camera is CameraState.STREAMING or not policy.require_streaming,
        {"camera_state": now.camera.value if now.camera else "gone"},
        asked=policy.require_streaming,
    )
    yield Reason(
        ReasonCode.FROZEN,
        now.frozen is False or not policy.require_streaming,
        {"frozen": now.frozen},
        asked=policy.require_streaming,
    )
    skew = abs(now.clock_skew)
    yield Reason(
        ReasonCode.CLOCKS,
        skew <= policy.max_clock_skew,
        {"skew": skew, "limit": policy.max_clock_skew},
    )
    yield Reason(
        ReasonCode.RUNNING,
        now.running_for is not None and reaches(now.running_for, policy.min_running),
        {"running_for": now.running_for, "needed": policy.min_running},
    )
    yield _pass(match, now)
    yield Reason(
        ReasonCode.SCHEDULE,
        policy.schedule is None or now.schedule == _ON,
        {"entity": policy.schedule, "state": now.schedule},
        asked=policy.schedule is not None,
    )
    yield Reason(
        ReasonCode.ALARM,
        policy.alarm is None or now.alarm in policy.alarm_states,
        {"entity": policy.alarm, "state": now.alarm},
        asked=policy.alarm is not None,
    )
    yield _visit(sighting, match, now, policy)
    yield _cool_down(now, policy)
    yield _closed(now, policy)


def _pass(match: Match, now: Circumstances) -> Reason:
    guest_pass = match.vehicle.guest_pass
    problem = guest_pass.problem(now.now, now.pass_uses) if guest_pass else None
    return Reason(
        ReasonCode.GUEST,
        problem is None,
        {"problem": problem.value if problem else None},
        asked=guest_pass is not None,
    )


def _visit(sighting: Sighting, match: Match, now: Circumstances, policy: DoorPolicy) -> Reason:
    """Take a vehicle seen again within the cool-down after its opening as the same visit.

    What counts is when the sighting began, so that a car which stays in view past the
    cool-down does not open the door a second time.
    """
    seen_before = any(opening.sighting_id == sighting.sighting_id for opening in now.openings)
    here_before = not all(
        opening.vehicle_id != match.vehicle.vehicle_id
        or reaches(opening.ago - now.began_ago, policy.cool_down)
        for opening in now.openings
    )
    return Reason(
        ReasonCode.VISIT,
        not seen_before and not (here_before and policy.once_a_visit),
        asked=policy.once_a_visit,
    )


def _cool_down(now: Circumstances, policy: DoorPolicy) -> Reason:
    """Count also an opening that seems to lie in the future: a clock was set back."""
    rested = all(reaches(opening.ago, policy.cool_down) for opening in now.openings)
    ago = min((opening.ago for opening in now.openings), default=math.inf)
    return Reason(
        ReasonCode.COOL_DOWN,
        rested,
        {"ago": None if math.isinf(ago) else ago, "cool_down": policy.cool_down},
    )


def _closed(now: Circumstances, policy: DoorPolicy) -> Reason:
    closed = now.door_state is DoorState.CLOSED
    reachable = now.door_state is not DoorState.UNAVAILABLE
    return Reason(
        ReasonCode.CLOSED,
        closed or (reachable and not policy.require_closed),
        {"door_state": now.door_state.value},
        asked=policy.require_closed,
    )
