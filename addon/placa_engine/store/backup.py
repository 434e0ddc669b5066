"""Everything that an engine keeps in one file, and back from it."""

from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
import re
import shutil
import sqlite3
import tarfile
import tempfile

from placa_engine.store.database import FILE_NAME, StoreError, prepare
from placa_engine.store.folder_lock import locked

_FILES = (FILE_NAME, "identity.pem", "ledger.pem", "token")
_PICTURES = "pictures"
_EXPECTED = re.compile(
    rf"{re.escape(FILE_NAME)}|identity\.pem|ledger\.pem|token|"
    r"pictures/[0-9a-f]{2}/[0-9a-f]{32}\.\w+\.jpg"
)


def back_up(folder: Path, file: Path) -> None:
    """Write all that a data folder holds to a new file for the owner, a tar archive.

    The engine may be running: what it has stored by now is in it. Raises StoreError.
    """
    if not (folder / FILE_NAME).is_file():
        raise StoreError(f"The folder {folder} holds nothing of Placa.")
    if file.exists():
        raise StoreError(f"{file} is there already.")
    with _told(file.parent), _scratch(file.parent) as scratch:
        copy = scratch / FILE_NAME
        with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
            connection.execute("vacuum into ?", (str(copy),))
        archive = scratch / "archive"
        archive.touch(mode=0o600)
        with tarfile.open(archive, "w") as tar:
            tar.add(copy, FILE_NAME)
            for name in _FILES[1:]:
                if (folder / name).is_file():
                    tar.add(folder / name, name)
            for picture in sorted((folder / _PICTURES).glob("??/*.jpg")):
                _add_if_there(tar, picture, str(picture.relative_to(folder)))
        archive.rename(file)


def restore(file: Path, folder: Path, *, replace: bool = False) -> None:
    """Fill a data folder from a backup, if no engine uses it.

    What was in it is lost, and only with `replace` anything may have been. Nothing changes
    unless the backup is whole. Raises StoreError.
    """
    with _told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(folder), _told(folder), _scratch(folder) as scratch:
        if (folder / FILE_NAME).exists() and not replace:
            raise StoreError(f"The folder {folder} holds data already.")
        new, old = scratch / "new", scratch / "old"
        old.mkdir()
        _unpack(file, new)
        prepare(new / FILE_NAME, check=True)
        for path in folder.glob(f"{FILE_NAME}*"):
            path.rename(old / path.name)
        for name in (*_FILES, _PICTURES):
            if (folder / name).exists():
                (folder / name).rename(old / name)
            if (new / name).exists():
                (new / name).rename(folder / name)


def _unpack(file: Path, folder: Path) -> None:
    """Write the files of an archive, provided that they are what a backup holds."""
    wrong = StoreError(f"{file} is no backup of Placa, or damaged.")
    try:
        with tarfile.open(file, "r:") as tar:
            for member in tar:
                content = tar.extractfile(member) if member.isreg() else None
                if content is None or not _EXPECTED.fullmatch(member.name):
                    raise wrong
                path = folder / member.name
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                path.touch(mode=0o600, exist_ok=False)
                with path.open("wb") as target:
                    shutil.copyfileobj(content, target)
    except (tarfile.TarError, FileExistsError, EOFError) as error:
        raise wrong from error
    if not (folder / FILE_NAME).is_file():
        raise wrong


def _add_if_there(tar: tarfile.TarFile, path: Path, name: str) -> None:
    """Add a picture, unless it was forgotten meanwhile."""
    try:
        content = path.open("rb")
    except FileNotFoundError:
        return
    with content:
        tar.addfile(tar.gettarinfo(arcname=name, fileobj=content), content)


@contextmanager
def _scratch(folder: Path) -> Generator[Path]:
    """Return a new folder for the owner, which is gone at the end."""
    with tempfile.TemporaryDirectory(prefix=".placa-", dir=folder) as scratch:
        yield Path(scratch)


@contextmanager
def _told(folder: Path) -> Generator[None]:
    """Say in a sentence what a disk or a database refuses."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{folder} cannot be used: {error.strerror}.") from error
    except sqlite3.Error as error:
        raise StoreError(f"The database cannot be copied: {error}.") from error
