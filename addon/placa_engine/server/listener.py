"""Lets clients connect: not too many, and none that keeps the engine waiting."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
import socket
import ssl
from typing import override

from aiohttp import web
from aiohttp.typedefs import Handler
from aiohttp.web_protocol import RequestHandler

from placa_engine.server.app_keys import COMPLAINTS
from placa_engine.server.complaints import Complaints


@dataclass(frozen=True, slots=True)
class Limits:
    """How many may be connected, from one address and in all, and what they may take.

    `handshake` are the seconds until the encryption stands and `idle` those until the head
    of the next request has come.
    """

    of_one: int = 32
    of_all: int = 256
    handshake: float = 5.0
    idle: float = 15.0


class Connection(RequestHandler):
    """One client. It is cut off when it leaves the engine waiting for its next request."""

    def __init__(self, server: web.Server, limits: Limits, told: Complaints) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # aiohttp means it to be optional
        )
        self.closed = asyncio.Event()
        self._limits = limits
        self._told = told
        self._deadline: asyncio.TimerHandle | None = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the first request."""
        super().connection_made(transport)
        self.await_request()

    @override
    def connection_lost(self, exc: BaseException | None) -> None:
        """Make room."""
        self.closed.set()
        self.serve_request()
        super().connection_lost(exc)

    def await_request(self) -> None:
        """Give the client so much time, and no more, for the head of its next request."""
        self.serve_request()
        if not self.closed.is_set():
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(self._limits.idle, self.force_close)

    def serve_request(self) -> None:
        """Wait no longer: it is here, or nobody is."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    @override
    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no HTTP, of which neither log nor answer repeats a word."""
        self._told.say("a request that is not HTTP was refused", str(request.remote))
        answer = web.Response(status=status)
        answer.force_close()
        return answer


@web.middleware
async def mind_the_clock(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count no time against a client while the engine works for it."""
    connection = request.protocol
    if not isinstance(connection, Connection):
        return await handler(request)
    connection.serve_request()
    try:
        return await handler(request)
    finally:
        connection.await_request()


@asynccontextmanager
async def listening(
    runner: web.AppRunner, host: str, port: int, tls: ssl.SSLContext, limits: Limits
) -> AsyncGenerator[list[tuple[str, int]]]:
    """Accept clients; gives the addresses that are listened at. Raises OSError.

    `runner` is set up; its connections are closed by its own cleanup.
    """
    server = runner.server
    assert server is not None  # it is set up
    told = runner.app[COMPLAINTS]
    count: Counter[str] = Counter()

    async def serve(client: socket.socket, address: str) -> None:
        loop = asyncio.get_running_loop()
        try:
            with suppress(OSError):
                _, connection = await loop.connect_accepted_socket(
                    lambda: Connection(server, limits, told),
                    client,
                    ssl=tls,
                    ssl_handshake_timeout=limits.handshake,
                    ssl_shutdown_timeout=limits.handshake,
                )
                await connection.closed.wait()
        finally:
            client.close()
            count[address] -= 1
            if not count[address]:
                del count[address]

    async def accept(listener: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, (address, *_) = await loop.sock_accept(listener)
            except OSError:  # nothing is left to accept with, for now
                await asyncio.sleep(0.1)
                continue
            if count[address] >= limits.of_one or count.total() >= limits.of_all:
                client.close()
                told.say("too many connections; further ones are refused", address)
                continue
            count[address] += 1
            client.setblocking(False)
            clients.add(task := asyncio.create_task(serve(client, address)))
            task.add_done_callback(clients.discard)

    clients: set[asyncio.Task[None]] = set()
    listeners = await _listeners(host, port)
    accepting = [asyncio.create_task(accept(one)) for one in listeners]
    try:
        yield [one.getsockname()[:2] for one in listeners]
    finally:
        for task in accepting:
            task.cancel()
        await asyncio.gather(*accepting, return_exceptions=True)
        for one in listeners:
            one.close()
        await runner.cleanup()
        for task in clients:
            task.cancel()
        await asyncio.gather(*clients, return_exceptions=True)


async def _listeners(host: str, port: int) -> list[socket.socket]:
    found = await asyncio.get_running_loop().getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    listeners: list[socket.socket] = []
    try:
        for family, *_, address in dict.fromkeys(found):
            listener = socket.create_server(
                address[:2], family=family, backlog=128, reuse_port=False
            )
            listener.setblocking(False)
            listeners.append(listener)
    except OSError:
        for listener in listeners:
            listener.close()
        raise
    return listeners
