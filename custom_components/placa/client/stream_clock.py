"""How old the engine's news is, without trusting that two clocks agree. Pure.

The engine stamps each message with its own clock when it sends it. The quickest message
of a connection tells how both clocks stand to each other; what a later message took
longer than that was spent on the way, and counts as age.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

LONGEST_DELAY = 40.0
"""Seconds after which silence has ended any stalled connection; a longer delay is a set clock."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a message was sent (engine's clock) and received (own monotonic clock, s).

    `delay` are the seconds it took longer than the quickest message before it.
    """

    sent_at: datetime
    received: float
    delay: float

    def age(self, moment: datetime, monotonic: float) -> float:
        """Seconds between `moment` on the engine's clock and `monotonic` on the own one."""
        return (self.sent_at - moment) / _SECOND + self.delay + (monotonic - self.received)


@dataclass(frozen=True, slots=True)
class StreamClock:
    """The least difference seen between both clocks on one connection, in seconds."""

    offset: float

    @classmethod
    def started(cls, sent_at: datetime, received: float) -> Self:
        """Start with the first message of a connection."""
        return cls(received - _seconds(sent_at))

    def heard(self, sent_at: datetime, received: float) -> tuple[Self, Stamp]:
        """Take in a message: the clock after it, and the message's stamp."""
        offset = received - _seconds(sent_at)
        least = min(self.offset, offset)
        return type(self)(least), Stamp(sent_at, received, offset - least)


def _seconds(moment: datetime) -> float:
    return (moment - _EPOCH) / _SECOND
