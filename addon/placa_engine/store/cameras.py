"""The cameras that were added over the API, with their passwords."""

from sqlalchemy import delete, select

from placa_engine.store.database import Database
from placa_engine.store.tables import CameraRow
from placa_engine.watching.camera_config import CameraConfig


class CameraStore:
    """Keeps camera settings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[CameraConfig]:
        """Return all cameras, ordered by id."""
        async with self._database.reading() as session:
            bodies = await session.scalars(select(CameraRow.body).order_by(CameraRow.camera_id))
            return [CameraConfig.model_validate_json(body) for body in bodies]

    async def save(self, camera: CameraConfig) -> None:
        """Add a camera, or replace the one with its id."""
        async with self._database.writing() as session:
            row = CameraRow(camera_id=camera.camera_id, body=camera.model_dump_json())
            await session.merge(row)

    async def delete(self, camera_id: str) -> None:
        """Forget a camera, if it is there."""
        async with self._database.writing() as session:
            await session.execute(delete(CameraRow).where(CameraRow.camera_id == camera_id))
