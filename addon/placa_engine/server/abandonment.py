"""Requests whose clients have gone: what is done for them ends."""

import asyncio
from collections.abc import Callable, Coroutine
from threading import Event
from typing import Any

from aiohttp import web

from placa_engine.server.api_error import ApiError

_LOOK = 0.1
"""Seconds between two looks at whether the client is still there."""


async def while_connected[Result](
    request: web.Request, work: Coroutine[Any, Any, Result]
) -> Result:
    """Return what the work returns; cancel it, and wait for its end, once the client has gone.

    Raises ApiError for a client that has gone, to nobody.
    """
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            if request.transport is None or request.transport.is_closing():
                raise ApiError(408, "gone", "The client has gone.")
            await asyncio.wait({task}, timeout=_LOOK)
        return task.result()
    finally:
        task.cancel()
        await asyncio.wait({task})


async def in_thread[Result](work: Callable[[Event], Result]) -> Result:
    """Return what the work returns in a thread; if cancelled, set its event and wait for its end.

    So no more of it runs at once than is waited for.
    """
    abandoned = Event()
    task = asyncio.create_task(asyncio.to_thread(work, abandoned))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        abandoned.set()
        await asyncio.wait({task})
        raise
