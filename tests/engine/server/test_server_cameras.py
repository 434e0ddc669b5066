"""Cameras over the API: tried, told about, changed, paused."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from placa_engine import camera_manager
from placa_engine.cameras.sources import http, http_client as requests
from placa_engine.engine import Engine
from placa_engine.imaging.orientation import Orientation
from placa_engine.messages import CameraMessage
from placa_engine.store.cameras import CameraStore
from placa_engine.store.database import Database
from placa_engine.vision.vision import Vision
from tests.engine.support.api import CAMERA, fits, kept_bytes, told
from tests.engine.support.http_camera import PASSWORD, USERNAME, http_camera
from tests.engine.support.moving_plate import drive_by, write_clip
from tests.engine.support.serving import Client, serving
from tests.engine.support.tiny_networks import draw_plate, scene

GATE = "/api/v1/cameras/gate"
LOGIN = {"username": USERNAME, "password": PASSWORD}


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (http, requests):
        monkeypatch.setattr(module, "OPENING", 2.0)
    monkeypatch.setattr(http, "STALLED", 1.0)


@pytest.fixture
async def served(tiny_vision: Vision, tmp_path: Path) -> AsyncIterator[tuple[Client, Engine]]:
    clip = write_clip(tmp_path / "clip.mkv", drive_by("AB12CDE"))
    configured = {"camera_id": "drive", "name": "Drive", "url": str(clip), "loop": True}
    async with serving(tiny_vision, tmp_path, cameras=[configured]) as both:
        yield both


@pytest.fixture
def client(served: tuple[Client, Engine]) -> Client:
    return served[0]


@pytest.fixture
def engine(served: tuple[Client, Engine]) -> Engine:
    return served[1]


async def news(engine: Engine, holds: Callable[[CameraMessage], bool]) -> CameraMessage:
    """Wait for a camera of which something holds, now or soon."""
    async with asyncio.timeout(30):
        with engine.publisher.listening() as listener:
            for camera in engine.cameras.all:
                if holds(camera):
                    return camera
            while True:
                item = await listener.take()
                if isinstance(item, CameraMessage) and holds(item):
                    return item


def is_streaming(camera_id: str) -> Callable[[CameraMessage], bool]:
    return lambda camera: camera.camera_id == camera_id and camera.state == "streaming"


async def trial(client: Client, url: str, **settings: Any) -> Any:
    asked = {"camera_id": "gate", "name": "Gate", "url": url, **settings}
    result = await told(client, "POST", "/api/v1/camera-trials", json=asked)
    fits(result, "CameraTrial")
    return result


async def test_a_camera_is_tried_and_nothing_of_it_is_kept(
    client: Client, engine: Engine, tmp_path: Path
) -> None:
    with http_camera([scene()], wants="basic") as there:
        found = await trial(client, f"{there.address}/mjpeg", **LOGIN)
    preview = cv2.imdecode(np.frombuffer(b64decode(found.pop("preview")), np.uint8), 1)
    assert preview is not None
    assert np.abs(preview.astype(int) - scene().astype(int)).mean() < 12.0
    assert found == {"problem": None, "frame_size": [512, 288]}
    assert [camera.camera_id for camera in engine.cameras.all] == ["drive"]
    assert PASSWORD.encode() not in kept_bytes(tmp_path)


@pytest.mark.parametrize(
    ("path", "login", "problem"),
    [
        ("mjpeg", {}, "unauthorized"),
        ("mjpeg", LOGIN | {"password": "wrong"}, "unauthorized"),
        ("mjpeg", LOGIN | {"username": "a:b"}, "bad_url"),
        ("none", LOGIN, "no_such_stream"),
        ("html.jpg", LOGIN, "not_video"),
        ("hang", LOGIN, "stalled"),
    ],
)
async def test_a_trial_that_fails_says_why(
    client: Client, path: str, login: dict[str, str], problem: str
) -> None:
    with http_camera([scene()], wants="basic") as there:
        found = await trial(client, f"{there.address}/{path}", **login)
    assert found == {"problem": problem, "frame_size": None, "preview": None}


async def test_a_camera_that_nobody_answers_for_is_unreachable(client: Client) -> None:
    assert (await trial(client, "rtsp://127.0.0.1:9/"))["problem"] == "unreachable"


async def test_an_error_nobody_foresaw_is_a_failed_trial(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("placa_engine.cameras.probe.open_source", broken)
    assert (await trial(client, "rtsp://127.0.0.1:9/"))["problem"] == "not_video"


async def test_a_trial_ends_when_nobody_waits_for_it(client: Client) -> None:
    with http_camera([scene()]) as there:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await trial(client, f"{there.address}/hang")
        assert (await trial(client, f"{there.address}/mjpeg"))["problem"] is None


async def test_settings_are_told_without_the_secrets(client: Client) -> None:
    await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA)
    settings = await told(client, "GET", GATE)
    fits(settings, "CameraSettings")
    assert settings["host"] == "rtsp://127.0.0.1:9"
    assert settings["has_login"]
    assert settings["zones"] == [{"name": "Road", "polygon": [[0, 0], [1, 0], [1, 1]]}]
    assert settings["origin"] == "api"
    drive = await told(client, "GET", "/api/v1/cameras/drive")
    assert (drive["host"], drive["has_login"], drive["origin"]) == (None, False, "config")


async def test_only_what_is_named_is_changed(client: Client) -> None:
    await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA | {"country": "GB"})
    before = await told(client, "GET", GATE)
    changed = await told(client, "PATCH", GATE, json={"name": "Front gate", "country": None})
    fits(changed, "CameraMessage")
    after = await told(client, "GET", GATE)
    assert after == before | {"name": "Front gate", "country": None}


async def test_a_new_address_does_not_get_the_login_of_the_old_one(client: Client) -> None:
    await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA)
    await told(client, "PATCH", GATE, json={"url": "rtsp://127.0.0.2:9/"})
    settings = await told(client, "GET", GATE)
    assert (settings["host"], settings["has_login"]) == ("rtsp://127.0.0.2:9", False)


async def test_a_change_is_tried_with_the_login_that_is_kept(client: Client) -> None:
    with http_camera([scene()], wants="basic") as there:
        camera = {"camera_id": "gate", "name": "Gate", "url": f"{there.address}/mjpeg", **LOGIN}
        await told(client, "POST", "/api/v1/cameras", 201, json=camera)
        right = await told(client, "POST", f"{GATE}/trials", json={})
        wrong = await told(client, "POST", f"{GATE}/trials", json={"password": "wrong"})
    assert right["problem"] is None
    assert wrong["problem"] == "unauthorized"


@pytest.mark.parametrize(
    ("method", "path", "changes", "status"),
    [
        ("PATCH", GATE, {"url": "/etc/secret"}, 422),
        ("PATCH", GATE, {"url": None}, 422),
        ("PATCH", GATE, {"name": None}, 422),
        ("PATCH", GATE, {"kind": "mjpeg"}, 422),
        ("PATCH", GATE, {"camera_id": "other"}, 422),
        ("PATCH", GATE, {"secret": 1}, 422),
        ("POST", f"{GATE}/trials", {"url": "/etc/secret"}, 422),
        ("PATCH", "/api/v1/cameras/drive", {"name": "Other"}, 409),
        ("PATCH", "/api/v1/cameras/none", {"name": "Other"}, 404),
        ("POST", "/api/v1/cameras/none/trials", {}, 404),
        ("PUT", "/api/v1/cameras/none/detection", {"on": True}, 404),
        ("PUT", f"{GATE}/detection", {"on": "secret"}, 422),
        ("GET", "/api/v1/cameras/none", {}, 404),
        ("POST", "/api/v1/camera-trials", CAMERA | {"url": "/etc/secret"}, 422),
    ],
)
async def test_what_cannot_be_changed_or_tried_is_refused(
    client: Client, method: str, path: str, changes: dict[str, Any], status: int
) -> None:
    await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA)
    before = await told(client, "GET", GATE)
    fits(await told(client, method, path, status, json=changes), "ErrorMessage")
    assert await told(client, "GET", GATE) == before


async def test_the_same_settings_again_do_not_interrupt_the_camera(
    client: Client, engine: Engine
) -> None:
    with http_camera([scene()]) as there:
        camera = {"camera_id": "gate", "name": "Gate", "url": f"{there.address}/mjpeg"}
        await told(client, "POST", "/api/v1/cameras", 201, json=camera)
        streaming = await news(engine, is_streaming("gate"))
        same = await told(client, "PATCH", GATE, json={"url": camera["url"]})
        assert (same["state"], same["since"]) == (
            "streaming",
            streaming.model_dump(mode="json")["since"],
        )


async def test_a_paused_camera_is_left_alone_until_it_is_resumed(
    client: Client, engine: Engine
) -> None:
    picture = scene()
    draw_plate(picture, "AB12CDE", 100, 100)
    with http_camera([picture]) as there:
        camera = {"camera_id": "gate", "name": "Gate", "url": f"{there.address}/mjpeg"}
        await told(client, "POST", "/api/v1/cameras", 201, json=camera)
        await news(engine, is_streaming("gate"))
        paused = await told(client, "PUT", f"{GATE}/detection", json={"on": False})
        fits(paused, "CameraMessage")
        assert (paused["state"], paused["detection"], paused["fps"]) == ("idle", False, None)
        assert all(sighting.camera_id != "gate" for sighting in engine.sightings.live)
        asked = len(there.asked)
        again = await told(client, "PUT", f"{GATE}/detection", json={"on": False})
        assert again == paused
        assert len(there.asked) == asked
        resumed = await told(client, "PUT", f"{GATE}/detection", json={"on": True})
        assert resumed["detection"]
        streaming = await news(engine, is_streaming("gate"))
        assert streaming.detection
        assert streaming.since is not None


@pytest.mark.parametrize("camera_id", ["gate", "drive"])
async def test_a_pause_lasts_over_restarts_and_changes(
    tiny_vision: Vision, tmp_path: Path, camera_id: str
) -> None:
    cameras = [CAMERA | {"camera_id": "drive"}]

    def detects(listed: Any) -> dict[str, bool]:
        return {one["camera_id"]: one["detection"] for one in listed["cameras"]}

    async with serving(tiny_vision, tmp_path, cameras=cameras) as (client, _):
        await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA)
        await told(client, "PUT", f"/api/v1/cameras/{camera_id}/detection", json={"on": False})
        await told(client, "PATCH", GATE, json={"name": "Front gate"})
    async with serving(tiny_vision, tmp_path, cameras=cameras) as (client, _):
        listed = detects(await told(client, "GET", "/api/v1/cameras"))
        assert listed == {"gate": True, "drive": True} | {camera_id: False}
        await told(client, "PUT", f"/api/v1/cameras/{camera_id}/detection", json={"on": True})
    async with serving(tiny_vision, tmp_path, cameras=cameras) as (client, _):
        listed = detects(await told(client, "GET", "/api/v1/cameras"))
        assert listed == {"gate": True, "drive": True}


async def test_a_removed_camera_leaves_no_pause_behind(tiny_vision: Vision, tmp_path: Path) -> None:
    async with serving(tiny_vision, tmp_path) as (client, _):
        await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA)
        await told(client, "PUT", f"{GATE}/detection", json={"on": False})
        await told(client, "DELETE", GATE, 204)
        added = await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA)
        assert added["detection"]
    database = await Database.open(tmp_path)
    assert await CameraStore(database).paused() == set()
    await database.close()


async def test_a_still_shows_the_camera_as_it_looks_now(client: Client) -> None:
    response = await client.get("/api/v1/cameras/drive/still.jpg")
    assert response.content_type == "image/jpeg"
    assert (await response.read()).startswith(b"\xff\xd8")
    await told(client, "GET", "/api/v1/cameras/none/still.jpg", 404)
    await told(client, "PUT", "/api/v1/cameras/drive/detection", json={"on": False})
    paused = await told(client, "GET", "/api/v1/cameras/drive/still.jpg", 409)
    assert paused["error"] == "paused"


async def test_a_turned_camera_is_suggested_what_to_be_set_to(
    client: Client, engine: Engine
) -> None:
    """Upside down, as shown by its plates, on top of the quarter turn that it is set to."""
    await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA | {"rotation": 90})
    post = engine.cameras._managed["gate"]
    engine.cameras._note(post, replace(post.status, orientation=Orientation(2)))
    camera = await news(engine, lambda camera: camera.suggested_orientation is not None)
    suggested = camera.suggested_orientation
    assert suggested is not None
    assert (suggested.rotation, suggested.mirrored) == (270, False)


async def test_no_more_cameras_are_taken_on_than_can_be_watched(
    tiny_vision: Vision, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera_manager, "MAX_CAMERAS", 2)
    async with serving(tiny_vision, tmp_path) as (client, engine):
        for name in ("one", "two"):
            await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA | {"camera_id": name})
        error = await told(
            client, "POST", "/api/v1/cameras", 409, json=CAMERA | {"camera_id": "three"}
        )
        assert error["error"] == "too_many"
        assert len(engine.cameras.all) == 2
        await told(client, "DELETE", "/api/v1/cameras/one", 204)
        await told(client, "POST", "/api/v1/cameras", 201, json=CAMERA | {"camera_id": "three"})
