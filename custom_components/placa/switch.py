"""Whether the engine watches a camera."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .client.camera_client import CameraClient
from .coordinator import PlacaConfigEntry, engine_errors
from .entity import CameraEntity, add_for_each, cameras
from .storage.permissions import Right, check_right

PARALLEL_UPDATES = 0

DETECTION = SwitchEntityDescription(key="detection", entity_category=EntityCategory.CONFIG)


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the switches."""
    add_for_each(entry, async_add_entities, cameras, DetectionSwitch, [DETECTION])


class DetectionSwitch(CameraEntity, SwitchEntity):
    """Off, the engine leaves the camera alone, and remembers that over its restarts."""

    @property
    @override
    def shown(self) -> object:
        """Whether the camera is watched."""
        return self.is_on

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
        """Switch; without its camera a door stays shut, so this is part of arming it."""
        await check_right(self.hass, self._context, Right.ARM)
        with engine_errors():
            await CameraClient(self.placa.client).detect(self.camera_id, on=on)
