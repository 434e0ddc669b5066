"""The page that the Supervisor shows of the app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from ipaddress import IPv4Address
import logging
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
import numpy as np
from PIL import Image
import pytest

from placa_engine.config import EngineConfig
from placa_engine.engine import running_engine
from placa_engine.recent_log import LINES, RecentLog
from placa_engine.redact import RedactingFormatter
from placa_engine.server.ingress import ingress_application
from placa_engine.vision.vision import Vision
from tests.engine.support.moving_plate import drive_by, write_clip

US = IPv4Address("127.0.0.1")


@asynccontextmanager
async def ingress(
    vision: Vision, data: Path, *, supervisor: IPv4Address = US, **settings: Any
) -> AsyncIterator[tuple[TestClient[Any, Any], RecentLog]]:
    config = EngineConfig.model_validate({"data": data, **settings})
    log = RecentLog()
    log.setFormatter(RedactingFormatter("%(message)s"))
    async with running_engine(config, vision) as engine:
        app = ingress_application(engine, log, supervisor=supervisor)
        async with TestClient(TestServer(app)) as client:
            yield client, log


@pytest.mark.parametrize("path", ["/", "/log", "/cameras/drive.jpg", "/nothing"])
async def test_nobody_but_the_supervisor_gets_an_answer(
    tiny_vision: Vision, tmp_path: Path, path: str
) -> None:
    headers = {"X-Forwarded-For": "172.30.32.2", "X-Remote-User-Id": "1"}
    someone_else = IPv4Address("172.30.32.2")
    async with ingress(tiny_vision, tmp_path, supervisor=someone_else) as (client, _):
        answer = await client.get(path, headers=headers)
        assert answer.status == 403
        assert "Placa" not in await answer.text()


async def test_it_shows_how_the_engine_and_its_cameras_fare(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    camera = {"camera_id": "drive", "name": "<b>Drive</b>", "url": "rtsp://192.0.2.1/secret"}
    async with ingress(tiny_vision, tmp_path, cameras=[camera]) as (client, _):
        answer = await client.get("/")
        page = await answer.text()
    assert answer.status == 200
    assert "&lt;b&gt;Drive&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "192.0.2.1" not in page
    assert "secret" not in page
    assert "cameras/drive.jpg" in page
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "no-store"


async def test_it_can_change_nothing(tiny_vision: Vision, tmp_path: Path) -> None:
    async with ingress(tiny_vision, tmp_path) as (client, _):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            for path in ("/", "/log", "/cameras/drive.jpg"):
                assert (await client.request(method, path)).status == 405
        assert (await client.get("/api/v1/info")).status == 404


async def test_a_picture_of_a_camera_has_its_masked_parts_black(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    clip = write_clip(tmp_path / "clip.mkv", drive_by("AB12CDE", still=1, moving=1, after=1))
    left_half = [[0, 0], [0.5, 0], [0.5, 1], [0, 1]]
    camera = {"camera_id": "drive", "name": "Drive", "url": str(clip), "masks": [left_half]}
    async with ingress(tiny_vision, tmp_path, cameras=[camera]) as (client, _):
        answer = await client.get("/cameras/drive.jpg")
        assert answer.content_type == "image/jpeg"
        picture = np.asarray(Image.open(BytesIO(await answer.read())))
        assert (await client.get("/cameras/other.jpg")).status == 404
    assert picture[:, :200].max() < 30
    assert picture[:, 300:].mean() > 30


async def test_a_camera_that_gives_no_picture_is_told_so(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    camera = {"camera_id": "drive", "name": "Drive", "url": str(tmp_path / "nothing.mp4")}
    async with ingress(tiny_vision, tmp_path, cameras=[camera]) as (client, _):
        assert (await client.get("/cameras/drive.jpg")).status == 502


async def test_the_log_has_the_last_lines_without_credentials(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    async with ingress(tiny_vision, tmp_path) as (client, log):
        for number in range(LINES + 1):
            text = f"line {number} of rtsp://me:secret@192.0.2.1/1"
            log.handle(logging.makeLogRecord({"msg": text, "levelno": logging.INFO}))
        answer = await client.get("/log")
        lines = (await answer.text()).splitlines()
    assert answer.content_type == "text/plain"
    assert len(lines) == LINES
    assert lines[0].startswith("line 1 of ")
    assert "secret" not in "".join(lines)
