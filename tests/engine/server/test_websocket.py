import asyncio
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType
import jsonschema
import pytest

from placa_engine import publisher
from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.engine import Engine
from placa_engine.tracking.sighting import SightingState
from placa_engine.vision.vision import Vision
from tests.engine.support.api import CAMERA
from tests.engine.support.serving import serving
from tests.engine.support.sightings import NOW, sighting
from tools.wire_contract import schema

CONTRACT = schema()
NONCE = "0123456789abcdef" * 2
WS = f"/api/v1/ws?nonce={NONCE}"
NAMES = {
    "snapshot": "SnapshotMessage",
    "sighting": "SightingUpdate",
    "camera": "CameraUpdate",
    "camera_removed": "CameraRemoved",
}


async def heard(socket: ClientWebSocketResponse, kind: str) -> Any:
    """Return the next message of a kind; all on the way obey the contract."""
    while True:
        async with asyncio.timeout(20):
            text = await socket.receive_str()
        assert "secret" not in text
        message = json.loads(text)
        name = NAMES[message["type"]]
        jsonschema.validate(message, {**CONTRACT, "$ref": f"#/$defs/{name}"})
        if message["type"] == kind:
            return message


def tell(engine: Engine, revision: int, state: SightingState = SightingState.LIVE) -> None:
    engine.sightings.take(SightingEvent(sighting(revision, state), None))


async def test_first_comes_everything_then_every_change(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    async with (
        serving(tiny_vision, tmp_path, at=NOW) as (client, engine),
        client.ws_connect(WS) as socket,
    ):
        snapshot = await heard(socket, "snapshot")
        assert (snapshot["cameras"], snapshot["live"], snapshot["last"]) == ([], [], [])
        await client.post("/api/v1/cameras", json=CAMERA)
        assert (await heard(socket, "camera"))["camera"]["camera_id"] == "gate"
        tell(engine, 1)
        tell(engine, 2, SightingState.ENDED)
        assert (await heard(socket, "sighting"))["sighting"]["revision"] == 1
        assert (await heard(socket, "sighting"))["sighting"]["state"] == "ended"
        await client.delete("/api/v1/cameras/gate")
        assert (await heard(socket, "camera_removed"))["camera_id"] == "gate"


async def test_the_snapshot_tells_live_and_last_sightings(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    camera = {**CAMERA, "camera_id": "drive"}
    async with serving(tiny_vision, tmp_path, at=NOW, cameras=[camera]) as (client, engine):
        tell(engine, 1)
        async with client.ws_connect(WS) as socket:
            snapshot = await heard(socket, "snapshot")
            assert [one["revision"] for one in snapshot["live"]] == [1]
            assert snapshot["last"] == []
        tell(engine, 2, SightingState.ENDED)
        await engine.sightings.flush()
        async with client.ws_connect(WS) as socket:
            snapshot = await heard(socket, "snapshot")
            assert snapshot["live"] == []
            assert [one["revision"] for one in snapshot["last"]] == [2]
    async with (
        serving(tiny_vision, tmp_path, at=NOW, cameras=[camera]) as (client, _),
        client.ws_connect(WS) as socket,
    ):
        assert len((await heard(socket, "snapshot"))["last"]) == 1
    async with (
        serving(tiny_vision, tmp_path, at=NOW) as (client, _),
        client.ws_connect(WS) as socket,
    ):
        assert (await heard(socket, "snapshot"))["last"] == [], "its camera is gone"


async def test_each_snapshot_is_made_for_the_connection_that_asked(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    async with serving(tiny_vision, tmp_path) as (client, _):
        for nonce in (NONCE, "f" * 32):
            async with client.ws_connect(f"/api/v1/ws?nonce={nonce}") as socket:
                assert (await heard(socket, "snapshot"))["nonce"] == nonce
        for wrong in ("", "?nonce=", f"?nonce={NONCE}0", "?nonce=" + "G" * 32):
            assert (await client.get(f"/api/v1/ws{wrong}")).status == 422


async def test_news_carry_the_time_at_which_they_were_sent(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    async with (
        serving(tiny_vision, tmp_path, at=NOW) as (client, engine),
        client.ws_connect(WS) as socket,
    ):
        await heard(socket, "snapshot")
        before = datetime.now(UTC)
        tell(engine, 1)
        sent = datetime.fromisoformat((await heard(socket, "sighting"))["sent_at"])
        assert before <= sent <= datetime.now(UTC) + timedelta(seconds=1)


async def test_what_clients_say_is_not_listened_to(tiny_vision: Vision, tmp_path: Path) -> None:
    async with (
        serving(tiny_vision, tmp_path, at=NOW) as (client, engine),
        client.ws_connect(WS) as socket,
    ):
        await heard(socket, "snapshot")
        await socket.send_str("hello")
        tell(engine, 1)
        await heard(socket, "sighting")


async def test_a_client_that_does_not_keep_up_is_closed_and_others_are_not(
    tiny_vision: Vision, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "CAPACITY", 4)
    async with (
        serving(tiny_vision, tmp_path, at=NOW) as (client, engine),
        client.ws_connect(WS) as slow,
    ):
        await heard(slow, "snapshot")
        for revision in range(1, 200):  # in one turn of the loop: nobody can take them
            tell(engine, revision)
        await _close_code(slow, 1008)
        assert not engine.publisher._listeners
        async with client.ws_connect(WS) as other:
            await heard(other, "snapshot")
            tell(engine, 200)
            assert (await heard(other, "sighting"))["sighting"]["revision"] == 200


async def test_clients_are_told_when_the_engine_stops(tiny_vision: Vision, tmp_path: Path) -> None:
    async with serving(tiny_vision, tmp_path, at=NOW) as (client, engine):
        socket = await client.ws_connect(WS)
        await heard(socket, "snapshot")
        assert client.server.runner is not None
        closing = asyncio.create_task(client.server.runner.cleanup())
        await _close_code(socket, 1001)
        await closing
        assert not engine.publisher._listeners


async def _close_code(socket: ClientWebSocketResponse, expected: int) -> None:
    async with asyncio.timeout(20):
        while (message := await socket.receive()).type is WSMsgType.TEXT:
            pass
    assert socket.close_code == expected, message
