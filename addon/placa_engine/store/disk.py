"""How much room the data take."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
import shutil

from placa_engine.store.database import FILE_NAME
from placa_engine.store.pictures import PictureStore


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes on disk: of pictures, of the database and of what is not written into it yet.

    `free` bytes of the database hold nothing; they are given back after the next round of
    retention. `left` are those that the disk has left.
    """

    pictures: int
    database: int
    log: int
    free: int
    left: int

    @property
    def total(self) -> int:
        """What all of it takes."""
        return self.pictures + self.database + self.log

    @property
    def by_kind(self) -> Mapping[str, int]:
        """All but what is left, by name."""
        return {name: getattr(self, name) for name in ("pictures", "database", "log", "free")}


def measured(folder: Path, pictures: PictureStore, free: int) -> Disk:
    """Measure a data folder, in a worker thread; `free` is `Database.free_bytes`."""
    database, log = (
        file.stat().st_size if file.exists() else 0
        for file in (folder / FILE_NAME, folder / f"{FILE_NAME}-wal")
    )
    return Disk(
        pictures=pictures.size(),
        database=database,
        log=log,
        free=free,
        left=shutil.disk_usage(folder).free,
    )
