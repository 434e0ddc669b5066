"""The SQLite file."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
import sqlite3
from typing import Any, Self

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

FILE_NAME = "placa.db"

_MIGRATIONS = Path(__file__).parent / "migrations"


_LOG_PAGES = 256
_PAGE_BYTES = 4096
"""The write-ahead log is moved into the database at 1 MB, so that it needs little of a disk."""


class StoreError(Exception):
    """The stored data cannot be used. The message is a whole sentence."""


class Database:
    """Sessions on one SQLite file in WAL mode; writes happen one after the other."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._sessions = async_sessionmaker(engine, expire_on_commit=False)
        self._one_writer = asyncio.Lock()

    @classmethod
    async def open(cls, folder: Path) -> Self:
        """Open the folder's database; create it, or bring its tables up to date.

        Only the owner may read the file. Raises StoreError for a damaged file and for one
        of a newer version; both are left as they are.
        """
        path = folder / FILE_NAME
        await asyncio.to_thread(_prepare, path)
        engine = create_async_engine(URL.create("sqlite+aiosqlite", database=str(path)))
        event.listen(engine.sync_engine, "connect", _set_pragmas)
        return cls(engine)

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

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


def _prepare(path: Path) -> None:
    try:
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError as error:
        raise StoreError(f"The folder {path.parent} cannot be used: {error.strerror}.") from error
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _set_pragmas)
    try:
        with engine.connect() as connection:
            if connection.scalar(text("pragma quick_check(1)")) != "ok":
                raise StoreError(_damaged(path))
        with engine.begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(_MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except OperationalError as error:
        raise StoreError(f"{path} cannot be used: {error.orig}.") from error
    except DatabaseError as error:
        raise StoreError(_damaged(path)) from error
    except CommandError as error:
        raise StoreError(
            f"{path} was written by a newer version of Placa. It is left as it is; "
            "start that version, or restore a backup made with this one."
        ) from error
    finally:
        engine.dispose()


def _damaged(path: Path) -> str:
    return (
        f"{path} is damaged or no database. It is left as it is; "
        "restore a backup, or move it away to begin without history."
    )


def _set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("pragma journal_mode = wal")
    cursor.execute("pragma synchronous = full")
    cursor.execute("pragma busy_timeout = 5000")
    cursor.execute("pragma secure_delete = on")
    cursor.execute(f"pragma wal_autocheckpoint = {_LOG_PAGES}")
    cursor.execute(f"pragma journal_size_limit = {_LOG_PAGES * _PAGE_BYTES}")
    cursor.close()
