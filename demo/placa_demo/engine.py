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
    """A running engine; its settings, data and log are in `folder`.

    `pairing_key` is what Home Assistant asks for: the fingerprint of the engine's
    certificate, and its token.
    """

    process: Child
    url: str
    token: str
    pairing_key: str
    folder: Path

    @property
    def pin(self) -> aiohttp.Fingerprint:
        """What keeps a client from speaking to anybody else."""
        return aiohttp.Fingerprint(bytes.fromhex(self.pairing_key.partition(".")[0]))

    async def get(self, path: str) -> Any:
        """Return what the engine answers at /api/v1/`path`, parsed JSON."""
        headers = {"Authorization": f"Bearer {self.token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(f"{self.url}/api/v1/{path}", ssl=self.pin) as answer,
        ):
            answer.raise_for_status()
            return await answer.json()


@asynccontextmanager
async def engine(
    cameras: Sequence[CameraSource], folder: Path, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Engine]:
    """Start the engine, wait until it is healthy, and stop it at the end.

    The Python that has the engine is $PLACA_ENGINE_PYTHON, else the one that runs this;
    `environment` is added to its environment.
    """
    port = free_port()
    _configure(folder, port, cameras)
    url, token = f"https://127.0.0.1:{port}", secrets.token_urlsafe(32)
    async with _started(folder, url, token, environment or {}) as running:
        yield running


@asynccontextmanager
async def engine_again(
    before: Engine, environment: Mapping[str, str] | None = None, *, token: str | None = None
) -> AsyncIterator[Engine]:
    """Start an engine that has ended once more, at the same address and with the same data.

    `token` is a new one.
    """
    url, shown = before.url, token or before.token
    async with _started(before.folder, url, shown, environment or {}) as running:
        yield running


@asynccontextmanager
async def _started(
    folder: Path, url: str, token: str, more: Mapping[str, str]
) -> AsyncIterator[Engine]:
    python = os.environ.get("PLACA_ENGINE_PYTHON", sys.executable)
    config = str(folder / _CONFIG)
    placa = [python, "-m", "placa_engine.cli"]
    log = folder / "engine.log"
    environment = {**os.environ, "PLACA_TOKEN": token, **more}
    serve = [*placa, "serve", "--config", config]
    async with child("the engine", serve, log, environment=environment) as process:
        await _healthy(process, url)
        pair = await asyncio.create_subprocess_exec(
            *placa, "pair", "--config", config,
            env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        key, _ = await pair.communicate()
        yield Engine(process, url, token, key.decode().strip(), folder)


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


async def _healthy(process: Child, url: str) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            process.check()
            try:
                async with session.get(f"{url}/health", ssl=False) as answer:
                    if answer.ok:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.2)
