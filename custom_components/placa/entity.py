"""What Placa's entities have in common, and those of cameras and doors."""

from collections.abc import Callable
from typing import override

from homeassistant.const import Platform
from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.update_coordinator import CoordinatorEntity
from homeassistant.util.signal_type import SignalTypeFormat

from .access.decision import AccessDecision
from .access.policy import Door
from .client.models import Camera
from .const import DOMAIN
from .coordinator import PlacaCoordinator
from .device import camera_identifier, engine_identifier, subentry_identifier
from .doors.controller import SIGNAL_DOOR


class PlacaEntity(CoordinatorEntity[PlacaCoordinator]):
    """An entity that is written only when something it shows has changed.

    The engine sends up to four updates a second of each car; writing every entity of a house
    then would keep Home Assistant from all else for tens of milliseconds.
    """

    _attr_has_entity_name = True
    _written: tuple[object, ...] | None = None

    def _belong_to(self, part_id: str, key: str, device: DeviceInfo) -> None:
        """Be the `key` of a camera, door, vehicle or guest pass, which has this device."""
        self._attr_translation_key = key
        self._attr_unique_id = f"{self.coordinator.config_entry.entry_id}_{part_id}_{key}"
        device["manufacturer"] = "Placa"
        device["via_device_id"] = _engine_device_id(self.coordinator)
        self._attr_device_info = device

    @property
    def shown(self) -> object:
        """What of the engine and the household is shown; equal while nothing changed."""
        return None

    @override
    async def async_added_to_hass(self) -> None:
        """Listen; what is shown now is written by Home Assistant itself."""
        await super().async_added_to_hass()
        self._written = self.available, self.shown

    @callback
    def listen[News](self, signal: SignalTypeFormat[News], told: Callable[[News], None]) -> None:
        """Let news of the config entry be told for as long as the entity is there."""
        of_the_entry = signal.format(self.coordinator.config_entry.entry_id)
        self.async_on_remove(async_dispatcher_connect(self.hass, of_the_entry, told))

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state if it may differ from the one written last."""
        now = self.available, self.shown
        if now != self._written:
            self._written = now
            super()._handle_coordinator_update()


class CameraEntity(PlacaEntity):
    """An entity of one of the engine's cameras."""

    def __init__(self, coordinator: PlacaCoordinator, camera_id: str, key: str) -> None:
        super().__init__(coordinator)
        self.camera_id = camera_id
        identifier = camera_identifier(coordinator.config_entry.entry_id, camera_id)
        device = DeviceInfo(identifiers={identifier}, model="Camera", name=self.camera.name)
        self._belong_to(camera_id, key, device)

    @property
    @override
    def available(self) -> bool:
        """Whether the engine is connected and has this camera."""
        return super().available and self.camera_id in self.coordinator.data.cameras

    @property
    @override
    def shown(self) -> object:
        """How the camera fares, and where it looks."""
        facing = self.coordinator.presences.facing(self.camera_id)
        return self.coordinator.data.cameras.get(self.camera_id), facing

    @property
    def camera(self) -> Camera:
        """The camera as the engine describes it."""
        return self.coordinator.data.cameras[self.camera_id]


class DoorEntity(PlacaEntity):
    """An entity of one of the household's doors."""

    def __init__(self, coordinator: PlacaCoordinator, door: Door, key: str) -> None:
        super().__init__(coordinator, context=door.door_id)
        self._door_id = door.door_id
        identifier = subentry_identifier(coordinator.config_entry.entry_id, door.door_id)
        device = DeviceInfo(identifiers={identifier}, model="Door", name=door.name)
        self._belong_to(door.door_id, key, device)

    @property
    @override
    def shown(self) -> object:
        """The door, whose mode may change."""
        return self.door

    @property
    def door(self) -> Door:
        """The door as it is configured now."""
        return self.coordinator.household.door(self._door_id)


class DecisionEntity(DoorEntity):
    """An entity of a door that may change with each of its decisions."""

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for the door's decisions."""
        await super().async_added_to_hass()
        signal = SIGNAL_DOOR.format(self._door_id)
        self.async_on_remove(async_dispatcher_connect(self.hass, signal, self._decided))

    @callback
    def _decided(self, decision: AccessDecision) -> None:  # noqa: ARG002 - others look at it
        """Look what a decision of the door has changed."""
        self._handle_coordinator_update()


def _engine_device_id(coordinator: PlacaCoordinator) -> str:
    """Return the device of the engine, which all others hang on."""
    entry_id = coordinator.config_entry.entry_id
    return dr.async_get_device_id_by_identifier(
        coordinator.hass, engine_identifier(entry_id), config_entry_id=entry_id
    )


def door_entity_id(
    coordinator: PlacaCoordinator, platform: Platform, door_id: str, key: str
) -> str | None:
    """Return the entity id of an entity of a door, None if there is none."""
    unique_id = f"{coordinator.config_entry.entry_id}_{door_id}_{key}"
    return er.async_get(coordinator.hass).async_get_entity_id(platform, DOMAIN, unique_id)
