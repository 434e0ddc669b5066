"""`placa serve` in a process of its own."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
import json
import os
from pathlib import Path
import re
import sys
from typing import Any

import aiohttp

from placa_engine.identity import read_identity

ADDON = Path(__file__).resolve().parents[3] / "addon"

SLOW_MACHINE = 60

TOKEN = "a-token-of-the-tests"


class Service:
    """A running service, its address and its log."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[str] = []
        self.address = ""
        self.pin: aiohttp.Fingerprint | None = None

    async def line(self, pattern: str) -> re.Match[str]:
        """Wait for a line of the log."""
        assert self.process.stderr is not None
        async with asyncio.timeout(SLOW_MACHINE):
            while text := (await self.process.stderr.readline()).decode():
                self.lines.append(text)
                if found := re.search(pattern, text):
                    return found
        raise AssertionError("".join(self.lines))

    async def end(self) -> int:
        """Wait for the end; return the exit status."""
        assert self.process.stderr is not None
        async with asyncio.timeout(SLOW_MACHINE):
            self.lines.append((await self.process.stderr.read()).decode())
            return await self.process.wait()

    @property
    def log(self) -> str:
        return "".join(self.lines)


async def launch(
    folder: Path, *arguments: str, pass_fds: Sequence[int] = (), **environment: str
) -> Service:
    return Service(
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "placa_engine.cli", "serve", *arguments,
            stderr=asyncio.subprocess.PIPE, cwd=folder, pass_fds=pass_fds,
            env={**os.environ, "PYTHONPATH": str(ADDON), **environment},
        )
    )  # fmt: skip


async def placa(*arguments: str) -> tuple[int, str, str]:
    """Run a command; return its exit status and what it said, and what it said beside that."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "placa_engine.cli", *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ADDON)},
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode().strip(), err.decode()


@asynccontextmanager
async def running(config: Path, *arguments: str, **environment: str) -> AsyncIterator[Service]:
    service = await launch(
        config.parent, "--config", str(config), *arguments, pass_fds=(), **environment
    )
    try:
        port = (await service.line(r"Listening at 127\.0\.0\.1 port (\d+)"))[1]
        service.pin = pin(read_identity(_data_folder(config, arguments)).fingerprint)
        service.address = f"https://127.0.0.1:{port}"
        yield service
    finally:
        if service.process.returncode is None:
            service.process.kill()
            await service.end()


def _data_folder(config: Path, arguments: tuple[str, ...]) -> Path:
    if "--data" in arguments:
        return Path(arguments[arguments.index("--data") + 1])
    data: str = json.loads(config.read_text())["data"]
    return config.parent / data


def pin(fingerprint: str) -> aiohttp.Fingerprint:
    return aiohttp.Fingerprint(bytes.fromhex(fingerprint))


def session(service: Service, token: str) -> aiohttp.ClientSession:
    """A client that says nothing to any other engine."""
    assert service.pin
    return aiohttp.ClientSession(
        service.address,
        headers={"Authorization": f"Bearer {token}"},
        connector=aiohttp.TCPConnector(ssl=service.pin),
    )


async def get(service: Service, path: str, token: str = TOKEN) -> tuple[int, Any]:
    return await ask(service, "GET", path, token=token)


async def ask(
    service: Service, method: str, path: str, sent: Any = None, token: str = TOKEN
) -> tuple[int, Any]:
    async with (
        session(service, token) as client,
        client.request(method, path, json=sent) as response,
    ):
        return response.status, await response.json()


async def heard(service: Service, part: str) -> None:
    """Wait for a WebSocket message that holds a text."""
    async with (
        asyncio.timeout(SLOW_MACHINE),
        session(service, TOKEN) as client,
        client.ws_connect(f"/api/v1/ws?nonce={'0' * 32}") as socket,
    ):
        while part not in await socket.receive_str():
            pass
