"""The last plate that a camera read, and when a vehicle was last seen."""

from datetime import datetime
from typing import override

from homeassistant.components.sensor import SensorEntity
from homeassistant.components.sensor.const import SensorDeviceClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .camera_entities import add_for_each_camera
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .entity import CameraEntity
from .household.matcher import Vehicle
from .vehicle_entity import VehicleEntity, add_for_each_vehicle

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors."""
    add_for_each_camera(entry, async_add_entities, LastPlateSensor)
    add_for_each_vehicle(entry, async_add_entities, LastSeenSensor)


class LastPlateSensor(CameraEntity, SensorEntity):
    """The text of the newest sighting that is settled."""

    def __init__(self, coordinator: PlacaCoordinator, camera_id: str) -> None:
        super().__init__(coordinator, camera_id, "last_plate")

    @property
    @override
    def native_value(self) -> str | None:
        """The plate; None before the first one."""
        latest = self.coordinator.data.latest.get(self.camera_id)
        return latest.text if latest else None


class LastSeenSensor(VehicleEntity, SensorEntity):
    """When a camera last saw the vehicle."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP

    def __init__(self, coordinator: PlacaCoordinator, vehicle: Vehicle) -> None:
        super().__init__(coordinator, vehicle, "last_seen")

    @property
    @override
    def native_value(self) -> datetime | None:
        """The time of its newest sighting's newest frame; None before the first one."""
        return self.presence.last_seen
