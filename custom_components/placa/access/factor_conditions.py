"""The condition on what is asked for besides the plate. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..household.second_factor import Answer, FactorKind, Inquiry, SecondFactor, Witness
from ..household.vehicle import Match, Vehicle
from .circumstances import Circumstances
from .policy import DoorPolicy
from .reasons import Reason, ReasonCode

_YET = "Somebody has yet to confirm"


def judge_factors(policy: DoorPolicy, match: Match, now: Circumstances) -> Reason:
    """Look at whether everything that is asked for besides the plate was given.

    What the door asks for and what the vehicle asks for must both be given; neither makes
    up for the other.
    """
    vehicle = match.vehicle
    both = zip(policy.factors_for(vehicle), (now.witnesses, now.vehicle_witnesses), strict=False)
    judged = (_judge(factor, vehicle, now, witnesses) for factor, witnesses in both)
    asked = [found for found in judged if found is not None]
    against = [found for found in asked if not found.ok]
    return Reason(
        ReasonCode.SECOND_FACTOR,
        not against,
        {
            "told": _joined(found.told for found in against or asked),
            "awaiting": bool(against) and all(found.awaiting for found in against),
        },
    )


def _joined(told: Iterable[str]) -> str:
    """Make one sentence of what was found, each said once."""
    first, *others = dict.fromkeys(told) or ("No second factor is asked for",)
    return ", and ".join((first, *(f"{other[:1].lower()}{other[1:]}" for other in others)))


def awaits(reason: Reason) -> bool:
    """Whether a reason against only says that somebody has yet to confirm."""
    return reason.code is ReasonCode.SECOND_FACTOR and reason.values["awaiting"] is True


@dataclass(frozen=True, slots=True)
class _Found:
    """Whether one factor was given, in words; `awaiting` if somebody has yet to confirm."""

    told: str
    ok: bool
    awaiting: bool = False


def _judge(
    factor: SecondFactor,
    vehicle: Vehicle,
    now: Circumstances,
    witnesses: tuple[Witness, ...],
) -> _Found | None:
    """Look at whether one factor was given; None if it is not asked for."""
    match factor.kind_for(vehicle.vehicle_id, now.now):
        case FactorKind.NONE:
            return None
        case FactorKind.PRESENCE:
            return _presence(factor, witnesses)
        case FactorKind.CONFIRMATION:
            return _confirmation(factor, vehicle.vehicle_id, now.inquiry)


def _presence(factor: SecondFactor, witnesses: tuple[Witness, ...]) -> _Found:
    limit = factor.arrived_within
    if not limit:
        if any(witness.here for witness in witnesses):
            return _Found("A person or device that vouches is here", ok=True)
        return _Found("No person or device that vouches is here", ok=False)
    if any(
        witness.here and witness.arrived_ago is not None and 0 <= witness.arrived_ago <= limit * 60
        for witness in witnesses
    ):
        return _Found(f"A person or device that vouches came within {limit} minutes", ok=True)
    return _Found(f"No person or device that vouches came within {limit} minutes", ok=False)


def _confirmation(factor: SecondFactor, vehicle_id: str, inquiry: Inquiry | None) -> _Found:
    if inquiry is None:
        return _Found(_YET, ok=False, awaiting=True)
    if inquiry.vehicle_id != vehicle_id:
        return _Found("Another vehicle waits for a confirmation", ok=False)
    if not 0 <= inquiry.waited <= factor.max_wait:
        return _Found(_too_late(factor), ok=False)
    return _answered(factor, inquiry)


def _answered(factor: SecondFactor, inquiry: Inquiry) -> _Found:
    match inquiry.answer:
        case None:
            return _Found(_YET, ok=False, awaiting=True)
        case Answer.CONFIRMED if inquiry.by is not None:
            return _Found(f"Somebody confirmed after {inquiry.waited:.0f} s", ok=True)
        case Answer.CONFIRMED:
            return _Found("A confirmation counts once only", ok=False)
        case Answer.DECLINED:
            return _Found("Somebody declined", ok=False)
        case Answer.TIMED_OUT:
            return _Found(_too_late(factor), ok=False)
        case Answer.WITHDRAWN:
            return _Found("The question was withdrawn", ok=False)


def _too_late(factor: SecondFactor) -> str:
    return f"Nobody confirmed within {factor.max_wait} s"
