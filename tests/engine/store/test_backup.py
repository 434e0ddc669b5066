"""A backup of a running engine is whole, and a folder is filled from nothing else."""

from collections.abc import Callable
import io
from pathlib import Path
import sqlite3
import stat
import tarfile

import pytest

from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.identity import read_identity
from placa_engine.store.backup import back_up, restore
from placa_engine.store.database import FILE_NAME, StoreError
from placa_engine.vision.vision import Vision
from tests.engine.support.api import told
from tests.engine.support.serving import serving
from tests.engine.support.sightings import NOW, PAIR, ended


@pytest.fixture
async def backup(tiny_vision: Vision, tmp_path: Path) -> Path:
    """A backup of an engine with three sightings, made while it runs."""
    folder, file = tmp_path / "data", tmp_path / "placa.tar"
    folder.mkdir()
    async with serving(tiny_vision, folder, at=NOW) as (_, engine):
        for number in range(3):
            engine.sightings.take(SightingEvent(ended(number), PAIR))
        await engine.sightings.flush()
        back_up(folder, file)
    return file


def archive(file: Path, *members: tuple[tarfile.TarInfo, bytes]) -> None:
    with tarfile.open(file, "w") as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob(".placa-*"))


async def test_what_was_backed_up_is_served_after_it_was_restored(
    tiny_vision: Vision, tmp_path: Path, backup: Path
) -> None:
    folder = tmp_path / "other"
    restore(backup, folder)
    assert read_identity(folder).code == read_identity(tmp_path / "data").code
    async with serving(tiny_vision, folder, at=NOW) as (client, _):
        page = await told(client, "GET", f"/api/v1/sightings?text={ended(0).text}")
        assert [one["sighting_id"] for one in page["sightings"]] == [
            ended(number).sighting_id for number in (2, 1, 0)
        ]
        crop = await client.get(f"/api/v1/sightings/{ended(1).sighting_id}/crop.jpg")
        assert await crop.read() == PAIR.crop
    assert leftovers(tmp_path) == []


async def test_a_backup_and_what_it_fills_are_for_the_owner_only(
    tmp_path: Path, backup: Path
) -> None:
    restore(backup, tmp_path / "other")
    files = [backup, *(one for one in (tmp_path / "other").rglob("*") if one.is_file())]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


async def test_data_are_replaced_only_if_that_is_said(tmp_path: Path, backup: Path) -> None:
    folder = tmp_path / "data"
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute("delete from sightings")
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="holds data already"):
        restore(backup, folder)
    restore(backup, folder, replace=True)
    connection = sqlite3.connect(folder / FILE_NAME)
    assert connection.execute("select count(*) from sightings").fetchone() == (3,)
    connection.close()


async def test_a_folder_in_use_and_a_file_that_is_there_are_left_alone(
    tiny_vision: Vision, tmp_path: Path, backup: Path
) -> None:
    with pytest.raises(StoreError, match="is there already"):
        back_up(tmp_path / "data", backup)
    async with serving(tiny_vision, tmp_path / "data"):
        with pytest.raises(StoreError, match="Another engine uses"):
            restore(backup, tmp_path / "data", replace=True)
    with pytest.raises(StoreError, match="holds nothing of Placa"):
        back_up(tmp_path, tmp_path / "new.tar")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:20_000])


def _torn(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[8 * 4096 : 40 * 4096] = b"\xa5" * 32 * 4096
    file.write_bytes(content)


def _with(name: str, kind: bytes = tarfile.REGTYPE) -> Callable[[Path], None]:
    def write(file: Path) -> None:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, "/etc/passwd"
        archive(file, (member, b"" if kind != tarfile.REGTYPE else b"content"))

    return write


@pytest.mark.parametrize(
    "damage",
    [
        _cut,
        _torn,
        _with("token"),
        _with("../outside"),
        _with("/outside"),
        _with("pictures/../../outside"),
        _with("token", tarfile.SYMTYPE),
        _with(FILE_NAME),
        lambda file: file.write_text("no archive"),
        lambda file: file.unlink(),
    ],
)
async def test_what_is_no_whole_backup_changes_nothing(
    tmp_path: Path, backup: Path, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "data"
    damage(backup)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(StoreError):
        restore(backup, folder, replace=True)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "outside").exists()
