"""Changes handed to every listener; a slow one is dropped, never waited for."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from placa_engine.messages import CameraMessage, EngineInfo, SightingMessage

CAPACITY = 512


class Removed(str):
    """The id of a camera that was removed."""

    __slots__ = ()


type Item = SightingMessage | CameraMessage | Removed | EngineInfo


class Listener:
    """The news one client has not taken yet, oldest first."""

    def __init__(self) -> None:
        self._items: asyncio.Queue[Item] = asyncio.Queue(CAPACITY)
        self._too_slow = asyncio.Event()

    def offer(self, item: Item) -> None:
        """Add an item; if there is no room, give the listener up."""
        try:
            self._items.put_nowait(item)
        except asyncio.QueueFull:
            self._too_slow.set()

    async def take(self) -> Item:
        """Wait for the next item."""
        return await self._items.get()

    async def given_up(self) -> None:
        """Wait until an item had to be dropped: the listener knows too little now."""
        await self._too_slow.wait()


class Publisher:
    """Hands every item to every listener of this moment."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def publish(self, item: Item) -> None:
        """Offer an item to all listeners; never waits."""
        for listener in self._listeners:
            listener.offer(item)

    @contextmanager
    def listening(self) -> Generator[Listener]:
        """Return a listener that gets everything published from now on."""
        listener = Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
