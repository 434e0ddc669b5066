"""A second factor: what a door or a vehicle asks for besides the plate, and what is given. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum


class FactorKind(StrEnum):
    """What is asked for besides the plate."""

    NONE = "none"
    PRESENCE = "presence"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """What is asked for besides the plate, of whom, and at what time of day.

    vehicles: the ids of the vehicles that a door asks it of; none stands for all.
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

    def kind_for(self, vehicle_id: str, now: datetime) -> FactorKind:
        """Tell what is asked of a vehicle at `now` (local time)."""
        if self.vehicles and vehicle_id not in self.vehicles:
            return FactorKind.NONE
        return self.kind if self._includes(now.time()) else FactorKind.NONE

    def witnesses_for(self, owner: str | None) -> frozenset[str]:
        """Return the entities that can vouch for the vehicle of an owner, if any has to."""
        if self.kind is not FactorKind.PRESENCE:
            return frozenset()
        return self.witnesses or frozenset({owner} if owner else ())

    def _includes(self, shown: time) -> bool:
        if self.start < self.end:
            return self.start <= shown < self.end
        return shown >= self.start or shown < self.end


NO_SECOND_FACTOR = SecondFactor()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """How somebody is asked to confirm: by which apps, for how many seconds, how openly.

    `max_wait` is 0 if nobody is asked.
    """

    notify: frozenset[str]
    max_wait: int
    tell_details: bool


def confirmation_of(
    factors: Iterable[SecondFactor], vehicle_id: str, now: datetime
) -> Confirmation:
    """Ask once for all factors that want a confirmation: the shortest wait, the least details."""
    asking = [
        factor for factor in factors if factor.kind_for(vehicle_id, now) is FactorKind.CONFIRMATION
    ]
    return Confirmation(
        notify=frozenset(app for factor in asking for app in factor.notify),
        max_wait=min((factor.max_wait for factor in asking), default=0),
        tell_details=bool(asking) and all(factor.tell_details for factor in asking),
    )


class ConfirmationAnswer(StrEnum):
    """How asking people ended."""

    CONFIRMED = "confirmed"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Witness:
    """A person or device that can vouch: whether it is here, and since when it came.

    `arrived_ago` are the seconds since it was seen to come; None if that was not seen.
    """

    here: bool
    arrived_ago: float | None


@dataclass(frozen=True, slots=True)
class ConfirmationOutcome:
    """What people were asked about this door, `waited` seconds until the answer or now.

    `answer` is None while they may still answer, `by` the id of the user who answered.
    """

    vehicle_id: str
    waited: float
    answer: ConfirmationAnswer | None = None
    by: str | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody known said yes."""
        return self.answer is ConfirmationAnswer.CONFIRMED and self.by is not None
