"""What the entities of vehicles have in common."""

import asyncio
from collections.abc import Callable
from typing import override

from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .device import subentry_identifier
from .entity import PlacaEntity
from .household.presence import Presence
from .household.vehicle import Vehicle


class VehicleEntity(PlacaEntity):
    """An entity of one of the household's vehicles."""

    _unrecorded_attributes = frozenset({"camera"})

    def __init__(self, coordinator: PlacaCoordinator, vehicle: Vehicle, key: str) -> None:
        super().__init__(coordinator)
        self.vehicle_id = vehicle.vehicle_id
        identifier = subentry_identifier(coordinator.config_entry.entry_id, vehicle.vehicle_id)
        device = DeviceInfo(identifiers={identifier}, model="Vehicle", name=vehicle.name)
        self._belong_to(vehicle.vehicle_id, key, device)

    @property
    @override
    def shown(self) -> object:
        """Where the vehicle is, and the name of the camera that saw it."""
        return self.presence, self.extra_state_attributes

    @property
    def presence(self) -> Presence:
        """Where the vehicle is, as far as the cameras can tell."""
        return self.coordinator.presences.of(self.vehicle_id)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str | None]:
        """The name of the camera that saw the vehicle last."""
        camera = self.coordinator.data.cameras.get(self.presence.camera_id or "")
        return {"camera": camera.name if camera else None}


async def add_for_each_vehicle(
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entity_of: Callable[[PlacaCoordinator, Vehicle], Entity],
) -> None:
    """Add an entity for every vehicle, one in each turn of the event loop.

    A vehicle that is added later reloads the entry; one that was removed just now, too.
    """
    coordinator = entry.runtime_data
    for vehicle_id in [one.vehicle_id for one in coordinator.household.residents]:
        await asyncio.sleep(0)
        if vehicle := coordinator.household.vehicle(vehicle_id):
            async_add_entities([entity_of(coordinator, vehicle)], config_subentry_id=vehicle_id)
