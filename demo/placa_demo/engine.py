"""The real engine as a process: `placa serve` with a configuration and a token of its own."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import json
import os
from pathlib import Path
import secrets
import sys
from typing import Any

import aiohttp

from placa_demo.processes import Child, child, free_port

_CONFIG = "engine.json"


@dataclass(frozen=True, slots=True)
class CameraSource:
    """A camera the engine shall watch: its id, its name and a URL or the path of a file.

    `zones` are polygons by name, their corners as shares of the picture.
    """

    camera_id: str
    name: str
    address: str
    zones: Mapping[str, Sequence[tuple[float, float]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine; its settings, data and log are in `folder`."""

    process: Child
    url: str
    token: str
    folder: Path

    async def get(self, path: str) -> Any:
        """Return what the engine answers at /api/v1/`path`, parsed JSON."""
        headers = {"Authorization": f"Bearer {self.token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(f"{self.url}/api/v1/{path}") as answer,
        ):
            answer.raise_for_status()
            return await answer.json()


@asynccontextmanager
async def engine(cameras: Sequence[CameraSource], folder: Path) -> AsyncIterator[Engine]:
    """Start the engine, wait until it is healthy, and stop it at the end.

    The Python that has the engine is $PLACA_ENGINE_PYTHON, else the one that runs this.
    """
    port = free_port()
    _configure(folder, port, cameras)
    async with _started(folder, f"http://127.0.0.1:{port}", secrets.token_urlsafe(32)) as running:
        yield running


@asynccontextmanager
async def engine_again(before: Engine) -> AsyncIterator[Engine]:
    """Start an engine that has ended once more, at the same address and with the same data."""
    async with _started(before.folder, before.url, before.token) as running:
        yield running


@asynccontextmanager
async def _started(folder: Path, url: str, token: str) -> AsyncIterator[Engine]:
    python = os.environ.get("PLACA_ENGINE_PYTHON", sys.executable)
    config = str(folder / _CONFIG)
    command = [python, "-m", "placa_engine.cli", "serve", "--config", config]
    log = folder / "engine.log"
    environment = {**os.environ, "PLACA_TOKEN": token}
    async with child("the engine", command, log, environment=environment) as process:
        running = Engine(process, url, token, folder)
        await _healthy(running)
        yield running


def _configure(folder: Path, port: int, cameras: Sequence[CameraSource]) -> None:
    """Write the engine's configuration file."""
    folder.mkdir(parents=True)
    settings = {
        "port": port,
        "data": "data",
        "cameras": [
            {
                "camera_id": camera.camera_id,
                "name": camera.name,
                "url": camera.address,
                "loop": "://" not in camera.address,
                "zones": [
                    {"name": name, "polygon": corners} for name, corners in camera.zones.items()
                ],
            }
            for camera in cameras
        ],
    }
    (folder / _CONFIG).write_text(json.dumps(settings))


async def _healthy(running: Engine) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            running.process.check()
            try:
                async with session.get(f"{running.url}/health") as answer:
                    if answer.ok:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.2)
