"""Whether a camera's stream runs, whether it sees a plate, whether a vehicle is here."""

from typing import override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .camera_entities import add_for_each_camera
from .client.models import CameraState
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .entity import CameraEntity
from .household.presence import Whereabouts
from .household.vehicle import Vehicle
from .vehicle_entity import VehicleEntity, add_for_each_vehicle

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors."""
    await add_for_each_camera(entry, async_add_entities, StreamBinarySensor)
    await add_for_each_camera(entry, async_add_entities, PlateInViewBinarySensor)
    await add_for_each_vehicle(entry, async_add_entities, HereBinarySensor)


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


class PlateInViewBinarySensor(CameraEntity, BinarySensorEntity):
    """On while the camera sees at least one plate."""

    _attr_device_class = BinarySensorDeviceClass.OCCUPANCY

    def __init__(self, coordinator: PlacaCoordinator, camera_id: str) -> None:
        super().__init__(coordinator, camera_id, "plate_in_view")

    @property
    @override
    def shown(self) -> object:
        """Whether a plate is in view, besides what all entities of a camera show."""
        return super().shown, self.is_on

    @property
    @override
    def is_on(self) -> bool:
        """Whether a sighting has not ended."""
        return any(
            sighting.camera_id == self.camera_id for sighting in self.coordinator.data.live.values()
        )


class HereBinarySensor(VehicleEntity, BinarySensorEntity):
    """On while the vehicle is here, as far as the cameras can tell."""

    _attr_device_class = BinarySensorDeviceClass.PRESENCE

    def __init__(self, coordinator: PlacaCoordinator, vehicle: Vehicle) -> None:
        super().__init__(coordinator, vehicle, "here")

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether it is here; None before it was seen to come or go."""
        whereabouts = self.presence.whereabouts
        return None if whereabouts is Whereabouts.UNKNOWN else whereabouts is Whereabouts.HERE
