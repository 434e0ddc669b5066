"""Motion as it shows in the sizes of coded pictures. Pure.

Pictures that are coded by their difference from the one before are of much the same size while
nothing moves. Where something does they grow, or shrink if it is smoother than the noise that it
hides. How much they say depends on the camera: one that holds its bit rate spends on noise what
nothing else needs, and its sizes say nothing.
"""

from collections import deque
from statistics import median

_WINDOW = 120
_LEAST = 45
"""Pictures of a still scene that must be known before the sizes say anything."""

_RENEWED = 8
"""The usual size is looked for again after so many pictures."""

_MOST_SPREAD = 0.25
"""Sizes of still pictures that vary more than this share of the usual one say nothing."""

_LEAST_SPREAD = 0.02
_LEAST_BYTES = 24.0
_NORMAL = 1.4826
"""The standard deviation of what is normal, in median deviations."""

_SLACK = 1.0
_MOST = 9.0
_ALARM = 8.0
"""Standard deviations from the usual size, summed over pictures less the slack of each. One
picture alone is enough until that was a false alarm: some cameras code larger ones in between."""

_UNUSUAL = 4.0
_STRICTER = 1.5
_STRICTEST = 6.0
_MOST_MISSES = 2


class PacketSizes:
    """Tells by running sums of what exceeds or lacks when something began to move."""

    def __init__(self) -> None:
        self._sizes: deque[int] = deque(maxlen=_WINDOW)
        self._count = 0
        self._usual = 0.0
        self._spread = 0.0
        self._above = self._below = 0.0
        self._strictness = 1.0
        self._misses = 0

    @property
    def is_trusted(self) -> bool:
        """Whether motion would show: sizes are much alike, and have announced it so far."""
        return (
            len(self._sizes) >= _LEAST
            and self._spread <= _MOST_SPREAD * self._usual
            and self._misses < _MOST_MISSES
        )

    def changes(self, size: int, *, is_still: bool, is_seen: bool) -> bool:
        """Take the size in bytes of the next picture that is coded by a difference.

        `is_still` says that nothing is known to move; `is_seen` that it was looked at, so that
        it is usual from now on if nothing moves. Returns whether something began to move.
        """
        spread = max(self._spread, _LEAST_SPREAD * self._usual, _LEAST_BYTES)
        excess = (size - self._usual) / spread if self._count else 0.0
        if is_still and (is_seen or abs(excess) < _UNUSUAL):
            self._learn(size)
        excess = max(-_MOST, min(excess, _MOST))
        self._above = max(0.0, self._above + excess - _SLACK)
        self._below = max(0.0, self._below - excess - _SLACK)
        alarm = max(self._above, self._below) >= _ALARM * self._strictness
        if len(self._sizes) < _LEAST or not alarm:
            return False
        self._above = self._below = 0.0
        return True

    def note(self, *, announced: bool, moved: bool) -> None:
        """Note whether something moved, and whether the sizes had announced it."""
        if announced and moved:
            self._misses = max(0, self._misses - 1)
            self._strictness = max(1.0, self._strictness / _STRICTER)
        elif announced:
            self._strictness = min(_STRICTEST, self._strictness * _STRICTER)
        elif moved:
            self._misses += 1
            self._strictness = 1.0

    def _learn(self, size: int) -> None:
        self._sizes.append(size)
        if self._count % _RENEWED == 0:
            self._usual = median(self._sizes)
            self._spread = _NORMAL * median(abs(one - self._usual) for one in self._sizes)
        self._count += 1
