"""Stands between FFmpeg and an RTSP camera, so that FFmpeg never connects to anything else.

FFmpeg follows a camera's redirects wherever they lead, and knows no login but basic and MD5. Here
it talks to the engine itself: the relay connects to the one host that is configured, logs in, and
takes no redirect to another one. Packets pass as they are.
"""

import asyncio
from collections.abc import Coroutine, Generator
from contextlib import contextmanager, suppress
from functools import cache
import secrets
import ssl
from string import printable
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from placa_engine.cameras.sources.address import Address
from placa_engine.cameras.sources.rtsp_login import Login, best_challenge
from placa_engine.cameras.sources.rtsp_messages import MessageError, RtspMessage, RtspSplitter
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.timeouts import CONNECTING
from placa_engine.cameras.state import CameraProblem
from placa_engine.egress import permitted, resolve

_PORTS = {"rtsp": 554, "rtsps": 322}
_CHUNK = 65_536
_LOOK_FOR_STOP = 0.2
_UNSUPPORTED_TRANSPORT = 461
_UNAUTHORIZED = 401
_STARTING = Lock()


class RtspRelay:
    """One connection to a camera.

    `url` is what FFmpeg is to open. `problem` is what the camera said that FFmpeg cannot tell,
    `moved` the address on the same host to which it pointed.
    """

    def __init__(self, address: Address) -> None:
        self.url = ""
        self.problem: CameraProblem | None = None
        self.moved: Address | None = None
        self._address = address
        self._target = quote(address.url, safe=printable.strip())
        self._prefix = ""
        self._login: Login | None = None
        self._sent: tuple[str, RtspMessage] | None = None
        self._count = 0
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Connect to the camera, and wait for FFmpeg. Raises SourceError."""
        try:
            async with asyncio.timeout(CONNECTING):
                reader, writer = await self._connect()
        except OSError, UnicodeError:
            raise SourceError(CameraProblem.UNREACHABLE) from None
        self._writers.append(writer)
        token = secrets.token_hex(16)

        async def accept(own_reader: asyncio.StreamReader, own: asyncio.StreamWriter) -> None:
            self._writers.append(own)
            first = await own_reader.read(_CHUNK)
            if token.encode() not in first or self._tasks:
                own.close()  # somebody else of this machine
                return
            self._tasks = {
                asyncio.create_task(self._carry_requests(own_reader, first, writer)),
                asyncio.create_task(self._carry_answers(reader, writer, own)),
            }
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            writer.close()
            own.close()

        self._server = await asyncio.start_server(accept, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = self._prefix = f"rtsp://127.0.0.1:{port}/{token}"

    async def close(self) -> None:
        """Hang up on both sides."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        for writer in self._writers:
            writer.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close_when(self, stop: Event) -> None:
        """Hang up once the event is set."""
        while not stop.is_set():  # noqa: ASYNC110  # it is a thread's
            await asyncio.sleep(_LOOK_FOR_STOP)
        await self.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        parts = urlsplit(self._address.url)
        assert parts.hostname is not None
        port = parts.port or _PORTS[parts.scheme]
        encrypted = parts.scheme == "rtsps"
        refused = OSError()
        for found in await resolve(parts.hostname, port):
            try:
                return await asyncio.open_connection(
                    found["host"],
                    found["port"],
                    ssl=_unverified() if encrypted else None,
                    server_hostname=parts.hostname if encrypted else None,
                )
            except OSError as error:
                refused = error
        raise refused

    async def _carry_requests(
        self, own: asyncio.StreamReader, first: bytes, camera: asyncio.StreamWriter
    ) -> None:
        splitter, data = RtspSplitter(), first
        with suppress(OSError, MessageError):
            while data:
                for part in splitter.feed(data):
                    if isinstance(part, bytes):
                        camera.write(part)
                    elif part.request is not None:
                        self._send(part.one("CSeq"), self._meant(part), camera)
                await camera.drain()
                data = await own.read(_CHUNK)

    async def _carry_answers(
        self,
        camera: asyncio.StreamReader,
        back: asyncio.StreamWriter,
        own: asyncio.StreamWriter,
    ) -> None:
        splitter = RtspSplitter()
        with suppress(OSError, MessageError):
            while data := await camera.read(_CHUNK):
                for part in splitter.feed(data):
                    if isinstance(part, bytes):
                        own.write(part)
                    elif part.status is not None and not self._answer(part, back, own):
                        return
                await own.drain()

    def _meant(self, request: RtspMessage) -> RtspMessage:
        """Return one of FFmpeg's requests with the address that it means."""
        line = request.first_line.replace(self._prefix, self._target, 1)
        return RtspMessage(line, request.headers, request.body).replaced("Authorization", None)

    def _send(self, number: str, request: RtspMessage, camera: asyncio.StreamWriter) -> None:
        """Send a request that FFmpeg gave a number, with a number of its own and the login."""
        self._count += 1
        self._sent = number, request
        numbered = request.replaced("CSeq", str(self._count))
        if self._login is not None and request.request is not None:
            numbered = numbered.replaced("Authorization", self._login.header(*request.request))
        camera.write(numbered.data)

    def _answer(
        self, answer: RtspMessage, camera: asyncio.StreamWriter, own: asyncio.StreamWriter
    ) -> bool:
        """Take an answer of the camera; return whether to go on."""
        status = answer.status or 0
        if 300 <= status < 400:
            self._note_redirect(answer.one("Location"))
            return False
        if status == _UNAUTHORIZED and self._sent is not None and self._logs_in(answer):
            self._send(*self._sent, camera)
            return True
        if status == _UNSUPPORTED_TRANSPORT:
            self.problem = CameraProblem.UDP_ONLY
        if self._sent is not None and answer.one("CSeq") == str(self._count):
            answer = answer.replaced("CSeq", self._sent[0])
        own.write(answer.data)
        return True

    def _logs_in(self, answer: RtspMessage) -> bool:
        """Return whether the request is worth another try with the login."""
        challenge = best_challenge(answer.all("WWW-Authenticate"))
        if self._login is not None and not (challenge is not None and challenge.stale):
            self.problem = CameraProblem.UNAUTHORIZED
            return False
        if not self._address.username or challenge is None:
            offered = bool(answer.all("WWW-Authenticate")) and challenge is None
            self.problem = CameraProblem.LOGIN_METHOD if offered else CameraProblem.UNAUTHORIZED
            return False
        self._login = Login(challenge, self._address.username, self._address.password)
        return True

    def _note_redirect(self, location: str) -> None:
        """Remember a redirect on the same host, as well encrypted as before."""
        self.problem = CameraProblem.UNREACHABLE
        with suppress(ValueError, SourceError):
            before = self._address
            found = Address.parse(urljoin(before.url, location), before.username, before.password)
            was, now = urlsplit(before.url), urlsplit(found.url)
            if now.hostname == was.hostname and now.scheme in {was.scheme, "rtsps"}:
                self.moved = found


@contextmanager
def relayed(address: Address, stop: Event) -> Generator[RtspRelay]:
    """Return a relay to a camera that is open; it hangs up once `stop` is set, and at the end.

    Raises SourceError.
    """
    host = urlsplit(address.url).hostname or ""
    relay = RtspRelay(address)
    with permitted(host):
        try:
            _run(relay.open())
            stopping = asyncio.run_coroutine_threadsafe(relay.close_when(stop), _loop())
            try:
                yield relay
            finally:
                stopping.cancel()
        finally:
            _run(relay.close())


def _run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run_coroutine_threadsafe(work, _loop()).result()


def _loop() -> asyncio.AbstractEventLoop:
    """Return the event loop of all relays, in a thread of its own."""
    with _STARTING:
        return _started_loop()


@cache
def _started_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="rtsp relay", daemon=True).start()
    return loop


@cache
def _unverified() -> ssl.SSLContext:
    """Return a context for cameras, which sign their own certificates and may be old."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    return context
