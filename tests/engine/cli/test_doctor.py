"""`placa doctor` says what is wrong and what to do, and nothing that is nobody's business."""

from pathlib import Path
import sqlite3
from typing import Any

import pytest

from placa_engine import cli
from placa_engine.cameras.config import CameraConfig
from placa_engine.cli import doctor
from placa_engine.store.cameras import CameraStore
from placa_engine.store.database import FILE_NAME, Database
from placa_engine.store.sightings import SightingStore
from tests.engine.support.moving_plate import drive_by, write_clip
from tests.engine.support.stored_sightings import sighting


@pytest.fixture
async def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a sighting and a camera that nobody answers for; the clock is right."""
    monkeypatch.setattr(doctor, "is_synchronized", lambda: True)
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    database = await Database.open(data)
    await SightingStore(database).save([sighting(text="QX77KWZ")])
    url = "rtsp://viewer:sesame@127.0.0.1:9/secret"
    await CameraStore(database).save(CameraConfig(camera_id="gate", name="Gate", url=url))
    await database.close()
    return data


def said(config: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, str]]:
    status = cli.main(["doctor", "--config", str(config)])
    captured = capsys.readouterr()
    for secret in ("QX77KWZ", "sesame", "viewer", "127.0.0.1", "secret"):
        assert secret not in captured.out + captured.err
    lines = (line.partition(": ") for line in captured.out.splitlines())
    return status, {subject: what for subject, _, what in lines}


def test_where_all_is_well_it_says_so(
    write_config: Any, tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = write_clip(tmp_path / "clip.mkv", drive_by("AB12CDE"))
    camera = {"camera_id": "file", "name": "File", "url": str(clip)}
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute("delete from cameras")
    connection.commit()
    connection.close()
    status, lines = said(write_config(cameras=[camera]), capsys)
    assert status == 0
    assert list(lines) == [
        "ok  folder", "ok  database", "ok  disk", "ok  clock", "ok  networks", "ok  camera file",
    ]  # fmt: skip
    assert lines["ok  database"] == "undamaged, 1 sightings"


def test_what_is_wrong_comes_with_what_to_do(
    write_config: Any,
    tmp_path: Path,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(doctor, "is_synchronized", lambda: False)
    monkeypatch.setattr(doctor, "LEFT_FREE", 2**60)
    folder.chmod(0o755)
    (folder / FILE_NAME).write_bytes(b"no database" * 1000)
    away = {"camera_id": "away", "name": "Away", "url": "rtsp://viewer:sesame@127.0.0.1:9/secret"}
    status, lines = said(write_config(cameras=[away], models=str(tmp_path / "none")), capsys)
    assert status == 1
    assert "others may look" in lines["do  folder"]
    assert "placa restore" in lines["do  database"]
    assert "make room" in lines["do  disk"]
    assert "NTP" in lines["do  clock"]
    assert "manifest" in lines["do  networks"]
    assert "nothing answers" in lines["do  camera away"]


def test_cameras_that_were_added_later_are_tried_too(
    write_config: Any, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder.is_dir()
    status, lines = said(write_config(), capsys)
    assert status == 1
    assert "nothing answers" in lines["do  camera gate"]
