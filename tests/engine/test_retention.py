import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from placa_engine.config import RetentionConfig
from placa_engine.imaging.jpeg import JpegPair
from placa_engine.known_plates import KnownPlates
from placa_engine.messages import EngineProblem, SightingMessage
from placa_engine.problems import Problems
from placa_engine.publisher import Publisher
from placa_engine.retention import Retention
from placa_engine.sighting_service import SightingService
from placa_engine.store import sightings as stored
from placa_engine.store.database import Database
from placa_engine.store.pictures import PictureStore
from placa_engine.store.sighting_query import SightingQuery
from placa_engine.store.sightings import SightingStore
from tests.engine.support.ledger import ledger_of
from tests.engine.support.serving import stopped_clock
from tools.wire_contract import examples

EXAMPLE = examples()["SightingMessage"]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SETTINGS = RetentionConfig(known_days=30, unknown_days=7, picture_days=3)
PAIR = JpegPair(crop=b"\xff\xd8", frame=b"\xff\xd8", plate=(0.4, 0.5, 0.6, 0.6))


class Archive:
    """A store with sightings of chosen ages."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.clock = stopped_clock(NOW)
        self.sightings = SightingStore(database, self.clock.now)
        self.pictures = PictureStore(folder / "pictures")
        self.known_plates = KnownPlates()
        self.problems = Problems(lambda: None)
        self.book = SightingService(
            self.sightings, self.pictures, Publisher(), self.clock, self.problems
        )
        self.retention = Retention(
            SETTINGS,
            self.sightings,
            self.pictures,
            self.known_plates,
            ledger_of(database, folder),
            forgotten=self.book.forget,
            problems=self.problems,
            give_back=database.give_back,
        )

    async def add(
        self, text: str, days: float, state: str = "ended", *, doubted: bool = False
    ) -> str:
        seen = NOW - timedelta(days=days)
        sighting_id = f"{round(seen.timestamp() * 1000):012x}" + "0" * 20
        await self.sightings.save(
            [
                SightingMessage.model_validate(
                    {
                        **EXAMPLE,
                        "sighting_id": sighting_id,
                        "text": text,
                        "first_seen": seen,
                        "last_seen": seen,
                        "state": state,
                        "has_picture": True,
                        "clock_doubted": doubted,
                    }
                )
            ]
        )
        self.pictures.save(sighting_id, PAIR)
        return sighting_id

    async def texts(self) -> set[str]:
        return {one.text for one in (await self.sightings.page(SightingQuery())).sightings}


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    database = await Database.open(tmp_path)
    yield Archive(database, tmp_path)
    await database.close()


async def test_unknown_plates_are_forgotten_sooner(archive: Archive) -> None:
    archive.known_plates.replace(["AB12CDE"])
    await archive.add("AB12CDE", days=20)
    await archive.add("XX99XX", days=8)
    await archive.add("YY88YY", days=6)
    await archive.retention.forget(NOW)
    assert await archive.texts() == {"AB12CDE", "YY88YY"}


async def test_known_plates_are_forgotten_in_the_end(archive: Archive) -> None:
    archive.known_plates.replace(["AB12CDE"])
    await archive.add("AB12CDE", days=31)
    await archive.retention.forget(NOW)
    assert await archive.texts() == set()


async def test_a_misread_of_a_known_plate_is_not_forgotten_as_unknown(archive: Archive) -> None:
    archive.known_plates.replace(["AB12CDE"])
    await archive.add("A8I2CDE", days=8)
    await archive.retention.forget(NOW)
    assert await archive.texts() == {"A8I2CDE"}


async def test_nobody_is_unknown_before_the_household_is_known(archive: Archive) -> None:
    await archive.add("XX99XX", days=20)
    await archive.retention.forget(NOW)
    assert await archive.texts() == {"XX99XX"}


async def test_a_household_without_cars_knows_nobody(archive: Archive) -> None:
    archive.known_plates.replace([])
    await archive.add("XX99XX", days=8)
    await archive.retention.forget(NOW)
    assert await archive.texts() == set()


async def test_pictures_go_with_their_sighting(archive: Archive) -> None:
    await archive.add("XX99XX", days=31)
    await archive.retention.forget(NOW)
    assert list(archive.pictures.ids()) == []


async def test_pictures_may_go_before_their_sighting(archive: Archive) -> None:
    sighting_id = await archive.add("XX99XX", days=4)
    await archive.retention.forget(NOW)
    found = await archive.sightings.get(sighting_id)
    assert found is not None
    assert not found.has_picture
    assert archive.pictures.load(sighting_id, "crop") is None


async def test_a_camera_that_saw_nothing_since_does_not_tell_what_is_forgotten(
    archive: Archive,
) -> None:
    await archive.add("XX99XX", days=31)
    await archive.book.open()
    assert [one.text for one in archive.book.last] == ["XX99XX"]
    await archive.retention.forget(NOW)
    assert archive.book.last == ()


async def test_a_picture_that_is_forgotten_is_promised_no_more(archive: Archive) -> None:
    await archive.add("XX99XX", days=4)
    await archive.book.open()
    assert archive.book.last[0].has_picture
    await archive.retention.forget(NOW)
    assert not archive.book.last[0].has_picture


async def test_a_live_sighting_is_not_forgotten(archive: Archive) -> None:
    await archive.add("XX99XX", days=31, state="live")
    await archive.retention.forget(NOW)
    assert await archive.texts() == {"XX99XX"}


async def test_pictures_without_sighting_are_swept_away(archive: Archive) -> None:
    kept = await archive.add("XX99XX", days=1)
    archive.pictures.save("f" * 32, PAIR)
    await archive.retention.sweep()
    assert set(archive.pictures.ids()) == {kept}


async def test_what_was_seen_by_a_clock_years_back_is_kept_as_long_as_anything(
    archive: Archive,
) -> None:
    archive.known_plates.replace([])
    await archive.add("XX99XX", days=3650, doubted=True)
    await archive.retention.forget(NOW + timedelta(days=6))
    assert await archive.texts() == {"XX99XX"}
    await archive.retention.forget(NOW + timedelta(days=8))
    assert await archive.texts() == set()


async def test_what_was_seen_by_a_clock_ahead_is_kept_no_longer_than_anything(
    archive: Archive,
) -> None:
    archive.known_plates.replace([])
    await archive.add("XX99XX", days=-60, doubted=True)
    await archive.retention.forget(NOW + timedelta(days=8))
    assert await archive.texts() == set()


async def test_a_round_that_would_delete_much_is_told_before_it_does(
    archive: Archive, caplog: pytest.LogCaptureFixture
) -> None:
    archive.known_plates.replace([])
    for number in range(120):
        await archive.add(f"XX{number:03}", days=20 + number / 1000)
    await archive.retention.forget(NOW)
    assert len(await archive.texts()) == 50  # a page
    assert list(archive.problems.present) == [EngineProblem.MUCH_TO_FORGET]
    assert "120 sightings are to be deleted" in caplog.text
    await archive.retention.forget(NOW)
    assert await archive.texts() == set()
    assert list(archive.problems.present) == []


async def test_a_stop_ends_forgetting_after_the_batch_at_hand(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "BATCH", 2)
    archive.known_plates.replace([])
    ids = [await archive.add(f"XX{number}", days=20 - number) for number in range(6)]
    newest = await archive.add("NEW1", days=1)
    deleting, go_on = asyncio.Event(), asyncio.Event()
    delete = archive.sightings.delete

    async def held(sighting_ids: Sequence[str]) -> None:
        if sighting_ids:
            deleting.set()
            await go_on.wait()
        await delete(sighting_ids)

    monkeypatch.setattr(archive.sightings, "delete", held)
    forgetting = asyncio.create_task(archive.retention.forget(NOW))
    await deleting.wait()
    forgetting.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await forgetting
    assert await archive.texts() == {"XX2", "XX3", "XX4", "XX5", "NEW1"}
    assert set(archive.pictures.ids()) == {*ids[2:], newest}
