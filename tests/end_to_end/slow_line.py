"""A TCP connection through which the engine's words take their time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from yarl import URL


class SlowLine:
    """Passes on what is said at both ends; what comes from the engine waits `delay` seconds."""

    def __init__(self, engine: URL) -> None:
        self.delay = 0.0
        self.url = URL()
        self._engine = engine
        self._open: set[asyncio.StreamWriter] = set()

    def hang_up(self) -> None:
        """Break every connection."""
        for writer in self._open:
            writer.close()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a call and put it through."""
        host, port = self._engine.host, self._engine.port
        with suppress(OSError):
            from_engine, to_engine = await asyncio.open_connection(host, port)
            self._open |= {writer, to_engine}
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass_on(reader, to_engine, slowly=False))
                both.create_task(self._pass_on(from_engine, writer, slowly=True))
            self._open -= {writer, to_engine}
        writer.close()

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, slowly: bool
    ) -> None:
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        async def listen() -> None:
            with suppress(OSError):
                while data := await reader.read(65536):
                    waiting.put_nowait((loop.time() + self.delay * slowly, data))
            waiting.put_nowait((0.0, b""))

        listening = asyncio.create_task(listen())
        with suppress(OSError):
            while (item := await waiting.get())[1]:
                await asyncio.sleep(item[0] - loop.time())
                writer.write(item[1])
                await writer.drain()
        writer.close()
        await listening


@asynccontextmanager
async def slow_line(engine: str) -> AsyncIterator[SlowLine]:
    """Listen for calls to the engine at this address."""
    line = SlowLine(URL(engine))
    server = await asyncio.start_server(line.connect, "127.0.0.1", 0)
    line.url = URL(engine).with_port(server.sockets[0].getsockname()[1])
    try:
        yield line
    finally:
        line.hang_up()
        server.close()
