"""A time of day that never runs ahead of the true one, since what is deleted stays deleted.

A machine with a flat battery starts years back or weeks ahead and stays there until somebody
sets its clock. So the time that counts for forgetting goes on by the seconds that really pass,
and follows the machine's clock only where that clock can be believed.
"""

from collections.abc import Callable
import ctypes
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
import time

LONGEST_OFF = 2 * 86_400.0
"""Seconds that the machine's clock may have gone on while nobody counted: as a power cut lasts."""

SLACK = 3600.0
"""Seconds by which a clock may be off and still be believed; it is set right now and then."""

STEADY = 7 * 86_400.0
"""Seconds after which a clock that was never set in between is believed, however far off."""

_WOBBLE = 60.0
"""Seconds that a steady clock may drift from the counted time between two looks."""

_NOT_SYNCHRONIZED = 5


class ClockDoubt(StrEnum):
    """Why the machine's clock is not believed."""

    AHEAD = "ahead"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class ClockState:
    """What is known of the time.

    `trusted` is in seconds since 1970, UTC, and not after the true time; `counted_at` is when
    that was, on a clock that only counts. `offset` is by how many seconds the machine's clock is
    ahead of it, and has been since `steady_since` on the counting clock.
    """

    trusted: float
    counted_at: float
    doubt: ClockDoubt | None = None
    offset: float = 0.0
    steady_since: float = 0.0


def started(
    trusted: float | None, wall: float, counted: float, *, synchronized: bool
) -> ClockState:
    """Return what is known at the start, with the last time that was trusted, if there was one.

    Without one nothing is stored that could be lost, so the machine's clock is believed.
    """
    if trusted is None or synchronized or -SLACK <= wall - trusted <= LONGEST_OFF:
        return ClockState(trusted=wall, counted_at=counted)
    return _doubted(ClockState(trusted=trusted, counted_at=counted), wall)


def advanced(state: ClockState, wall: float, counted: float, *, synchronized: bool) -> ClockState:
    """Return what is known later, when the machine's clock says `wall`.

    `synchronized` says that the machine's clock is kept right over the network.
    """
    going_on = replace(
        state, trusted=state.trusted + counted - state.counted_at, counted_at=counted
    )
    if synchronized or abs(wall - going_on.trusted) <= SLACK:
        return ClockState(trusted=wall, counted_at=counted)
    doubted = _doubted(going_on, wall)
    if counted - doubted.steady_since >= STEADY:
        return ClockState(trusted=wall, counted_at=counted)
    return doubted


def _doubted(state: ClockState, wall: float) -> ClockState:
    offset = wall - state.trusted
    was_set = state.doubt is None or abs(offset - state.offset) > _WOBBLE
    return replace(
        state,
        doubt=ClockDoubt.AHEAD if offset > 0 else ClockDoubt.BEHIND,
        offset=offset,
        steady_since=state.counted_at if was_set else state.steady_since,
    )


def seconds_since_boot() -> float:
    """Return seconds that nobody can set, those asleep counted."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def is_synchronized() -> bool:
    """Return whether the kernel says that a time server keeps its clock right."""
    status: int = _LIBC.adjtimex(ctypes.create_string_buffer(512))
    return 0 <= status != _NOT_SYNCHRONIZED


_LIBC = ctypes.CDLL(None)


class TrustedClock:
    """The time that counts for forgetting, from the machine's clock and what it was before."""

    def __init__(
        self,
        trusted: datetime | None,
        *,
        wall: Callable[[], float] = time.time,
        counted: Callable[[], float] = seconds_since_boot,
        synchronized: Callable[[], bool] = is_synchronized,
    ) -> None:
        self._wall = wall
        self._counted = counted
        self._synchronized = synchronized
        self._state = started(
            None if trusted is None else trusted.timestamp(),
            wall(),
            counted(),
            synchronized=synchronized(),
        )

    def now(self) -> datetime:
        """Return the time, UTC; it is the machine's where that can be believed, else earlier."""
        return datetime.fromtimestamp(self._look().trusted, UTC)

    def doubt(self) -> ClockDoubt | None:
        """Return why the machine's clock is not believed now, None if it is."""
        return self._look().doubt

    def _look(self) -> ClockState:
        self._state = advanced(
            self._state, self._wall(), self._counted(), synchronized=self._synchronized()
        )
        return self._state
