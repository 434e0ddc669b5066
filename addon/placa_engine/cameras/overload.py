"""Whether the processor is too slow for the cameras. Pure."""

from collections import deque
from itertools import pairwise

from placa_engine.cameras.inference_queue import Load

WINDOW = 120.0
"""Seconds over which frames are counted: one car that came while much else went on is no news."""

TOO_MUCH = 0.25
"""Share of the frames wanted that is left out by a machine that is too slow."""

LEAST = 300
"""Frames wanted in the window that say anything."""

CALM = 600.0
"""Seconds after which a machine that left out no such share any more is fast enough again."""


class OverloadWatch:
    """Looks at how many of the frames that showed motion were left out."""

    def __init__(self) -> None:
        self._noted: deque[tuple[float, Load]] = deque()
        self._overloaded_at = float("-inf")

    def is_overloaded(self, at: float, load: Load) -> bool:
        """Return whether the machine is too slow, given the load since the start at `at` seconds.

        It is called every few seconds.
        """
        self._noted.append((at, load))
        while len(self._noted) > 1 and at - self._noted[1][0] >= WINDOW:
            self._noted.popleft()
        began, before = self._noted[0]
        wanted, left_out = load.wanted - before.wanted, load.left_out - before.left_out
        if at - began >= WINDOW and wanted >= LEAST and self._lasts(wanted, left_out):
            self._overloaded_at = at
        return at - self._overloaded_at < CALM

    def _lasts(self, wanted: int, left_out: int) -> bool:
        """Return whether much was left out, in most of the window and not in a moment of it."""
        steps = [
            after.left_out - before.left_out for (_, before), (_, after) in pairwise(self._noted)
        ]
        return left_out > TOO_MUCH * wanted and sum(map(bool, steps)) > len(steps) / 2
