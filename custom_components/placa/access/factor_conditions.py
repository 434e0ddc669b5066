"""The condition on what is asked for besides the plate. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from ..household.second_factor import (
    ConfirmationAnswer,
    ConfirmationOutcome,
    FactorKind,
    SecondFactor,
    Witness,
)
from ..household.vehicle import Match, Vehicle
from .circumstances import Circumstances
from .policy import DoorPolicy
from .reasons import Reason, ReasonCode, Value


class FactorFinding(StrEnum):
    """What was found of one factor that is asked for."""

    HERE = "here"
    CAME = "came"
    CONFIRMED = "confirmed"
    NOBODY_HERE = "nobody_here"
    NOBODY_CAME = "nobody_came"
    AWAITING = "awaiting"
    TOO_LATE = "too_late"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ANOTHER_WAITS = "another_waits"
    USED = "used"


GIVEN = frozenset({FactorFinding.HERE, FactorFinding.CAME, FactorFinding.CONFIRMED})
"""The findings for, all others are against."""


def judge_factors(policy: DoorPolicy, match: Match, now: Circumstances) -> Reason:
    """Look at whether everything that is asked for besides the plate was given.

    What the door asks for and what the vehicle asks for must both be given; neither makes
    up for the other. The values hold what was found of each, and in which time it counts:
    minutes for an arrival, seconds for a confirmation.
    """
    vehicle = match.vehicle
    both = zip(policy.factors_for(vehicle), (now.witnesses, now.vehicle_witnesses), strict=False)
    judged = (_judge(factor, vehicle, now, witnesses) for factor, witnesses in both)
    found = {
        who: one for who, one in zip(("door", "vehicle"), judged, strict=False) if one is not None
    }
    against = [one.finding for one in found.values() if one.finding not in GIVEN]
    values: dict[str, Value] = {
        "awaiting": bool(against) and all(one is FactorFinding.AWAITING for one in against)
    }
    for who, one in found.items():
        values |= {who: one.finding.value, f"{who}_time": one.time}
    return Reason(ReasonCode.SECOND_FACTOR, not against, values, asked=bool(found))


def awaits(reason: Reason) -> bool:
    """Whether a reason against only says that somebody has yet to confirm."""
    return reason.code is ReasonCode.SECOND_FACTOR and reason.values["awaiting"] is True


@dataclass(frozen=True, slots=True)
class FactorResult:
    """What was found of one factor, and the time that it is about."""

    finding: FactorFinding
    time: float | None = None


def _judge(
    factor: SecondFactor,
    vehicle: Vehicle,
    now: Circumstances,
    witnesses: tuple[Witness, ...],
) -> FactorResult | None:
    """Look at whether one factor was given; None if it is not asked for."""
    match factor.kind_for(vehicle.vehicle_id, now.now):
        case FactorKind.NONE:
            return None
        case FactorKind.PRESENCE:
            return _presence(factor, witnesses)
        case FactorKind.CONFIRMATION:
            return _confirmation(factor, vehicle.vehicle_id, now.inquiry)


def _presence(factor: SecondFactor, witnesses: tuple[Witness, ...]) -> FactorResult:
    limit = factor.arrived_within
    if not limit:
        here = any(witness.here for witness in witnesses)
        return FactorResult(FactorFinding.HERE if here else FactorFinding.NOBODY_HERE)
    came = any(
        witness.here and witness.arrived_ago is not None and 0 <= witness.arrived_ago <= limit * 60
        for witness in witnesses
    )
    return FactorResult(FactorFinding.CAME if came else FactorFinding.NOBODY_CAME, limit)


def _confirmation(
    factor: SecondFactor, vehicle_id: str, inquiry: ConfirmationOutcome | None
) -> FactorResult:
    if inquiry is None:
        return FactorResult(FactorFinding.AWAITING)
    if inquiry.vehicle_id != vehicle_id:
        return FactorResult(FactorFinding.ANOTHER_WAITS)
    if not 0 <= inquiry.waited <= factor.max_wait:
        return FactorResult(FactorFinding.TOO_LATE, factor.max_wait)
    return _answered(factor, inquiry)


def _answered(factor: SecondFactor, inquiry: ConfirmationOutcome) -> FactorResult:
    match inquiry.answer:
        case None:
            return FactorResult(FactorFinding.AWAITING)
        case ConfirmationAnswer.CONFIRMED if inquiry.by is not None:
            return FactorResult(FactorFinding.CONFIRMED, inquiry.waited)
        case ConfirmationAnswer.CONFIRMED:
            return FactorResult(FactorFinding.USED)
        case ConfirmationAnswer.DECLINED:
            return FactorResult(FactorFinding.DECLINED)
        case ConfirmationAnswer.TIMED_OUT:
            return FactorResult(FactorFinding.TOO_LATE, factor.max_wait)
        case ConfirmationAnswer.WITHDRAWN:
            return FactorResult(FactorFinding.WITHDRAWN)
