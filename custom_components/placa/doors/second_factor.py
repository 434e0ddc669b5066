"""What a door asks for besides the plate, and whether it was given. Pure."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from ..household.matcher import Match, Vehicle
from .reasons import Reason, ReasonCode

_YET = "Somebody has yet to confirm"


class FactorKind(StrEnum):
    """What is asked for besides the plate."""

    NONE = "none"
    PRESENCE = "presence"
    CONFIRMATION = "confirmation"


class Answer(StrEnum):
    """How asking people ended."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What a door asks for besides the plate, for whom, and at what time of day.

    vehicles: the ids of the vehicles it is asked of; none stands for all.
    start, end: the times of day in between, as clocks show them; alike, they stand for the
        whole day, and an `end` before `start` lies on the following day.
    witnesses: persons, device trackers and binary sensors of which one must be here. None
        stands for the owner of the vehicle.
    arrived_within: minutes within which a witness must have come; 0 asks for no arrival.
    notify: the apps whose owners are asked; a button of the door can be pressed besides.
    max_wait: seconds after which no answer counts.
    tell_details: whether the notification names the vehicle and its plate.
    """

    kind: FactorKind = FactorKind.NONE
    vehicles: frozenset[str] = frozenset()
    start: time = time(0)
    end: time = time(0)
    witnesses: frozenset[str] = frozenset()
    arrived_within: int = 0
    notify: frozenset[str] = frozenset()
    max_wait: int = 60
    tell_details: bool = False

    def kind_for(self, vehicle_id: str | None, now: datetime) -> FactorKind:
        """Tell what is asked of a vehicle at `now` (local time); of a stranger, everything."""
        if vehicle_id is not None and self.vehicles and vehicle_id not in self.vehicles:
            return FactorKind.NONE
        return self.kind if self._includes(now.time()) else FactorKind.NONE

    def witnesses_for(self, vehicle: Vehicle) -> frozenset[str]:
        """Return the entities that can vouch for a vehicle."""
        return self.witnesses or frozenset({vehicle.owner} if vehicle.owner else ())

    def _includes(self, shown: time) -> bool:
        if self.start < self.end:
            return self.start <= shown < self.end
        return shown >= self.start or shown < self.end


NO_SECOND_FACTOR = SecondFactor()


@dataclass(frozen=True, slots=True)
class Witness:
    """A person or device that can vouch: whether it is here, and since when it came.

    `arrived_ago` are the seconds since it was seen to come; None if that was not seen.
    """

    here: bool
    arrived_ago: float | None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What people were asked about this door, `waited` seconds until the answer or now.

    `answer` is None while they may still answer, `by` the id of the user who answered.
    """

    vehicle_id: str
    waited: float
    answer: Answer | None = None
    by: str | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody known said yes."""
        return self.answer is Answer.CONFIRMED and self.by is not None


def judge_factor(
    factor: SecondFactor,
    match: Match | None,
    now: datetime,
    witnesses: tuple[Witness, ...],
    inquiry: Inquiry | None,
) -> Reason:
    """Look at whether what is asked for besides the plate was given."""
    vehicle_id = match.vehicle.vehicle_id if match else None
    match factor.kind_for(vehicle_id, now):
        case FactorKind.NONE:
            return _reason("No second factor is asked for", ok=True)
        case FactorKind.PRESENCE:
            return _presence(factor, witnesses)
        case FactorKind.CONFIRMATION:
            return _confirmation(factor, vehicle_id, inquiry)


def awaits(reason: Reason) -> bool:
    """Whether a reason against only says that somebody has yet to confirm."""
    return reason.code is ReasonCode.SECOND_FACTOR and reason.values["awaiting"] is True


def _presence(factor: SecondFactor, witnesses: tuple[Witness, ...]) -> Reason:
    limit = factor.arrived_within
    if not limit:
        if any(witness.here for witness in witnesses):
            return _reason("A person or device that vouches is here", ok=True)
        return _reason("No person or device that vouches is here", ok=False)
    if any(
        witness.here and witness.arrived_ago is not None and 0 <= witness.arrived_ago <= limit * 60
        for witness in witnesses
    ):
        return _reason(f"A person or device that vouches came within {limit} minutes", ok=True)
    return _reason(f"No person or device that vouches came within {limit} minutes", ok=False)


def _confirmation(factor: SecondFactor, vehicle_id: str | None, inquiry: Inquiry | None) -> Reason:
    if inquiry is None:
        return _reason(_YET, ok=False, awaiting=vehicle_id is not None)
    if inquiry.vehicle_id != vehicle_id:
        return _reason("Another vehicle waits for a confirmation", ok=False)
    if not 0 <= inquiry.waited <= factor.max_wait:
        return _reason(_too_late(factor), ok=False)
    return _answered(factor, inquiry)


def _answered(factor: SecondFactor, inquiry: Inquiry) -> Reason:
    match inquiry.answer:
        case None:
            return _reason(_YET, ok=False, awaiting=True)
        case Answer.CONFIRMED if inquiry.by is not None:
            return _reason(f"Somebody confirmed after {inquiry.waited:.0f} s", ok=True)
        case Answer.CONFIRMED:
            return _reason("A confirmation counts once only", ok=False)
        case Answer.DECLINED:
            return _reason("Somebody declined", ok=False)
        case Answer.TIMED_OUT:
            return _reason(_too_late(factor), ok=False)
        case Answer.WITHDRAWN:
            return _reason("The question was withdrawn", ok=False)


def _too_late(factor: SecondFactor) -> str:
    return f"Nobody confirmed within {factor.max_wait} s"


def _reason(told: str, *, ok: bool, awaiting: bool = False) -> Reason:
    return Reason(ReasonCode.SECOND_FACTOR, ok, {"told": told, "awaiting": awaiting})
