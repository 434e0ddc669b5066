"""A box that opens a gate: it stands outside Home Assistant, and notes each time it is told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web


class Relay:
    """Counts its pulses. `at_once` is awaited before the next one is answered."""

    def __init__(self) -> None:
        self.url = ""
        self.pulses = 0
        self.at_once: Callable[[], Awaitable[None]] | None = None
        self._news = asyncio.Event()

    async def pulse(self, _request: web.Request) -> web.Response:
        """Open the gate."""
        self.pulses += 1
        if self.at_once:
            at_once, self.at_once = self.at_once, None
            await at_once()
        self._news.set()
        return web.Response()

    async def next_pulse(self) -> None:
        """Wait until it is told once more, and what happens at once has happened."""
        self._news.clear()
        async with asyncio.timeout(60):
            await self._news.wait()


@asynccontextmanager
async def relay() -> AsyncIterator[Relay]:
    """Put it up somewhere."""
    box = Relay()
    app = web.Application()
    app.router.add_route("*", "/pulse", box.pulse)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    box.url = f"http://127.0.0.1:{runner.addresses[0][1]}/pulse"
    try:
        yield box
    finally:
        await runner.cleanup()
