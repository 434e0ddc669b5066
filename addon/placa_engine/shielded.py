"""Work that is not left half done."""

import asyncio
from collections.abc import Coroutine
from typing import Any


async def finished[Result](work: Coroutine[Any, Any, Result]) -> Result:
    """Return what the work returns; if the waiting task is cancelled, end the work first.

    A transaction that is cut off in the middle leaves its connection open.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
