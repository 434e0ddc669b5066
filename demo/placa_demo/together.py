"""Several things that start and stop at the same time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager


@asynccontextmanager
async def together[First, Second](
    first: AbstractAsyncContextManager[First], second: AbstractAsyncContextManager[Second]
) -> AsyncIterator[tuple[First, Second]]:
    """Enter both at once and leave both at once.

    If one fails, the other is left too, and an ExceptionGroup says why.
    """
    leave = asyncio.Event()
    loop = asyncio.get_running_loop()
    one: asyncio.Future[First] = loop.create_future()
    two: asyncio.Future[Second] = loop.create_future()
    async with asyncio.TaskGroup() as group:
        group.create_task(_hold(first, one, leave))
        group.create_task(_hold(second, two, leave))
        try:
            yield await one, await two
        finally:
            leave.set()


async def _hold[Value](
    manager: AbstractAsyncContextManager[Value],
    entered: asyncio.Future[Value],
    leave: asyncio.Event,
) -> None:
    async with manager as value:
        entered.set_result(value)
        await leave.wait()
