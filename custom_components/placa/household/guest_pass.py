"""How long, how often and at which hours a guest's vehicle is welcome. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

_DAY = timedelta(days=1)


class PassProblem(StrEnum):
    """Why a pass does not hold."""

    EXPIRED = "expired"
    USED_UP = "used_up"
    OUT_OF_HOURS = "out_of_hours"


@dataclass(frozen=True, slots=True)
class Hours:
    """The days of the week (Monday is 0) and the times of day in between, as clocks show them.

    `end` is excluded. An `end` that is not after `start` lies on the following day.
    """

    days: frozenset[int]
    start: time
    end: time

    def include(self, moment: datetime) -> bool:
        """Whether a moment, in local time, is within these hours."""
        shown = moment.time()
        today = moment.weekday() in self.days
        if self.start < self.end:
            return today and self.start <= shown < self.end
        yesterday = (moment - _DAY).weekday() in self.days
        return (today and shown >= self.start) or (yesterday and shown < self.end)


@dataclass(frozen=True, slots=True)
class GuestPass:
    """What limits a guest's vehicle; None does not limit.

    expires: the moment, with its time zone, from which the pass no longer holds.
    uses: how often doors open for it; all that opens for one sighting is one use.
    hours: when doors open for it.
    """

    expires: datetime | None = None
    uses: int | None = None
    hours: Hours | None = None

    def problem(self, now: datetime, used: int) -> PassProblem | None:
        """Tell why the pass does not hold at `now` (local time), after `used` openings."""
        if self.expires is not None and now >= self.expires:
            return PassProblem.EXPIRED
        if self.uses is not None and used >= self.uses:
            return PassProblem.USED_UP
        if self.hours is not None and not self.hours.include(now):
            return PassProblem.OUT_OF_HOURS
        return None
