"""Whether the engine watches a camera."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .camera_entities import add_for_each_camera
from .client.camera_client import CameraClient
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .entity import CameraEntity
from .services.helpers import engine_errors

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches."""
    await add_for_each_camera(entry, async_add_entities, DetectionSwitch)


class DetectionSwitch(CameraEntity, SwitchEntity):
    """Off, the engine leaves the camera alone, and remembers that over its restarts."""

    _attr_entity_category = EntityCategory.CONFIG

    def __init__(self, coordinator: PlacaCoordinator, camera_id: str) -> None:
        super().__init__(coordinator, camera_id, "detection")

    @property
    @override
    def is_on(self) -> bool:
        """Whether the camera is watched."""
        return self.camera.detection

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Let the engine watch the camera."""
        await self._set(on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Let the engine leave the camera alone."""
        await self._set(on=False)

    async def _set(self, *, on: bool) -> None:
        with engine_errors():
            await CameraClient(self.coordinator.client).detect(self.camera_id, on=on)
