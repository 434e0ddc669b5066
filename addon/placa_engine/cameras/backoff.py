"""How long to wait before a camera is tried again."""

from collections.abc import Callable
import random

from placa_engine.cameras.state import CameraProblem

SHORTEST = 1.0
LONGEST = 30.0
HEALTHY = 30.0
"""Seconds of pictures after which a camera's earlier failures are forgotten."""


class Backoff:
    """Doubles the wait with every failure in a row, up to 30 s.

    A quarter of every wait is left to chance, so that cameras behind one switch do not
    all come back in the same moment. A refused login always waits longest: many cameras
    lock an account after a few wrong tries.
    """

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._failures = 0

    def wait_after(self, problem: CameraProblem, streamed: float) -> float:
        """Return the seconds to wait after a failure that followed `streamed` s of pictures."""
        if streamed >= HEALTHY:
            self._failures = 0
        longest = LONGEST if problem is CameraProblem.UNAUTHORIZED else SHORTEST * 2**self._failures
        self._failures = min(self._failures + 1, 10)
        return max(SHORTEST, min(longest, LONGEST) * (1.0 - self._chance() / 4))
