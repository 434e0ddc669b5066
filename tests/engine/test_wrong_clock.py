"""`placa serve` on a machine whose clock is wrong, by libfaketime."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
import signal
from typing import Any

import pytest

from placa_engine.store.database import Database
from placa_engine.store.sightings import SightingStore
from tests.engine.support.moving_plate import drive_by, write_clip
from tests.engine.support.service import TOKEN, get, heard, running
from tests.engine.support.stored_sightings import sighting

(LIBRARY,) = Path("/usr/lib").glob("*/faketime/libfaketime.so.1")
DAY = timedelta(days=1)


def wrong(offset: str) -> dict[str, str]:
    return {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME": offset,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


async def texts(config: Path) -> set[str]:
    """What an engine with a right clock still has."""
    async with running(config) as service:
        _, page = await get(service, "/api/v1/sightings")
        service.process.send_signal(signal.SIGTERM)
        assert await service.end() == 0
    return {one["text"] for one in page["sightings"]}


async def remember(folder: Path) -> None:
    """Store sightings of the last two weeks, whose clock was right."""
    database = await Database.open(folder)
    now = datetime.now(UTC)
    await SightingStore(database).save(
        sighting(
            number,
            camera_id="gate",
            text=f"AB{number}",
            first_seen=now - number * DAY,
            last_seen=now - number * DAY,
        )
        for number in range(14)
    )
    await database.close()


@pytest.mark.parametrize("offset", ["+60d", "+4000d"])
async def test_a_clock_that_is_ahead_at_the_start_deletes_nothing(
    write_config: Any, tmp_path: Path, offset: str
) -> None:
    config = write_config(token=TOKEN, data=".")
    await remember(tmp_path)
    async with running(config, **wrong(offset)) as service:
        _, info = await get(service, "/api/v1/info")
        assert datetime.fromisoformat(info["now"]) > datetime.now(UTC) + 50 * DAY
        await heard(service, '"problems":["clock"]')
        _, page = await get(service, "/api/v1/sightings")
        assert len(page["sightings"]) == 14
        service.process.terminate()
        await service.end()
        assert "the machine's clock cannot be right" in service.log
    assert len(await texts(config)) == 14


async def test_what_is_seen_by_a_clock_years_back_is_marked_and_kept(
    write_config: Any, tmp_path: Path
) -> None:
    write_clip(tmp_path / "clip.mkv", drive_by("XY34ZZZ"))
    camera = {"camera_id": "drive", "name": "Drive", "url": "clip.mkv"}
    await remember(tmp_path)
    async with running(
        write_config(cameras=[camera], token=TOKEN, data="."), **wrong("-3650d")
    ) as service:
        await heard(service, '"state":"ended"')
        _, page = await get(service, "/api/v1/sightings?text=XY34ZZZ")
        assert [one["clock_doubted"] for one in page["sightings"]] == [True]
        service.process.terminate()
        await service.end()
    config = write_config(token=TOKEN, data=".")
    assert "XY34ZZZ" in await texts(config)
    assert "XY34ZZZ" in await texts(config)
