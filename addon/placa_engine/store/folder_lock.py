"""One engine for one data folder."""

from collections.abc import Generator
from contextlib import contextmanager
import fcntl
import os
from pathlib import Path

from placa_engine.store.database import StoreError


@contextmanager
def locked(folder: Path) -> Generator[None]:
    """Keep the folder for this process; the lock goes with the process, however it ends.

    Raises StoreError if another process has it.
    """
    try:
        opened = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreError(f"The folder {folder} cannot be used: {error.strerror}.") from None
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(opened)
        raise StoreError(
            f"Another engine uses the folder {folder}; stop it, or give this one another folder."
        ) from None
    try:
        yield
    finally:
        os.close(opened)
