"""Kills, full disks, damage and other processes: nothing that was announced is missing."""

import asyncio
from dataclasses import replace
import os
from pathlib import Path
import random
import sqlite3
import subprocess
import sys
import time
from typing import Any

import pytest

from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.store.database import FILE_NAME, StoreError
from placa_engine.store.folder_lock import locked
from placa_engine.tracking.sighting import SightingState
from placa_engine.vision.vision import Vision
from tests.engine.support.api import told
from tests.engine.support.service import ADDON, launch
from tests.engine.support.serving import serving
from tests.engine.support.sightings import NOW, PAIR, ended

ROOT = ADDON.parent
ANNOUNCED = int(os.environ.get("PLACA_ANNOUNCED", "1000"))
KILLS = 8


def announced(folder: Path, count: int) -> dict[str, int]:
    """Kill a process when it has announced so many ends; give these and more, by revision."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.engine.support.announcing", str(folder)],
        stdout=subprocess.PIPE, cwd=ROOT, text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ADDON}"},
    )  # fmt: skip
    assert process.stdout is not None
    read: list[str] = []
    while sum(line.startswith("ended") for line in read) < count:
        read.append(process.stdout.readline())
        assert read[-1], "it ended by itself"
    process.kill()
    rest, _ = process.communicate()
    read += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    lines = [line.split() for line in read]
    return {one: int(revision) for state, revision, one in lines if state == "ended"}


def test_no_sighting_that_was_announced_as_ended_is_missing_whenever_the_engine_is_killed(
    tmp_path: Path,
) -> None:
    chance = random.Random(7)  # noqa: S311  # when to kill is no secret
    told_of: dict[str, int] = {}
    while len(told_of) < ANNOUNCED:
        told_of |= announced(tmp_path, chance.randint(1, 2 * ANNOUNCED // KILLS))
        connection = sqlite3.connect(tmp_path / FILE_NAME)
        rows = connection.execute("select sighting_id, state, body from sightings").fetchall()
        connection.close()
        kept = {sighting_id: (state, body) for sighting_id, state, body in rows}
        for sighting_id, revision in told_of.items():
            state, body = kept[sighting_id]
            assert state == "ended"
            assert f'"revision":{revision}' in body


async def test_a_second_engine_on_a_folder_refuses_in_one_sentence(
    write_config: Any, tmp_path: Path
) -> None:
    config = write_config()
    (tmp_path / "data").mkdir()
    with locked(tmp_path / "data"):
        service = await launch(tmp_path, "--config", str(config))
        assert await service.end() == 1
    (line,) = [line for line in service.log.splitlines() if " INFO " not in line]
    assert "Another engine uses the folder" in line
    with locked(tmp_path / "data"), pytest.raises(StoreError), locked(tmp_path / "data"):
        pass


@pytest.mark.parametrize("name", ["identity.pem", "token"])
async def test_an_identity_that_is_damaged_is_said_in_one_sentence(
    write_config: Any, tmp_path: Path, name: str
) -> None:
    config = write_config()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / name).write_bytes(b"\xff\xfe not an id")
    service = await launch(tmp_path, "--config", str(config))
    assert await service.end() == 1
    (line,) = [line for line in service.log.splitlines() if " INFO " not in line]
    assert f"{name} is damaged. Restore it from a backup" in line


async def test_a_damaged_row_is_told_and_the_others_are_served(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    async with serving(tiny_vision, tmp_path, at=NOW) as (client, engine):
        for number in range(3):
            engine.sightings.take(SightingEvent(ended(number), None))
        await engine.sightings.flush()
        connection = sqlite3.connect(tmp_path / FILE_NAME)
        connection.execute(
            "update sightings set body = '{}' where sighting_id = ?", (ended(1).sighting_id,)
        )
        connection.commit()
        connection.close()
        page = await told(client, "GET", "/api/v1/sightings")
        assert len(page["sightings"]) == 2
        await told(client, "GET", f"/api/v1/sightings/{ended(1).sighting_id}", 404)
        info = await told(client, "GET", "/api/v1/info")
        assert info["problems"] == ["damaged"]
        assert (await told(client, "GET", "/ready"))["ready"]


async def test_a_large_database_that_is_damaged_where_it_begins_is_refused_in_one_sentence(
    tiny_vision: Vision, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("placa_engine.store.database.CHECKED_AT_ONCE", 0)
    async with serving(tiny_vision, tmp_path, at=NOW):
        pass
    damage(tmp_path / FILE_NAME, "sightings_live")
    with pytest.raises(StoreError, match="is damaged"):
        async with serving(tiny_vision, tmp_path, at=NOW):
            pass


def damage(path: Path, name: str) -> None:
    """Write noise over the first page of an index."""
    connection = sqlite3.connect(path)
    ((page,),) = connection.execute("select rootpage from sqlite_master where name = ?", (name,))
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)


async def test_a_large_database_is_checked_while_the_engine_serves(
    tiny_vision: Vision, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("placa_engine.store.database.CHECKED_AT_ONCE", 0)
    async with serving(tiny_vision, tmp_path, at=NOW) as (_, engine):
        for number in range(200):
            engine.sightings.take(SightingEvent(ended(number), None))
        await engine.sightings.flush()
        await engine.check()
        assert list(engine.problems.present) == []
    damage(tmp_path / FILE_NAME, "sightings_by_direction")
    async with serving(tiny_vision, tmp_path, at=NOW) as (client, engine):
        await engine.check()
        assert (await told(client, "GET", "/api/v1/info"))["problems"] == ["damaged"]


async def test_looks_on_record_do_not_wait_for_the_lock_of_another_process_and_readiness_is_told(
    tiny_vision: Vision, tmp_path: Path
) -> None:
    async with serving(tiny_vision, tmp_path, at=NOW) as (client, engine):
        engine.sightings.take(SightingEvent(ended(0), PAIR))
        await engine.sightings.flush()
        for path in ("sightings", "sightings/counts"):
            await told(client, "GET", f"/api/v1/{path}")  # these looks are on record by now
        other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
        other.execute("begin immediate")
        engine.sightings.take(
            SightingEvent(replace(ended(1), state=SightingState.LIVE, revision=1), PAIR)
        )
        engine.sightings.take(SightingEvent(ended(1), None))
        flushing = asyncio.create_task(engine.sightings.flush())
        await asyncio.sleep(0)
        began = time.monotonic()
        page = await told(client, "GET", "/api/v1/sightings")
        assert [one["state"] for one in page["sightings"]] == ["live", "ended"]
        assert (await told(client, "GET", "/api/v1/sightings/counts"))["count"] == 1
        assert (await told(client, "GET", "/api/v1/storage"))["sightings"] == 1
        crop = await client.get(f"/api/v1/sightings/{ended(1).sighting_id}/crop.jpg")
        assert await crop.read() == PAIR.crop
        assert time.monotonic() - began < 3
        assert not await flushing
        response = await client.get("/ready", headers={"Authorization": ""})
        assert response.status == 503
        assert await response.json() == {"ready": False, "problems": ["not_stored"]}
        assert (await client.get("/health")).status == 200
        other.execute("rollback")
        other.close()
        assert await engine.sightings.flush()
        assert (await told(client, "GET", "/ready"))["ready"]
