"""The last time that could be trusted, for the next start."""

from datetime import UTC, datetime

from sqlalchemy import select

from placa_engine.store.database import Database
from placa_engine.store.tables import TrustedTimeRow


class TrustedTimeStore:
    """Keeps one time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self) -> datetime | None:
        """Return the time that was saved last, UTC, None if there is none."""
        async with self._database.reading() as session:
            seconds = await session.scalar(select(TrustedTimeRow.seconds))
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

    async def save(self, time: datetime) -> None:
        """Replace the time."""
        async with self._database.writing() as session:
            await session.merge(TrustedTimeRow(only=1, seconds=time.timestamp()))
