"""Calls a coordinator's listeners without keeping the event loop from all else."""

import asyncio
from collections.abc import Mapping
from itertools import batched

from homeassistant.core import CALLBACK_TYPE

from .const import LOGGER

_AT_ONCE = 16
"""Writing so many entities takes a few milliseconds."""


async def call_in_turns(listeners: Mapping[int, tuple[CALLBACK_TYPE, object]]) -> None:
    """Call all listeners, some in each turn of the loop; one that is gone meanwhile is not."""
    for some in batched(tuple(listeners), _AT_ONCE, strict=False):
        for key in some:
            if key in listeners:
                listener, _ = listeners[key]
                try:
                    listener()
                except Exception:  # noqa: BLE001 - the other entities go on
                    LOGGER.exception("An entity could not be updated")
        await asyncio.sleep(0)
