"""Clients without a token cannot keep the engine from answering those who have one."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
import logging
from pathlib import Path
import ssl

import aiohttp
from aiohttp import web
import pytest

from placa_engine.config import EngineConfig
from placa_engine.engine import running_engine
from placa_engine.server.app import application
from placa_engine.server.listener import Limits, listening
from placa_engine.vision.vision import Vision
from tests.engine.support.serving import TOKEN

SLOW_MACHINE = 60
WRITTEN = b"GET /api/v1/info HTTP/1.1\r\nHost: engine\r\n"


@dataclass(frozen=True, slots=True)
class Served:
    """An engine at an address, and what keeps a client from speaking to anybody else."""

    port: int
    pin: aiohttp.Fingerprint

    async def get(self, path: str, token: str = TOKEN) -> int:
        async with (
            aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session,
            session.get(f"https://127.0.0.1:{self.port}{path}", ssl=self.pin) as answer,
        ):
            await answer.read()
            return answer.status

    async def call(self, *, encrypted: bool) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(
            "127.0.0.1", self.port, ssl=anybody() if encrypted else None
        )


def anybody() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


@asynccontextmanager
async def served(
    vision: Vision, data: Path, limits: Limits, *, pause: float = 0.0
) -> AsyncGenerator[Served]:
    async with running_engine(EngineConfig(data=data), vision) as engine:
        runner = web.AppRunner(application(engine, TOKEN, wrong_token_pause=pause), access_log=None)
        await runner.setup()
        identity = engine.identity
        async with listening(runner, "127.0.0.1", 0, identity.tls(), limits) as ((_, port),):
            yield Served(port, aiohttp.Fingerprint(bytes.fromhex(identity.fingerprint)))


async def end_of(reader: asyncio.StreamReader) -> bytes:
    """Wait until the engine hangs up; what it said before."""
    async with asyncio.timeout(SLOW_MACHINE):
        with suppress(ConnectionError):
            return await reader.read()
    return b""


@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_client_that_does_not_come_to_the_point_is_cut_off(
    tiny_vision: Vision,
    tmp_path: Path,
    encrypted: bool,  # noqa: FBT001  # pytest's way
) -> None:
    """Whether it never begins to encrypt, or never ends the head of its request."""
    limits = Limits(handshake=0.3, idle=0.3)
    async with served(tiny_vision, tmp_path, limits) as engine:
        reader, writer = await engine.call(encrypted=encrypted)
        writer.write(WRITTEN if encrypted else b"\x16\x03")
        assert await end_of(reader) == b""
        writer.close()


async def test_drops_of_a_request_do_not_prolong_its_time(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    async with served(tiny_vision, tmp_path, Limits(idle=0.5)) as engine:
        reader, writer = await engine.call(encrypted=True)
        ended = asyncio.create_task(end_of(reader))
        writer.write(WRITTEN)
        while not ended.done():
            writer.write(b"X: y\r\n")
            await asyncio.wait([ended], timeout=0.05)
        assert b"200" not in await ended


async def test_half_open_connections_leave_room_for_the_others(
    tiny_vision: Vision, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Those beyond the limit are closed at once, with one line in the log."""
    caplog.set_level(logging.WARNING)
    limits = Limits(of_one=8, handshake=SLOW_MACHINE, idle=SLOW_MACHINE)
    async with served(tiny_vision, tmp_path, limits) as engine:
        calls = [await engine.call(encrypted=False) for _ in range(8)]
        for _ in range(50):
            reader, writer = await engine.call(encrypted=False)
            assert await end_of(reader) == b""
            writer.close()
        assert sum("too many connections" in line for line in caplog.messages) == 1
        calls[0][1].close()
        async with asyncio.timeout(SLOW_MACHINE):
            while True:
                with suppress(aiohttp.ClientError):
                    assert await engine.get("/api/v1/info") == 200
                    break
        for _, writer in calls:
            writer.close()


async def test_a_client_that_is_served_is_not_cut_off_however_long_it_listens(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    async with (
        served(tiny_vision, tmp_path, Limits(idle=0.2)) as engine,
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as session,
        session.ws_connect(
            f"https://127.0.0.1:{engine.port}/api/v1/ws?nonce={'0' * 32}", ssl=engine.pin
        ) as socket,
    ):
        await socket.receive_str()
        with pytest.raises(TimeoutError):
            await socket.receive(timeout=0.8)
        assert not socket.closed


async def test_what_is_no_http_is_refused_and_neither_logged_nor_repeated(
    tiny_vision: Vision, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    malformed = (
        f"GET / HTTP/1.1\r\nAuthorization: Bearer {TOKEN}\r\nBad header {TOKEN}\r\n\r\n".encode(),
        f"\x00\x01 {TOKEN}\r\n\r\n".encode(),
        f"GET /{TOKEN} HTTP/9.9\r\n\r\n".encode(),
    )
    async with served(tiny_vision, tmp_path, Limits()) as engine:
        for request in malformed:
            reader, writer = await engine.call(encrypted=True)
            writer.write(request)
            answer = await end_of(reader)
            assert b" 400 " in answer
            assert TOKEN.encode() not in answer
            writer.close()
        lines = [line for line in caplog.messages if "not HTTP" in line]
        assert len(lines) == 1
        assert TOKEN not in caplog.text


async def test_who_guesses_the_token_has_to_wait_and_is_in_the_log_once(
    tiny_vision: Vision, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with served(tiny_vision, tmp_path, Limits(), pause=0.3) as engine:
        loop = asyncio.get_running_loop()
        began = loop.time()
        for guess in ("guess-number-one-of-two", "guess-number-two-of-two"):
            assert await engine.get("/api/v1/info", guess) == 401
        assert loop.time() - began >= 0.6
        assert await engine.get("/api/v1/info") == 200
    told = [line for line in caplog.messages if "token is missing or wrong" in line]
    assert told == ["127.0.0.1: the token is missing or wrong"]
    assert "guess" not in caplog.text
