import asyncio

import pytest

from placa_engine.shielded import finished


async def test_work_ends_before_the_cancelled_task_does() -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()
    done: list[str] = []

    async def work() -> None:
        begun.set()
        await may_end.wait()
        done.append("work")

    task = asyncio.create_task(finished(work()))
    await begun.wait()
    task.cancel()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == ["work"]


async def test_what_the_work_returns_or_raises_is_passed_on() -> None:
    async def answer() -> int:
        return 42

    async def fail() -> None:
        raise KeyError

    assert await finished(answer()) == 42
    with pytest.raises(KeyError):
        await finished(fail())
