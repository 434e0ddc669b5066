"""`placa serve` as a process of its own."""

import asyncio
import os
from pathlib import Path
import re
import signal
import socket
import sqlite3
import ssl
import stat
import time
from typing import Any

import aiohttp
import pytest

from placa_engine.identity import make_identity
from tests.engine.support.moving_plate import drive_by, write_clip, write_h264
from tests.engine.support.rtsp_camera import rtsp_camera
from tests.engine.support.service import (
    SLOW_MACHINE,
    TOKEN,
    ask,
    get,
    heard,
    launch,
    pin,
    placa,
    running,
)


async def test_a_token_is_made_up_once_and_kept_for_the_owner(
    write_config: Any, tmp_path: Path
) -> None:
    config = write_config()
    tokens = []
    for _ in range(2):
        async with running(config) as service:
            kept = tmp_path / "data" / "token"
            tokens.append(kept.read_text().strip())
            assert stat.S_IMODE(kept.stat().st_mode) == 0o600
            assert (await get(service, "/api/v1/info", tokens[-1]))[0] == 200
            assert (await get(service, "/api/v1/info", "wrong"))[0] == 401
            service.process.terminate()
            assert await service.end() == 0
            assert tokens[-1] not in service.log
    assert tokens[0] == tokens[1]
    assert len(tokens[0]) >= 32
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


async def test_s6_and_systemd_are_told_when_it_is_ready(write_config: Any, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        service = await launch(
            tmp_path,
            *("--config", str(write_config()), "--notify-fd", str(writing)),
            pass_fds=(writing,),
            NOTIFY_SOCKET=str(tmp_path / "notify"),
        )
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            assert await asyncio.to_thread(told.read) == b"\n"
        assert systemd.recv(100) == b"READY=1"
    service.process.terminate()
    assert await service.end() == 0


async def test_the_pairing_key_names_the_engine_and_lets_in(
    write_config: Any, tmp_path: Path
) -> None:
    config = write_config()
    (tmp_path / "data").mkdir(mode=0o755)
    keys = []
    for _ in range(2):
        async with running(config) as service:
            status, key, said = await placa("pair", "--config", str(config))
            keys.append(key)
            assert status == 0
            fingerprint, _, token = key.partition(".")
            service.pin = pin(fingerprint)
            status, info = await get(service, "/api/v1/info", token)
            assert (status, info["server_id"]) == (200, fingerprint[:32])
            assert token not in service.log
            code = said.split()[3].rstrip(";")
            assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", code)
            assert code in service.log
            assert token not in said
    assert keys[0] == keys[1]
    kept = tmp_path / "data" / "identity.pem"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


async def test_an_engine_that_was_never_started_has_nothing_to_pair_with(
    write_config: Any, tmp_path: Path
) -> None:
    status, key, said = await placa("pair", "--config", str(write_config()))
    assert (status, key) == (1, "")
    assert "has not been started" in said
    assert not (tmp_path / "data").exists()


async def test_nothing_is_served_in_plain_text_or_by_old_encryption(write_config: Any) -> None:
    async with running(write_config(token=TOKEN)) as service:
        async with aiohttp.ClientSession() as client:
            with pytest.raises(aiohttp.ClientError):
                await client.get(service.address.replace("https", "http") + "/health")
            old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            old.check_hostname = False
            old.verify_mode = ssl.CERT_NONE
            old.maximum_version = ssl.TLSVersion.TLSv1_2
            with pytest.raises(aiohttp.ClientConnectorError):
                await client.get(service.address + "/health", ssl=old)
        assert (await get(service, "/health"))[0] == 200


@pytest.mark.parametrize("damage", ["", "no key", "cut", "another key"])
async def test_a_damaged_identity_is_left_alone_and_said(
    write_config: Any, tmp_path: Path, damage: str
) -> None:
    """Only an empty file, which was never written, is made anew."""
    data = tmp_path / "data"
    data.mkdir()
    identity = make_identity(data)
    pem = identity.path.read_text()
    other = make_identity(tmp_path).path.read_text()
    broken = {"cut": pem[:-40], "another key": other[: other.index("-----BEGIN C")]}
    if damage == "another key":
        broken[damage] += pem[pem.index("-----BEGIN C") :]
    identity.path.write_text(broken.get(damage, damage))
    if not damage:
        assert make_identity(data).fingerprint != identity.fingerprint
        return
    service = await launch(tmp_path, "--config", str(write_config()))
    assert await service.end() == 1
    assert "identity.pem is damaged" in service.log
    assert identity.path.read_text() == broken.get(damage, damage)


async def test_the_environment_may_give_the_token_and_the_command_line_the_rest(
    write_config: Any, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    async with running(write_config(), "--data", str(other), PLACA_TOKEN=TOKEN) as service:
        assert (await get(service, "/api/v1/info"))[0] == 200
        assert (other / "placa.db").is_file()
        assert not (other / "token").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_stops_cleanly_with_open_clients_and_cameras(
    write_config: Any, tmp_path: Path, number: signal.Signals
) -> None:
    clip = write_clip(tmp_path / "clip.mkv", drive_by("AB12CDE"))
    cameras = [
        {"camera_id": "file", "name": "File", "url": str(clip), "loop": True},
        {"camera_id": "away", "name": "Away", "url": "rtsp://192.0.2.1/1"},
    ]
    async with running(write_config(cameras=cameras, token=TOKEN)) as service:
        await heard(service, '"state":"live"')
        service.process.send_signal(number)
        assert await service.end() == 0
        assert "Traceback" not in service.log
    connection = sqlite3.connect(tmp_path / "data" / "placa.db")
    states = {state for (state,) in connection.execute("select state from sightings")}
    connection.close()
    assert states == {"ended"}


async def test_what_a_camera_sees_is_told_and_kept(write_config: Any, tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", drive_by("AB12CDE"))
    camera = {"camera_id": "drive", "name": "Drive", "url": "clip.mkv"}
    async with running(write_config(cameras=[camera], token=TOKEN)) as service:
        assert clip.is_file()
        await heard(service, '"state":"ended"')
        _, page = await get(service, "/api/v1/sightings")
        assert [one["text"] for one in page["sightings"]] == ["AB12CDE"]
        assert page["sightings"][0]["state"] == "ended"
        service.process.terminate()
        assert await service.end() == 0
        assert "AB12CDE" not in service.log


async def test_nothing_is_lost_or_damaged_when_the_power_goes(
    write_config: Any, tmp_path: Path
) -> None:
    write_clip(tmp_path / "clip.mkv", drive_by("AB12CDE", still=100, moving=15))
    camera = {"camera_id": "drive", "name": "Drive", "url": "clip.mkv", "loop": True}
    config = write_config(cameras=[camera], token=TOKEN)
    known: set[str] = set()
    for _ in range(3):
        async with running(config) as service:
            _, page = await get(service, "/api/v1/sightings")
            there = {one["sighting_id"] for one in page["sightings"]}
            assert known <= there
            assert {one["state"] for one in page["sightings"] if one["sighting_id"] in known} <= {
                "ended"
            }
            await heard(service, '"state":"ended"')
            _, page = await get(service, "/api/v1/sightings")
            ended = {one["sighting_id"] for one in page["sightings"] if one["state"] == "ended"}
            assert ended
            known |= ended
            service.process.kill()
            await service.end()
    assert known
    connection = sqlite3.connect(tmp_path / "data" / "placa.db")
    assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    connection.close()


async def test_no_login_is_in_the_log_even_at_its_most_talkative(write_config: Any) -> None:
    cameras = [
        {"camera_id": "a", "name": "A", "url": "rtsp://secret:secret@127.0.0.1:9/secret"},
        {"camera_id": "b", "name": "B", "url": "http://127.0.0.1:9/secret?secret=secret",
         "username": "secret", "password": "secret"},
    ]  # fmt: skip
    async with running(write_config(cameras=cameras, token=TOKEN, log_level="debug")) as service:
        for camera in ("a", "b"):
            if f"Camera {camera} cannot be reached" not in service.log:
                await service.line(f"Camera {camera} cannot be reached")
        service.process.terminate()
        await service.end()
        assert "secret" not in service.log
        assert TOKEN not in service.log


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"cameras": [{"camera_id": "a", "name": "A", "url": "ftp://secret"}]}, "must begin with"),
        ({"models": "/nowhere"}, "manifest"),
        ({"data": "/proc/none"}, "cannot be used"),
        ({"host": "192.0.2.1"}, "Nothing can listen at 192.0.2.1"),
        ({"token": "secret"}, "token: "),
    ],
)
async def test_what_cannot_work_is_said_in_one_line(
    write_config: Any, tmp_path: Path, settings: dict[str, Any], said: str
) -> None:
    service = await launch(tmp_path, "--config", str(write_config(**settings)))
    assert await service.end() == 1
    (line,) = [line for line in service.log.splitlines() if " INFO " not in line]
    assert line.startswith("placa: ")
    assert said in line
    assert "secret" not in service.log


async def test_a_damaged_database_is_left_alone(write_config: Any, tmp_path: Path) -> None:
    database = tmp_path / "data" / "placa.db"
    database.parent.mkdir()
    database.write_bytes(b"no database" * 1000)
    service = await launch(tmp_path, "--config", str(write_config()))
    assert await service.end() == 1
    assert "is damaged or no database. It is left as it is" in service.log
    assert database.read_bytes() == b"no database" * 1000


async def test_wrong_usage_has_a_status_of_its_own(tmp_path: Path) -> None:
    service = await launch(tmp_path)
    assert await service.end() == 2


async def test_it_stops_within_three_seconds_of_work(write_config: Any) -> None:
    async with running(write_config(token=TOKEN)) as service:
        began = time.monotonic()
        service.process.terminate()
        assert await service.end() == 0
        assert time.monotonic() - began < SLOW_MACHINE / 4


async def test_it_stops_at_once_while_a_camera_hangs_and_another_process_locks_the_database(
    write_config: Any, tmp_path: Path
) -> None:
    hanging = asyncio.Event()

    async def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        hanging.set()
        await writer.wait_closed()

    async with (
        await asyncio.start_server(say_nothing, "127.0.0.1", 0) as camera,
        running(write_config(token=TOKEN)) as service,
    ):
        port = camera.sockets[0].getsockname()[1]
        trial = {"camera_id": "gate", "name": "Gate", "url": f"rtsp://127.0.0.1:{port}/drive"}
        added = trial | {"camera_id": "yard"}
        database = sqlite3.connect(tmp_path / "data" / "placa.db", isolation_level=None)
        database.execute("begin immediate")
        asked = [
            asyncio.create_task(ask(service, "POST", path, body))
            for path, body in (("/api/v1/cameras", added), ("/api/v1/camera-trials", trial))
        ]
        await hanging.wait()
        began = time.monotonic()
        service.process.terminate()
        assert await service.end() == 0
        assert time.monotonic() - began < 4
        database.close()
        camera.close_clients()
        await asyncio.gather(*asked, return_exceptions=True)


async def test_a_real_camera_is_tried_added_watched_and_paused_over_the_api(
    write_config: Any, tmp_path: Path
) -> None:
    clip = write_h264(tmp_path / "street.h264", drive_by("AB12CDE", still=15, moving=30, after=60))
    config = write_config(token=TOKEN)
    with rtsp_camera(clip) as (_, port):
        url = f"rtsp://viewer:sesame@127.0.0.1:{port}/drive"
        camera = {"camera_id": "gate", "name": "Gate", "url": url}
        async with running(config) as service:
            wrong = camera | {"url": f"rtsp://127.0.0.1:{port}/none"}
            assert (await ask(service, "POST", "/api/v1/camera-trials", wrong))[1] == {
                "problem": "no_such_stream",
                "frame_size": None,
                "preview": None,
            }
            found = (await ask(service, "POST", "/api/v1/camera-trials", camera))[1]
            assert found.pop("preview")
            assert found == {
                "problem": None,
                "frame_size": [512, 288],
            }
            assert (await ask(service, "POST", "/api/v1/cameras", camera))[0] == 201
            await heard(service, '"state":"streaming"')
            await heard(service, '"text":"AB12CDE"')
            detection = "/api/v1/cameras/gate/detection"
            _, paused = await ask(service, "PUT", detection, {"on": False})
            assert (paused["state"], paused["detection"]) == ("idle", False)
            service.process.terminate()
            assert await service.end() == 0
            assert "sesame" not in service.log
        async with running(config) as service:
            _, listed = await get(service, "/api/v1/cameras")
            (kept,) = listed["cameras"]
            assert (kept["state"], kept["detection"]) == ("idle", False)
            await ask(service, "PUT", detection, {"on": True})
            await heard(service, '"state":"streaming"')
