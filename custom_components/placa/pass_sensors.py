"""What is left of a guest pass: how long, and how many uses."""

from typing import override

from homeassistant.components.sensor import SensorEntity
from homeassistant.components.sensor.const import SensorDeviceClass
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .device import subentry_identifier
from .entity import PlacaEntity
from .household.vehicle import Vehicle


def add_pass_sensors(
    entry: PlacaConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of every guest pass; one that is added later reloads the entry."""
    coordinator = entry.runtime_data
    for guest in coordinator.household.guests:
        sensors: list[SensorEntity] = [ValidUntilSensor(coordinator, guest)]
        if guest.guest_pass and guest.guest_pass.uses is not None:
            sensors.append(UsesLeftSensor(coordinator, guest, guest.guest_pass.uses))
        async_add_entities(sensors, config_subentry_id=guest.vehicle_id)


class _PassSensor(PlacaEntity, SensorEntity):
    """A sensor of a guest pass; named after no guest, so that no name outlasts the pass."""

    def __init__(self, coordinator: PlacaCoordinator, guest: Vehicle, key: str) -> None:
        super().__init__(coordinator)
        self.vehicle_id = guest.vehicle_id
        identifier = subentry_identifier(coordinator.config_entry.entry_id, guest.vehicle_id)
        device = DeviceInfo(
            identifiers={identifier}, model="Guest pass", translation_key="guest_pass"
        )
        self._belong_to(guest.vehicle_id, key, device)

    @property
    @override
    def shown(self) -> object:
        """The figure itself."""
        return self.native_value


class ValidUntilSensor(_PassSensor):
    """When a guest pass expires."""

    _attr_device_class = SensorDeviceClass.TIMESTAMP

    def __init__(self, coordinator: PlacaCoordinator, guest: Vehicle) -> None:
        super().__init__(coordinator, guest, "valid_until")
        self._attr_native_value = guest.guest_pass.expires if guest.guest_pass else None


class UsesLeftSensor(_PassSensor):
    """How often doors will still open for a guest pass."""

    def __init__(self, coordinator: PlacaCoordinator, guest: Vehicle, uses: int) -> None:
        super().__init__(coordinator, guest, "uses_left")
        self._uses = uses

    @property
    @override
    def native_value(self) -> int:
        """The uses that were granted, less those that were made."""
        return max(self._uses - self.coordinator.journal.pass_uses(self.vehicle_id), 0)
