"""A disk that is full: sightings come first, and nothing that was announced is missing."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
import subprocess

import pytest

from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.imaging.jpeg import JpegPair
from placa_engine.messages import EngineProblem
from placa_engine.problems import Problems
from placa_engine.publisher import Publisher
from placa_engine.sighting_service import SightingService
from placa_engine.store.database import Database
from placa_engine.store.pictures import PictureStore
from placa_engine.store.sighting_query import SightingQuery
from placa_engine.store.sightings import SightingStore
from tests.engine.support.serving import stopped_clock
from tests.engine.support.sightings import ended


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


async def test_on_a_full_disk_sightings_come_before_pictures_and_it_is_told(
    small_disk: Path,
) -> None:
    database = await Database.open(small_disk)
    store, pictures = SightingStore(database), PictureStore(small_disk / "pictures", 0)
    told: set[EngineProblem] = set()
    problems = Problems(lambda: told.update(problems.present))
    publisher = Publisher()
    service = SightingService(
        store, pictures, publisher, stopped_clock(datetime.now(UTC)), problems
    )
    large = JpegPair(crop=b"\xff" * 4_000, frame=b"\xff" * 150_000, plate=(0.4, 0.5, 0.6, 0.6))
    with publisher.listening() as listener:
        for number in range(40):
            service.take(SightingEvent(ended(number), large))
            while list(service._writer.waiting):
                await service.flush()
        told_of = [listener._items.get_nowait() for _ in range(listener._items.qsize())]
    assert EngineProblem.NO_PICTURES in told
    assert len(told_of) == 40
    page = await service.page(SightingQuery(limit=200))
    assert len(page.sightings) == 40
    assert _parts(small_disk) == []
    for number in range(40, 400):
        _fill(small_disk)
        service.take(SightingEvent(ended(number), large))
        await service.flush()
    waiting = {one.sighting_id for one in service._writer.waiting}
    kept = await store.ids(SightingQuery())
    assert len(waiting.union(kept)) == 400
    page = await service.page(SightingQuery(limit=200))
    assert [one.sighting_id for one in page.sightings] == sorted(kept, reverse=True)[:200]
    assert EngineProblem.NOT_STORED in problems.present
    (small_disk / "filler").unlink()
    for _ in range(3):
        await service.flush()
    assert len(await store.ids(SightingQuery())) == 400
    assert EngineProblem.NOT_STORED not in problems.present
    await database.close()


def _parts(folder: Path) -> list[Path]:
    return list(folder.rglob("*.part"))


def _fill(folder: Path) -> None:
    """Take every byte that is left."""
    with suppress(OSError), (folder / "filler").open("ab", buffering=0) as file:
        while True:
            file.write(bytes(4096))
