"""The cameras that were added over the API, with their passwords, and which ones are paused."""

import logging

from pydantic import ValidationError
from sqlalchemy import delete, select

from placa_engine.cameras.config import CameraConfig
from placa_engine.store.database import Database
from placa_engine.store.tables import CameraRow, PausedCameraRow

_LOGGER = logging.getLogger(__name__)


class CameraStore:
    """Keeps camera settings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[CameraConfig]:
        """Return all cameras, ordered by id, without those whose settings are damaged."""
        async with self._database.reading() as session:
            rows = await session.scalars(select(CameraRow).order_by(CameraRow.camera_id))
            return [camera for row in rows if (camera := _config(row)) is not None]

    async def save(self, camera: CameraConfig) -> None:
        """Add a camera, or replace the one with its id."""
        async with self._database.writing() as session:
            row = CameraRow(camera_id=camera.camera_id, body=camera.model_dump_json())
            await session.merge(row)

    async def delete(self, camera_id: str) -> None:
        """Forget a camera, if it is there, and that it was paused."""
        async with self._database.writing() as session:
            for table in (CameraRow, PausedCameraRow):
                await session.execute(delete(table).where(table.camera_id == camera_id))

    async def paused(self) -> set[str]:
        """Return the ids of the cameras that are not to be watched."""
        async with self._database.reading() as session:
            return set(await session.scalars(select(PausedCameraRow.camera_id)))

    async def pause(self, camera_id: str) -> None:
        """Remember not to watch a camera."""
        async with self._database.writing() as session:
            await session.merge(PausedCameraRow(camera_id=camera_id))

    async def resume(self, camera_id: str) -> None:
        """Remember to watch a camera again."""
        async with self._database.writing() as session:
            await session.execute(
                delete(PausedCameraRow).where(PausedCameraRow.camera_id == camera_id)
            )


def _config(row: CameraRow) -> CameraConfig | None:
    try:
        return CameraConfig.model_validate_json(row.body)
    except ValidationError:
        _LOGGER.warning(
            "A camera's settings are damaged, so it is not watched; remove it and add it again"
        )
        return None
