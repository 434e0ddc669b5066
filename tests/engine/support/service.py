"""`placa serve` in a process of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import os
from pathlib import Path
import re
import sys
from typing import Any

import aiohttp

ADDON = Path(__file__).resolve().parents[3] / "addon"

SLOW_MACHINE = 60

TOKEN = "a token of the tests"


class Service:
    """A running service, its address and its log."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[str] = []
        self.address = ""

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


async def launch(folder: Path, *arguments: str, **environment: str) -> Service:
    return Service(
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "placa_engine.cli", "serve", *arguments,
            stderr=asyncio.subprocess.PIPE, cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ADDON), **environment},
        )
    )  # fmt: skip


@asynccontextmanager
async def running(config: Path, *arguments: str, **environment: str) -> AsyncIterator[Service]:
    service = await launch(config.parent, "--config", str(config), *arguments, **environment)
    try:
        port = (await service.line(r"Listening at 127\.0\.0\.1 port (\d+)"))[1]
        service.address = f"http://127.0.0.1:{port}"
        yield service
    finally:
        if service.process.returncode is None:
            service.process.kill()
            await service.end()


async def get(service: Service, path: str, token: str = TOKEN) -> tuple[int, Any]:
    return await ask(service, "GET", path, token=token)


async def ask(
    service: Service, method: str, path: str, sent: Any = None, token: str = TOKEN
) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(service.address, headers=headers) as session,
        session.request(method, path, json=sent) as response,
    ):
        return response.status, await response.json()


async def heard(service: Service, part: str) -> None:
    """Wait for a WebSocket message that holds a text."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        asyncio.timeout(SLOW_MACHINE),
        aiohttp.ClientSession(service.address, headers=headers) as session,
        session.ws_connect("/api/v1/ws") as socket,
    ):
        while part not in await socket.receive_str():
            pass
