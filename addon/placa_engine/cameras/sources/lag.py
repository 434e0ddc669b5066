"""What to do with a stream that is late. Pure."""

from enum import Enum, auto

BEHIND = 1.0
"""Seconds by which the engine itself may be behind before it leaves out frames."""

LAGGING = 4.0
"""Seconds that a link may be late for `PATIENCE` seconds."""

PATIENCE = 2.0

_MAKE_UP = 6.0
"""How many times as long as it took to fall behind it may take to make up for it."""

_WINDOW = 1.0
"""Seconds over which is counted who waits for whom."""

_WAITS = 0.5
"""Who waits for more than this share of the time is not the slow one."""


class LagVerdict(Enum):
    """What a packet is worth."""

    FRESH = auto()
    SKIP = auto()
    STALLED = auto()


class Lag:
    """Judges each packet of one stream.

    If the engine waits for packets, the link is slow: nothing but a new connection gets rid of
    what waits inside it. If packets wait for the engine, it leaves frames out until the next
    picture that was coded on its own.
    """

    def __init__(self) -> None:
        self._waited = 1.0
        self._late_since: float | None = None
        self._skipping = False
        self._excused = 0.0
        self._excused_until = float("-inf")

    def excuse(self, at: float, seconds: float) -> None:
        """Let the engine be so many seconds behind: it took them to decode what it had kept."""
        self._excused = seconds
        self._excused_until = at + _MAKE_UP * seconds

    def is_excused(self, at: float) -> bool:
        """Return whether the engine may still be making up for what it was excused."""
        return at < self._excused_until

    def judge(
        self, at: float, late: float, *, waited: float, since: float, is_key: bool
    ) -> LagVerdict:
        """Judge a packet that came at `at`, `late` seconds after it was taken.

        The engine waited `waited` of the `since` seconds between this packet and the one before.
        """
        weight = min(1.0, since / _WINDOW)
        share = waited / since if since > 0 else self._waited
        self._waited += weight * (min(share, 1.0) - self._waited)
        if late <= LAGGING:
            self._late_since = None
        elif self._late_since is None:
            self._late_since = at
        is_slow_link = self._waited > _WAITS
        if is_slow_link and self._late_since is not None and at - self._late_since >= PATIENCE:
            return LagVerdict.STALLED
        behind = BEHIND + (self._excused if self.is_excused(at) else 0.0)
        if late > behind and not is_slow_link:
            self._skipping = True
        elif self._skipping and is_key:
            self._skipping = False
        return LagVerdict.SKIP if self._skipping else LagVerdict.FRESH
