"""Pictures that are made to keep the engine busy, and clients that leave it with them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Event
from typing import Any

import aiohttp
import numpy as np
from numpy.typing import NDArray
import pytest

from placa_engine.server.app import PICTURES_AT_ONCE
from placa_engine.server.app_keys import READING, WAITING
from placa_engine.vision.runtime import Network
from placa_engine.vision.vision import Vision
from tests.engine.support.api import told
from tests.engine.support.hostile_pictures import claiming
from tests.engine.support.http_camera import jpeg
from tests.engine.support.serving import Client, serving
from tests.engine.support.tiny_networks import scene

HEADERS = {"Content-Type": "image/jpeg"}


class Looks:
    """Counts what the networks look at, and holds the first of them up until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self.begun, self.go = Event(), Event()
        run = Network.__call__

        def look(network: Network, tensor: NDArray[np.uint8]) -> NDArray[np.float32]:
            found = run(network, tensor)
            self.count += 1
            self.begun.set()
            assert self.go.wait(60)
            return found

        monkeypatch.setattr(Network, "__call__", look)


@pytest.fixture
async def client(tiny_vision: Vision, tmp_path: Path) -> AsyncIterator[Client]:
    async with serving(tiny_vision, tmp_path) as (client, _):
        yield client


async def leave(requests: list[asyncio.Task[Any]]) -> None:
    for request in requests:
        request.cancel()
    await asyncio.gather(*requests, return_exceptions=True)


async def until_all_places_are(client: Client, *, taken: bool) -> None:
    async with asyncio.timeout(60):
        while client.app[WAITING].locked() is not taken:  # noqa: ASYNC110  # tells nobody
            await asyncio.sleep(0)


@pytest.mark.parametrize("form", ["BMP", "PNG", "JPEG", "WebP"])
async def test_a_few_bytes_that_claim_to_be_many_pixels_are_refused(
    client: Client, form: str
) -> None:
    data = claiming(form, 7681, 4320)
    assert len(data) < 5_000
    error = await told(client, "POST", "/api/v1/read", 422, data=data, headers=HEADERS)
    assert "is too large: 7681x4320 pixels" in error["message"]


async def test_who_leaves_is_read_for_no_longer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = jpeg(scene(3200, 2400))
    looks = Looks(monkeypatch)
    looks.go.set()
    await told(client, "POST", "/api/v1/read", data=large, headers=HEADERS)
    whole = looks.count
    assert whole > 20
    looks.count = 0
    looks.begun.clear()
    looks.go.clear()
    reading = asyncio.create_task(client.post("/api/v1/read", data=large, headers=HEADERS))
    await asyncio.to_thread(looks.begun.wait, 60)
    await leave([reading])
    looks.go.set()
    async with asyncio.timeout(60), client.app[READING]:
        assert looks.count < whole / 2


async def test_who_leaves_makes_room_for_others(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = jpeg(scene())
    looks = Looks(monkeypatch)
    requests = [
        asyncio.create_task(client.post("/api/v1/read", data=picture, headers=HEADERS))
        for _ in range(PICTURES_AT_ONCE)
    ]
    await until_all_places_are(client, taken=True)
    answer = await client.post("/api/v1/read", data=picture, headers=HEADERS)
    assert answer.status == 429
    assert int(answer.headers["Retry-After"]) > 0
    await leave(requests)
    await until_all_places_are(client, taken=False)
    looks.go.set()
    await told(client, "POST", "/api/v1/read", data=picture, headers=HEADERS)


async def test_nobody_is_kept_waiting_by_a_client_that_hangs_up(client: Client) -> None:
    """The connection is closed under the request, as by a program that was killed."""

    def waits() -> bool:
        return client.app[WAITING]._value < PICTURES_AT_ONCE  # no other way to see

    async with client.app[READING]:
        async with aiohttp.ClientSession() as other:
            request = asyncio.create_task(
                other.post(
                    client.make_url("/api/v1/read"),
                    data=jpeg(scene()),
                    headers={**HEADERS, "Authorization": client.session.headers["Authorization"]},
                )
            )
            async with asyncio.timeout(60):
                while not waits():  # noqa: ASYNC110  # a semaphore tells nobody
                    await asyncio.sleep(0)
            await leave([request])
        async with asyncio.timeout(60):
            while waits():  # noqa: ASYNC110  # a semaphore tells nobody
                await asyncio.sleep(0)
