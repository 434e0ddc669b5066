"""Asks the engine for what concerns its cameras. Errors are those of `EngineClient`."""

from collections.abc import Mapping
from types import NoneType
from typing import Any

from aiohttp import ClientTimeout

from .camera_models import CameraSettings, CameraTrial
from .client import EngineClient, RejectedError
from .models import Camera

_TRIAL_TIMEOUT = ClientTimeout(total=40)
"""The engine gives a camera 18 s to answer and to send a picture; another may be tried before."""


class CameraClient:
    """The cameras of one engine."""

    def __init__(self, client: EngineClient) -> None:
        self._client = client

    async def settings(self, camera_id: str) -> CameraSettings:
        """Ask what a camera was told to do; secrets are not part of it."""
        return await self._client.ask("GET", f"cameras/{camera_id}", CameraSettings)

    async def try_new(self, config: Mapping[str, Any]) -> CameraTrial:
        """Let the engine fetch a picture from a camera it does not have, a CameraConfig."""
        return await self._client.ask("POST", "camera-trials", CameraTrial, config, _TRIAL_TIMEOUT)

    async def try_changed(self, camera_id: str, changes: Mapping[str, Any]) -> CameraTrial:
        """Let the engine fetch a picture from a camera as it would be with CameraChanges."""
        path = f"cameras/{camera_id}/trials"
        return await self._client.ask("POST", path, CameraTrial, changes, _TRIAL_TIMEOUT)

    async def add(self, config: Mapping[str, Any]) -> None:
        """Give the engine a camera to watch, a CameraConfig."""
        await self._client.ask("POST", "cameras", Camera, config)

    async def change(self, camera_id: str, changes: Mapping[str, Any]) -> None:
        """Change what CameraChanges name; a camera that is as wanted is not interrupted."""
        await self._client.ask("PATCH", f"cameras/{camera_id}", Camera, changes)

    async def detect(self, camera_id: str, *, on: bool) -> None:
        """Let the engine watch a camera or leave it alone; it remembers that."""
        path = f"cameras/{camera_id}/detection"
        await self._client.ask("PUT", path, Camera, {"on": on})

    async def remove(self, camera_id: str) -> None:
        """Let the engine forget a camera; it is no error if it has."""
        try:
            await self._client.ask("DELETE", f"cameras/{camera_id}", NoneType)
        except RejectedError as err:
            if err.status != 404:
                raise
