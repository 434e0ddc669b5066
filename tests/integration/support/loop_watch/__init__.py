"""Tells for how long Placa keeps Home Assistant's event loop from anything else. For tests only.

In every callback of the loop, the time between entering and leaving Placa's code is added
up, whatever that code calls meanwhile. What counts is the time for which the loop's thread
computes, for the machine is busy with other things, too; of calls that wait instead, Home
Assistant itself complains in its log. Garbage collection is left out: its time depends on
all of Home Assistant's objects, and it strikes whoever makes the next one.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
import gc
import sys
import threading
import time
from types import CodeType
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import Event, HomeAssistant, ServiceCall, SupportsResponse, callback
from homeassistant.helpers.typing import ConfigType

DOMAIN = "loop_watch"
_PLACA = "/custom_components/placa/"
_MONITORING = sys.monitoring
_TOOL = _MONITORING.PROFILER_ID
_KEPT = 200


@dataclass(slots=True)
class Turn:
    """One callback of the loop, and the seconds that each part of Placa took in it."""

    parts: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    depth: int = 0
    entered: float = 0.0

    @property
    def seconds(self) -> float:
        """The seconds it was Placa's."""
        return sum(self.parts.values())


class LoopWatch:
    """Times what Placa does in the thread that made this, which is the loop's."""

    def __init__(self) -> None:
        self.turns = 0
        self.longest: list[Turn] = []
        self._thread = threading.get_ident()
        self._turn = Turn()
        self._collecting = 0.0
        self._collection_began = 0.0

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Time everything until the end."""
        run = asyncio.Handle._run

        def timed_run(this: asyncio.Handle) -> None:
            self._turn = Turn()
            run(this)
            if self._turn.parts:
                self._note(self._turn)

        def run_timed_in_the_loop(this: asyncio.Handle) -> None:
            (timed_run if threading.get_ident() == self._thread else run)(this)

        events = _MONITORING.events
        callbacks: dict[int, Callable[..., object]] = {
            events.PY_START: self._entered,
            events.PY_RESUME: self._entered,
            events.PY_THROW: self._thrown_into,
            events.PY_RETURN: self._left,
            events.PY_YIELD: self._left,
            events.PY_UNWIND: self._unwound,
        }
        _MONITORING.use_tool_id(_TOOL, DOMAIN)
        for event, told in callbacks.items():
            _MONITORING.register_callback(_TOOL, event, told)
        _MONITORING.set_events(_TOOL, sum(callbacks))
        gc.callbacks.append(self._collected)
        asyncio.Handle._run = run_timed_in_the_loop  # type: ignore[assignment, method-assign]
        try:
            yield
        finally:
            asyncio.Handle._run = run  # type: ignore[method-assign]
            gc.callbacks.remove(self._collected)
            _MONITORING.set_events(_TOOL, 0)
            _MONITORING.free_tool_id(_TOOL)

    def _note(self, turn: Turn) -> None:
        self.turns += 1
        self.longest = sorted([*self.longest, turn], key=lambda one: -one.seconds)[:_KEPT]

    def _entered(self, code: CodeType, offset: int) -> object:
        """Note that code begins or goes on; of others' code nothing more is asked."""
        if _PLACA not in code.co_filename:
            return _MONITORING.DISABLE
        self._thrown_into(code, offset)
        return None

    def _thrown_into(self, code: CodeType, _offset: int, _error: object = None) -> None:
        """Note that code begins or goes on, if it is Placa's in the loop."""
        if _PLACA in code.co_filename and threading.get_ident() == self._thread:
            turn = self._turn
            turn.depth += 1
            if turn.depth == 1:
                turn.entered = self._now()

    def _left(self, code: CodeType, offset: int, value: object) -> object:
        """Note that code returns or waits; of others' code nothing more is asked."""
        if _PLACA not in code.co_filename:
            return _MONITORING.DISABLE
        self._unwound(code, offset, value)
        return None

    def _unwound(self, code: CodeType, _offset: int, _error: object) -> None:
        """Note that code comes to an end, if it is Placa's in the loop."""
        if _PLACA in code.co_filename and threading.get_ident() == self._thread:
            turn = self._turn
            turn.depth -= 1
            if turn.depth == 0:
                name = f"{code.co_filename.partition(_PLACA)[2]} {code.co_qualname}"
                turn.parts[name] += self._now() - turn.entered

    def _now(self) -> float:
        return time.thread_time() - self._collecting

    def _collected(self, phase: str, _info: dict[str, int]) -> None:
        if threading.get_ident() != self._thread:
            return
        if phase == "start":
            self._collection_began = time.thread_time()
        else:
            self._collecting += time.thread_time() - self._collection_began


async def async_setup(
    hass: HomeAssistant,
    config: ConfigType,
) -> bool:
    """Watch for as long as Home Assistant runs, and offer an action that tells what was found."""
    watch = LoopWatch()
    watching = ExitStack()
    watching.enter_context(watch.watching())

    @callback
    def stop(_event: Event) -> None:
        watching.close()

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_FINAL_WRITE, stop)

    async def report(_call: ServiceCall) -> Any:
        longest = [{"seconds": turn.seconds, "parts": dict(turn.parts)} for turn in watch.longest]
        return {"turns": watch.turns, "longest": longest}

    hass.services.async_register(DOMAIN, "report", report, supports_response=SupportsResponse.ONLY)
    return True
