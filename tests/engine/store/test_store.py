from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
import sqlite3
import stat
from uuid import uuid7

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
import pytest
from sqlalchemy import create_engine, func, select

from placa_engine.cameras.config import CameraConfig
from placa_engine.imaging.jpeg import JpegPair
from placa_engine.messages import EngineProblem
from placa_engine.problems import Problems
from placa_engine.store.cameras import CameraStore
from placa_engine.store.database import FILE_NAME, Database, StoreError
from placa_engine.store.pictures import PictureStore
from placa_engine.store.sighting_query import SightingQuery
from placa_engine.store.sighting_writer import SightingWriter
from placa_engine.store.sightings import SightingStore
from placa_engine.store.tables import SightingRow, Table
from placa_engine.tracking.sighting import SightingState
from tests.engine.support.stored_sightings import NOON, sighting

PAIR = JpegPair(crop=b"\xff\xd8crop", frame=b"\xff\xd8frame", plate=(0.4, 0.5, 0.6, 0.6))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def store(database: Database) -> SightingStore:
    return SightingStore(database)


@pytest.mark.usefixtures("database")
def test_the_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / FILE_NAME}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_no_part})
        assert compare_metadata(context, Table.metadata) == []
    engine.dispose()


def _is_no_part(name: str | None, kind: str, _of: object) -> bool:
    """The full-text table and its own tables are made by SQL, not by a model."""
    return kind != "table" or not (name or "").startswith("plate_parts")


async def test_a_database_can_be_opened_again(tmp_path: Path) -> None:
    first = await Database.open(tmp_path)
    await SightingStore(first).save([sighting()])
    await first.close()
    second = await Database.open(tmp_path)
    assert await SightingStore(second).get(sighting().sighting_id) == sighting()
    await second.close()


async def test_only_the_owner_may_read_the_database(database: Database, tmp_path: Path) -> None:
    await SightingStore(database).save([sighting()])
    assert _modes(tmp_path) == {0o600}


@pytest.mark.parametrize("content", [b"not a database" * 500, b"SQLite format 3\0" + bytes(8000)])
async def test_a_damaged_database_is_refused_and_left_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    with pytest.raises(StoreError, match="left as it is"):
        await Database.open(tmp_path)
    assert path.read_bytes() == content


async def test_a_page_torn_in_the_middle_is_noticed(tmp_path: Path) -> None:
    database = await Database.open(tmp_path)
    await SightingStore(database).save(sighting(number) for number in range(200))
    await database.close()
    path = tmp_path / FILE_NAME
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4 * 4096] = b"\xa5" * 4 * 4096
    path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"):
        await Database.open(tmp_path)


async def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    await (await Database.open(tmp_path)).close()
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("update alembic_version set version_num = '9999'")
    connection.commit()
    connection.close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(StoreError, match="newer version"):
        await Database.open(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


async def test_a_sighting_comes_back_as_it_was_saved(store: SightingStore) -> None:
    await store.save([sighting()])
    assert await store.get(sighting().sighting_id) == sighting()
    assert await store.get("f" * 32) is None


async def test_a_reading_sees_one_state_whatever_is_written_meanwhile(database: Database) -> None:
    store = SightingStore(database)
    count = select(func.count()).select_from(SightingRow)
    async with database.reading() as session:
        assert await session.scalar(count) == 0
        await store.save([sighting()])
        assert await session.scalar(count) == 0
    async with database.reading() as session:
        assert await session.scalar(count) == 1


async def test_an_update_replaces_the_sighting(store: SightingStore) -> None:
    await store.save([sighting(state="live", text="AB12")])
    await store.save([sighting(text="AB12CDE")])
    found = await store.get(sighting().sighting_id)
    assert found is not None
    assert (found.text, found.state) == ("AB12CDE", SightingState.ENDED)
    assert len((await store.page(SightingQuery())).sightings) == 1


async def test_pages_come_newest_first_and_miss_nothing(store: SightingStore) -> None:
    await store.save(sighting(number) for number in range(25))
    seen, before = [], None
    while True:
        page = await store.page(SightingQuery(limit=10, before=before))
        seen += [one.sighting_id for one in page.sightings]
        before = page.next
        if before is None:
            break
    assert seen == [sighting(number).sighting_id for number in reversed(range(25))]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (SightingQuery(camera_id="gate"), [2]),
        (SightingQuery(text="B12"), [1, 0]),
        (SightingQuery(text="%"), []),
        (SightingQuery(text="_B12"), []),
        (SightingQuery(since=NOON + timedelta(minutes=1)), [2, 1]),
        (SightingQuery(until=NOON + timedelta(minutes=1)), [0]),
        (SightingQuery(text="B12", camera_id="gate"), []),
    ],
)
async def test_sightings_are_found_by_what_is_asked(
    store: SightingStore, query: SightingQuery, expected: list[int]
) -> None:
    await store.save(
        [
            sighting(0, text="AB12CDE"),
            sighting(1, text="XB123"),
            sighting(2, text="ZZ99", camera_id="gate"),
        ]
    )
    page = await store.page(query)
    assert [one.sighting_id for one in page.sightings] == [
        sighting(number).sighting_id for number in expected
    ]


async def test_plates_that_were_seen_often_and_clearly_are_counted(store: SightingStore) -> None:
    passed = [sighting(number, text="OFTEN1") for number in range(5)]
    twice = [sighting(number, text="TW1CE") for number in (10, 11)]
    misread = [sighting(number, text="0FTEN1", confidence=0.79) for number in range(20, 25)]
    glimpsed = [sighting(number, text="OFTENI", frames=2) for number in range(30, 35)]
    lasting = [sighting(40, text="TW1CE", state="live")]
    await store.save(passed + twice + misread + glimpsed + lasting)

    async def often(at_least: int, minutes: int = 0) -> list[tuple[str, int]]:
        since = NOON + timedelta(minutes=minutes)
        return [(one.text, one.count) for one in await store.frequent(since, at_least)]

    assert await often(2) == [("OFTEN1", 5), ("TW1CE", 2)]
    assert await often(3) == [("OFTEN1", 5)]
    assert await often(2, minutes=4) == [("TW1CE", 2)]
    await store.delete([passed[0].sighting_id])
    assert await often(3) == [("OFTEN1", 4)]


async def test_the_newest_ended_sighting_of_each_camera_is_known(store: SightingStore) -> None:
    await store.save(
        [
            sighting(0),
            sighting(1),
            sighting(2, state="live"),
            sighting(3, camera_id="gate"),
        ]
    )
    newest = {one.camera_id: one.sighting_id for one in await store.newest_ended()}
    assert newest == {"drive": sighting(1).sighting_id, "gate": sighting(3).sighting_id}


async def test_what_was_live_when_the_power_went_has_ended(store: SightingStore) -> None:
    await store.save([sighting(state="live")])
    await store.end_interrupted()
    found = await store.get(sighting().sighting_id)
    assert found is not None
    assert found.state is SightingState.ENDED


async def test_deleting_tells_how_many_there_were(store: SightingStore) -> None:
    await store.save(sighting(number) for number in range(1200))
    ids = [sighting(number).sighting_id for number in range(1100)]
    assert await store.delete([*ids, "f" * 32]) == 1100
    assert len((await store.page(SightingQuery(limit=200))).sightings) == 100


async def test_a_deleted_plate_is_not_left_in_the_file(tmp_path: Path) -> None:
    database = await Database.open(tmp_path)
    store = SightingStore(database)
    await store.save([sighting(text="QQ77QQQ")])
    await store.delete([sighting().sighting_id])
    await database.close()
    assert b"QQ77QQQ" not in _content(tmp_path)


async def test_cameras_are_kept_with_their_passwords(database: Database) -> None:
    store = CameraStore(database)
    camera = CameraConfig(
        camera_id="gate", name="Gate", url="rtsp://cam/1", username="a", password="b"
    )
    await store.save(camera)
    await store.save(camera.model_copy(update={"name": "Front gate"}))
    assert [one.name for one in await store.all()] == ["Front gate"]
    assert (await store.all())[0].password == "b"
    await store.delete("gate")
    assert await store.all() == []


def test_pictures_are_kept_for_the_owner_and_named_by_the_sighting(tmp_path: Path) -> None:
    pictures = PictureStore(tmp_path / "pictures")
    sighting_id = uuid7().hex
    assert pictures.load(sighting_id, "crop") is None
    pictures.save(sighting_id, PAIR)
    assert pictures.load(sighting_id, "crop") == PAIR.crop
    assert pictures.load(sighting_id, "frame") == PAIR.frame
    assert set(pictures.ids()) == {sighting_id}
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    pictures.delete(sighting_id)
    pictures.delete(sighting_id)
    assert list(pictures.ids()) == []


def test_a_picture_that_was_being_written_when_the_power_went_is_deleted_too(
    tmp_path: Path,
) -> None:
    pictures = PictureStore(tmp_path)
    sighting_id = uuid7().hex
    pictures.save(sighting_id, PAIR)
    (whole,) = tmp_path.rglob("*.crop.jpg")
    whole.rename(whole.with_suffix(".part"))
    assert pictures.load(sighting_id, "crop") is None
    assert set(pictures.ids()) == {sighting_id}
    pictures.delete(sighting_id)
    assert list(pictures.ids()) == []


async def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "50 %? #data"
    folder.mkdir()
    await (await Database.open(folder)).close()
    assert (folder / FILE_NAME).is_file()


async def test_updates_are_written_together(store: SightingStore, tmp_path: Path) -> None:
    pictures = PictureStore(tmp_path / "pictures")
    writer = SightingWriter(store, pictures, Problems(lambda: None))
    writer.put(sighting(0, revision=1, state="live", has_picture=True), PAIR)
    writer.put(sighting(0, revision=2, has_picture=True), None)
    await writer.flush()
    found = await store.get(sighting().sighting_id)
    assert found is not None
    assert found.revision == 2
    assert pictures.load(sighting().sighting_id, "crop") == PAIR.crop


async def test_what_cannot_be_written_is_kept_and_written_later(
    store: SightingStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "pictures"
    folder.write_text("a file where the folder should be")
    problems = Problems(lambda: None)
    writer = SightingWriter(store, PictureStore(folder), problems)
    writer.put(sighting(0, has_picture=True), PAIR)
    assert not await writer.flush()
    writer.put(sighting(0, revision=9, has_picture=True), None)
    assert not await writer.flush()
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert sighting().text not in caplog.text
    assert list(problems.present) == [EngineProblem.NO_PICTURES]
    assert writer.pictures(sighting().sighting_id) == PAIR
    folder.unlink()
    assert await writer.flush()
    assert list(problems.present) == []
    found = await store.get(sighting().sighting_id)
    assert found is not None
    assert found.revision == 9
    assert PictureStore(folder).load(sighting().sighting_id, "frame") == PAIR.frame


async def test_a_disk_that_stays_full_takes_no_more_memory_than_allowed(
    store: SightingStore, tmp_path: Path
) -> None:
    writer = SightingWriter(store, PictureStore(tmp_path / "pictures"), Problems(lambda: None))
    for number in range(1500):
        writer.put(sighting(number), None)
    await writer.flush()
    page = await store.page(SightingQuery(limit=200))
    assert page.sightings[0].sighting_id == sighting(1499).sighting_id
    assert await store.get(sighting(499).sighting_id) is None
    assert await store.get(sighting(500).sighting_id) is not None


def _modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(file.stat().st_mode) for file in folder.glob(f"{FILE_NAME}*")}


def _content(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob(f"{FILE_NAME}*"))
