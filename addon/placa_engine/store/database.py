"""The SQLite file."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
import sqlite3
from typing import Any, Self

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine as SyncEngine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from placa_engine.shielded import finished

FILE_NAME = "placa.db"

CHECKED_AT_ONCE = 16_000_000
"""Bytes of a database that is checked before it is used; a larger one is checked meanwhile."""

_FREE_PAGES = 500
"""Pages that are given back to the disk at a time."""

_EMPTYING_TRIES = 10
_EMPTYING_MS = 200
"""Times to wait for readers that still need the log, and how long each."""

_BUSY_MS = 5000
"""How long a write waits for another process."""

_MIGRATIONS = Path(__file__).parent / "migrations"


_LOG_PAGES = 256
_PAGE_BYTES = 4096
"""The write-ahead log is moved into the database at 1 MB, so that it needs little of a disk."""


class StoreError(Exception):
    """The stored data cannot be used. The message is a whole sentence."""


class Database:
    """Sessions on one SQLite file in WAL mode; writes happen one after the other."""

    def __init__(self, engine: AsyncEngine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)
        self._one_writer = asyncio.Lock()
        self._check: sqlite3.Connection | None = None

    @classmethod
    async def open(cls, folder: Path) -> Self:
        """Open the folder's database; create it, or bring its tables up to date.

        A large one is not checked, see `is_sound`. Only the owner may read the file. Raises
        StoreError for a damaged file and for one of a newer version; both are left as they are.
        """
        path = folder / FILE_NAME
        await asyncio.to_thread(prepare, path)
        engine = create_async_engine(URL.create("sqlite+aiosqlite", database=str(path)))
        _set_up(engine.sync_engine)
        return cls(engine, path)

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    async def is_sound(self) -> bool:
        """Check the whole file, which takes its time; return whether it is undamaged.

        Emptying the log interrupts it, then it begins again.
        """
        while (sound := await self._checked()) is None:
            pass
        return sound

    async def _checked(self) -> bool | None:
        connection = self._check = sqlite3.connect(self._path, check_same_thread=False)
        checking = asyncio.create_task(asyncio.to_thread(_is_sound, connection))
        try:
            return await asyncio.shield(checking)
        finally:
            connection.interrupt()
            self._check = None
            await asyncio.wait({checking})
            connection.close()

    async def give_back(self) -> None:
        """Give pages that are not needed back to the disk, and leave nothing in the log."""
        while await finished(self._give_some_back()):
            pass
        for _ in range(_EMPTYING_TRIES):
            if await finished(self._emptied()):
                return

    async def free_bytes(self) -> int:
        """Return how many bytes of the file hold nothing."""
        ((pages,),), ((size,),) = await self._pragmas("freelist_count", "page_size")
        return pages * size

    async def _give_some_back(self) -> bool:
        async with self._one_writer:
            _, ((free,),) = await self._pragmas(
                f"incremental_vacuum({_FREE_PAGES})", "freelist_count"
            )
        return free > 0

    async def _emptied(self) -> bool:
        """Move what the log holds into the database; return whether no reader was in the way."""
        if self._check is not None:
            self._check.interrupt()
        async with self._one_writer:
            _, ((busy, *_rest),), _ = await self._pragmas(
                f"busy_timeout = {_EMPTYING_MS}",
                "wal_checkpoint(truncate)",
                f"busy_timeout = {_BUSY_MS}",
            )
        return not busy

    async def _pragmas(self, *pragmas: str) -> list[list[tuple[int, ...]]]:
        """Run pragmas outside of any transaction, each to its end; return their rows."""
        async with self._engine.connect() as connection:
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            assert driver is not None
            return [list(await driver.execute_fetchall(f"pragma {pragma}")) for pragma in pragmas]

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncSession]:
        """Return a session that sees one state of the database."""
        async with self._sessions() as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncSession]:
        """Return a session that is committed at the end, or rolled back after an error."""
        async with self._one_writer, self._sessions.begin() as session:
            yield session


def prepare(path: Path, *, check: bool = False) -> None:
    """Make a database ready for use, see `Database.open`; a large one is checked if that is asked.

    Raises StoreError.
    """
    try:
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError as error:
        raise StoreError(f"The folder {path.parent} cannot be used: {error.strerror}.") from error
    engine = create_engine(URL.create("sqlite", database=str(path)))
    _set_up(engine)
    check = check or path.stat().st_size < CHECKED_AT_ONCE
    try:
        with damage_told(path.parent):
            _upgrade(engine, path, check=check)
    except CommandError as error:
        raise StoreError(
            f"{path} was written by a newer version of Placa. It is left as it is; "
            "start that version, or restore a backup made with this one."
        ) from error
    finally:
        engine.dispose()


@contextmanager
def damage_told(folder: Path) -> Generator[None]:
    """Raise StoreError where the folder's database cannot be used."""
    path = folder / FILE_NAME
    try:
        yield
    except OperationalError as error:
        raise StoreError(f"{path} cannot be used: {error.orig}.") from error
    except DatabaseError as error:
        raise StoreError(_damaged(path)) from error


def _upgrade(engine: SyncEngine, path: Path, *, check: bool) -> None:
    if check:
        with engine.connect() as connection:
            if connection.scalar(text("pragma quick_check(1)")) != "ok":
                raise StoreError(_damaged(path))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _is_sound(connection: sqlite3.Connection) -> bool | None:
    """Return whether a database is undamaged, None if that was interrupted."""
    try:
        return bool(connection.execute("pragma quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError as error:
        return None if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT else False


def _damaged(path: Path) -> str:
    return (
        f"{path} is damaged or no database. It is left as it is; "
        "restore a backup, or move it away to begin without history."
    )


def _set_up(engine: SyncEngine) -> None:
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _begin(connection: Connection) -> None:
    """Begin a transaction before its first read; the driver would begin it before a write only."""
    connection.exec_driver_sql("begin")


def _set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # see _begin
    cursor = connection.cursor()
    cursor.execute("pragma page_count")
    if cursor.fetchone() == (0,):
        # Of a file that has content, this would change nothing but its header.
        cursor.execute("pragma auto_vacuum = incremental")
    cursor.execute("pragma journal_mode = wal")
    cursor.execute("pragma synchronous = full")
    cursor.execute(f"pragma busy_timeout = {_BUSY_MS}")
    cursor.execute("pragma secure_delete = on")
    cursor.execute(f"pragma wal_autocheckpoint = {_LOG_PAGES}")
    cursor.execute(f"pragma journal_size_limit = {_LOG_PAGES * _PAGE_BYTES}")
    cursor.close()
