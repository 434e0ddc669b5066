"""Whether a camera's stream runs."""

from typing import override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .camera_entities import add_for_each_camera
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .entity import CameraEntity
from .models import CameraState

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors."""
    add_for_each_camera(entry, async_add_entities, StreamBinarySensor)


class StreamBinarySensor(CameraEntity, BinarySensorEntity):
    """On while the engine receives pictures from the camera."""

    _attr_device_class = BinarySensorDeviceClass.CONNECTIVITY
    _attr_entity_category = EntityCategory.DIAGNOSTIC

    def __init__(self, coordinator: PlacaCoordinator, camera_id: str) -> None:
        super().__init__(coordinator, camera_id, "stream")

    @property
    @override
    def is_on(self) -> bool:
        """Whether pictures come."""
        return self.camera.state is CameraState.STREAMING

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | None]:
        """Why no pictures come, as the engine's code."""
        return {"problem": self.camera.problem}
