"""Lets Home Assistant's event loop go on between one door and the next."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.core import callback

from ..const import LOGGER

type Step = Callable[[], None]


class JobQueue:
    """Runs one step in each turn of the event loop, in order; what is urgent goes first."""

    def __init__(self, start: Callable[[Coroutine[Any, Any, None]], object]) -> None:
        self._start = start
        self._urgent: deque[Step] = deque()
        self._others: deque[Step] = deque()
        self._running = False

    @callback
    def add(self, step: Step, *, urgent: bool) -> None:
        """Run a step when it is its turn, which is at once if no other step waits."""
        (self._urgent if urgent else self._others).append(step)
        if not self._running:
            self._running = True
            self._start(self._run())

    async def _run(self) -> None:
        while waiting := self._urgent or self._others:
            step = waiting.popleft()
            try:
                step()
            except Exception:  # noqa: BLE001 - the other doors go on
                LOGGER.exception("A door could not be judged, and stays shut")
            await asyncio.sleep(0)
        self._running = False
