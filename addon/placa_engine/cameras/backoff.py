"""How long to wait before a camera is tried again."""

from collections.abc import Callable
import random

from placa_engine.cameras.state import CameraProblem

SHORTEST = 0.5
SOON = 3.0
"""Seconds to wait at most for a camera that went away a moment ago, as one that restarts does."""

AWAY = 60.0
"""Seconds of waiting after which a camera is not expected back in a moment."""

ANSWERING = 5.0
"""Seconds to wait at most while the camera's address answers."""

LONGEST = 30.0
HEALTHY = 30.0
"""Seconds of pictures after which a camera's earlier failures are forgotten."""


class Backoff:
    """Doubles the wait with every failure in a row.

    It grows up to 3 s in the first minute, then up to 5 s while the camera's address answers and
    up to 30 s otherwise. A quarter of every wait is left to chance, so that cameras behind one
    switch do not all come back in the same moment. A refused login always waits longest: many
    cameras lock an account after a few wrong tries.
    """

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._failures = 0
        self._waited = 0.0

    def wait_after(self, problem: CameraProblem, streamed: float) -> float:
        """Return the seconds to wait after a failure that followed `streamed` s of pictures."""
        if streamed >= HEALTHY:
            self._failures, self._waited = 0, 0.0
        if problem is CameraProblem.UNAUTHORIZED:
            wait = LONGEST
        else:
            wait = min(SHORTEST * 2**self._failures, self._longest(problem))
        self._failures = min(self._failures + 1, 10)
        wait = max(SHORTEST, wait * (1.0 - self._chance() / 4))
        self._waited += wait
        return wait

    def _longest(self, problem: CameraProblem) -> float:
        if self._waited < AWAY:
            return SOON
        return LONGEST if problem is CameraProblem.UNREACHABLE else ANSWERING
