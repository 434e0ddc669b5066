"""The pictures of sightings, as files that are named by the sighting's id only."""

from collections.abc import Iterator
from contextlib import suppress
import errno
import os
from pathlib import Path
import shutil
from typing import Literal

from placa_engine.imaging.jpeg import JpegPair

type PictureName = Literal["crop", "frame"]

_NAMES: tuple[PictureName, ...] = ("crop", "frame")


LEFT_FREE = 32_000_000
"""Bytes of the disk that pictures leave to sightings and the ledger."""


class PictureStore:
    """Reads and writes files; call it from a worker thread."""

    def __init__(self, folder: Path, left_free: int = LEFT_FREE) -> None:
        self._folder = folder
        self._left_free = left_free

    def save(self, sighting_id: str, pictures: JpegPair) -> None:
        """Write both pictures; each is there as a whole or not at all.

        Raises OSError, also where the disk would have less than `left_free` bytes left.
        """
        self._folder.mkdir(mode=0o700, exist_ok=True)
        if shutil.disk_usage(self._folder).free < self._left_free:
            raise OSError(errno.ENOSPC, "the rest is for sightings")
        self._write(self._path(sighting_id, "crop"), pictures.crop)
        self._write(self._path(sighting_id, "frame"), pictures.frame)

    def load(self, sighting_id: str, name: PictureName) -> bytes | None:
        """Return a picture as JPEG, None if there is none."""
        with suppress(FileNotFoundError):
            return self._path(sighting_id, name).read_bytes()
        return None

    def delete(self, sighting_id: str) -> None:
        """Remove both pictures, if they are there."""
        for name in _NAMES:
            path = self._path(sighting_id, name)
            path.unlink(missing_ok=True)
            _unfinished(path).unlink(missing_ok=True)

    def ids(self) -> Iterator[str]:
        """Yield the id of every sighting that has a picture file, each once."""
        for shelf in self._folder.glob("??"):
            yield from {file.name.partition(".")[0] for file in shelf.iterdir()}

    def size(self) -> int:
        """Return how many bytes all pictures take."""
        return sum(file.stat().st_size for file in self._folder.glob("??/*.jpg"))

    def _path(self, sighting_id: str, name: PictureName) -> Path:
        return self._folder / sighting_id[-2:] / f"{sighting_id}.{name}.jpg"

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        unfinished = _unfinished(path)
        try:
            opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(opened, "wb") as file:
                file.write(data)
            unfinished.replace(path)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise


def _unfinished(path: Path) -> Path:
    """Return where a picture is written before it is whole."""
    return path.with_suffix(".part")
