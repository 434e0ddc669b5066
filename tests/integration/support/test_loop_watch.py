"""The watch that tells for how long Placa keeps the event loop sees what it shall see."""

import asyncio
from collections.abc import Callable
import time
from typing import Any

import pytest
from support.loop_watch import LoopWatch

_CODE = """
import asyncio
import time

def compute(seconds):
    began = time.thread_time()
    while time.thread_time() - began < seconds:
        pass

def fail(seconds):
    compute(seconds)
    raise LookupError

def call(callback, seconds):
    callback(seconds)

async def wait_and_compute(seconds):
    compute(seconds)
    await asyncio.sleep(0)
    compute(seconds)
"""


def written_in(path: str) -> dict[str, Any]:
    """The same code as if it stood in this file."""
    names: dict[str, Any] = {}
    exec(compile(_CODE, path, "exec"), names)  # noqa: S102 - it is this test's own
    return names


PLACA = written_in("/config/custom_components/placa/slow.py")
OTHER = written_in("/config/custom_components/other/slow.py")


async def watched(*callbacks: Callable[[], object]) -> LoopWatch:
    """Let the loop call these, one after the other."""
    watch = LoopWatch()
    with watch.watching():
        loop = asyncio.get_running_loop()
        for callback in callbacks:
            loop.call_soon(callback)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    return watch


async def test_what_placa_computes_in_one_callback_is_added_up() -> None:
    def both() -> None:
        PLACA["compute"](0.02)
        OTHER["compute"](0.1)
        PLACA["compute"](0.02)

    watch = await watched(both, lambda: PLACA["compute"](0.01))
    assert watch.turns == 2
    assert [turn.seconds for turn in watch.longest] == pytest.approx([0.04, 0.01], abs=0.005)
    assert set(watch.longest[0].parts) == {"slow.py compute"}


async def test_what_placa_calls_counts_and_what_others_do_does_not() -> None:
    compute = OTHER["compute"]
    watch = await watched(lambda: compute(0.02), lambda: PLACA["call"](compute, 0.01))
    assert [turn.seconds for turn in watch.longest] == pytest.approx([0.01], abs=0.005)


async def test_yielding_and_failing_end_it() -> None:
    def fails() -> None:
        with pytest.raises(LookupError):
            PLACA["fail"](0.01)
        OTHER["compute"](0.05)

    watch = await watched(fails)
    assert [turn.seconds for turn in watch.longest] == pytest.approx([0.01], abs=0.005)

    watch = LoopWatch()
    with watch.watching():
        waiting = asyncio.create_task(PLACA["wait_and_compute"](0.01))
        await waiting
    assert [turn.seconds for turn in watch.longest] == pytest.approx([0.01, 0.01], abs=0.005)


async def test_waiting_is_not_computing() -> None:
    watch = await watched(lambda: PLACA["call"](time.sleep, 0.05))
    assert watch.longest[0].seconds < 0.01
