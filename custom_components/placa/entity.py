"""What Placa's entities have in common, and how they are added to Home Assistant."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from typing import Any, override

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity
from homeassistant.util.signal_type import SignalTypeFormat

from .access.decision import AccessDecision
from .access.policy import Door
from .client.models import Camera
from .const import DOMAIN
from .coordinator import PlacaConfigEntry, PlacaCoordinator, PlacaData
from .device import camera_identifier, engine_identifier, subentry_identifier
from .household.guest_pass import GuestPass
from .household.presence import Presence
from .household.vehicle import Vehicle
from .localization.texts import Texts
from .signals import SIGNAL_DOOR, SIGNAL_HOUSEHOLD, follow
from .subentries.camera import camera_subentry_id


class PlacaEntity(CoordinatorEntity[PlacaCoordinator]):
    """An entity that is written only when something it shows has changed.

    The engine sends up to four updates a second of each car; writing every entity of a house
    then would keep Home Assistant from all else for tens of milliseconds.
    """

    _attr_has_entity_name = True
    _written: tuple[object, ...] | None = None

    def __init__(
        self,
        placa: PlacaData,
        owner_id: str,
        description: EntityDescription,
        device: DeviceInfo,
    ) -> None:
        """Describe an entity of a camera, door, vehicle or guest pass, which has this device.

        The device comes with the code of its model.
        """
        super().__init__(placa.coordinator)
        self.placa = placa
        entry_id = placa.entry_id
        self.entity_description = description
        self._attr_translation_key = description.key
        self._attr_unique_id = _unique_id(placa, owner_id, description.key)
        device["manufacturer"] = "Placa"
        device["model"] = Texts.of(placa.coordinator.hass)(f"model_{device['model']}")
        device["via_device_id"] = dr.async_get_device_id_by_identifier(
            placa.coordinator.hass, engine_identifier(entry_id), config_entry_id=entry_id
        )
        self._attr_device_info = device

    @property
    def shown(self) -> object:
        """What is shown of the engine and the household; equal while nothing changed."""
        return None

    @override
    async def async_added_to_hass(self) -> None:
        """Listen; what is shown now is written by Home Assistant itself."""
        await super().async_added_to_hass()
        self._written = self._look()

    @callback
    def listen[News](self, signal: SignalTypeFormat[News], target: Callable[[News], None]) -> None:
        """Call `target` with each signal of the config entry for as long as the entity is there."""
        of_the_entry = signal.format(self.placa.entry_id)
        self.async_on_remove(async_dispatcher_connect(self.hass, of_the_entry, target))

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Write the state if it may differ from the one written last."""
        now = self._look()
        if now != self._written:
            self._written = now
            super()._handle_coordinator_update()

    def _look(self) -> tuple[bool, object]:
        """See whether the entity is available, and what it shows if it is."""
        return (True, self.shown) if self.available else (False, None)


class EngineEntity(PlacaEntity):
    """An entity of the engine itself, whose device is kept in step by the placa."""

    def __init__(self, placa: PlacaData, description: EntityDescription) -> None:
        CoordinatorEntity.__init__(self, placa.coordinator)
        self.placa = placa
        entry_id = placa.entry_id
        self.entity_description = description
        self._attr_translation_key = description.key
        self._attr_unique_id = f"{entry_id}_{description.key}"
        self._attr_device_info = DeviceInfo(identifiers={engine_identifier(entry_id)})


class CameraEntity(PlacaEntity):
    """An entity of one of the engine's cameras."""

    def __init__(self, placa: PlacaData, camera_id: str, description: EntityDescription) -> None:
        self.camera_id = camera_id
        identifier = camera_identifier(placa.entry_id, camera_id)
        name = placa.coordinator.data.cameras[camera_id].name
        device = DeviceInfo(identifiers={identifier}, model="camera", name=name)
        super().__init__(placa, camera_id, description, device)

    @property
    @override
    def available(self) -> bool:
        """Whether the engine is connected and has this camera."""
        return super().available and self.camera_id in self.coordinator.data.cameras

    @property
    def camera(self) -> Camera:
        """The camera as the engine describes it."""
        return self.coordinator.data.cameras[self.camera_id]


class VehicleEntity(PlacaEntity):
    """An entity of one of the household's vehicles."""

    _unrecorded_attributes = frozenset({"camera"})

    def __init__(self, placa: PlacaData, vehicle: Vehicle, description: EntityDescription) -> None:
        self.vehicle_id = vehicle.vehicle_id
        identifier = subentry_identifier(placa.entry_id, vehicle.vehicle_id)
        device = DeviceInfo(identifiers={identifier}, model="vehicle", name=vehicle.name)
        super().__init__(placa, vehicle.vehicle_id, description, device)

    @property
    @override
    def shown(self) -> object:
        """Where the vehicle is, and the name of the camera that saw it."""
        return self.presence, self.extra_state_attributes

    @property
    def presence(self) -> Presence:
        """Where the vehicle is, as far as the cameras can tell."""
        return self.placa.stores.presences.of(self.vehicle_id)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """The name of the camera that saw the vehicle last."""
        camera = self.coordinator.data.cameras.get(self.presence.camera_id or "")
        return {"camera": camera.name if camera else None}


class PassEntity(PlacaEntity):
    """An entity of a guest pass; named after no guest, so that no name outlasts the pass."""

    def __init__(self, placa: PlacaData, guest: Vehicle, description: EntityDescription) -> None:
        self.vehicle_id = guest.vehicle_id
        identifier = subentry_identifier(placa.entry_id, guest.vehicle_id)
        device = DeviceInfo(
            identifiers={identifier}, model="guest_pass", translation_key="guest_pass"
        )
        super().__init__(placa, guest.vehicle_id, description, device)

    @property
    def guest_pass(self) -> GuestPass:
        """The limits of the pass as they are now."""
        guest = self.placa.household.vehicle(self.vehicle_id)
        return (guest and guest.guest_pass) or GuestPass()


class DoorEntity(PlacaEntity):
    """An entity of one of the household's doors, which may change with each of its decisions."""

    def __init__(self, placa: PlacaData, door: Door, description: EntityDescription) -> None:
        self._door_id = door.door_id
        identifier = subentry_identifier(placa.entry_id, door.door_id)
        device = DeviceInfo(identifiers={identifier}, model="door", name=door.name)
        super().__init__(placa, door.door_id, description, device)

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

    @property
    def door(self) -> Door:
        """The door as it is configured now."""
        return self.placa.household.door(self._door_id)


type Owners[Owner] = Callable[[PlacaConfigEntry], Iterable[tuple[str, str | None, Owner]]]
"""Those that have entities now: the id of each, and of the subentry it is filed under, if any."""


def cameras(entry: PlacaConfigEntry) -> Iterator[tuple[str, str | None, str]]:
    """Yield the ids of the engine's cameras."""
    coordinator = entry.runtime_data.coordinator
    for camera_id in sorted(coordinator.data.cameras.keys() - coordinator.hidden_cameras):
        yield camera_id, camera_subentry_id(entry, camera_id), camera_id


def residents(entry: PlacaConfigEntry) -> Iterator[tuple[str, str | None, Vehicle]]:
    """Yield the vehicles that belong here for good."""
    for vehicle in entry.runtime_data.household.residents:
        yield vehicle.vehicle_id, vehicle.vehicle_id, vehicle


def guests(entry: PlacaConfigEntry) -> Iterator[tuple[str, str | None, Vehicle]]:
    """Yield the vehicles that have a guest pass."""
    for vehicle in entry.runtime_data.household.guests:
        yield vehicle.vehicle_id, vehicle.vehicle_id, vehicle


def doors(entry: PlacaConfigEntry) -> Iterator[tuple[str, str | None, Door]]:
    """Yield the doors."""
    for door in entry.runtime_data.household.doors:
        yield door.door_id, door.door_id, door


def may_ask_for_confirmation(placa: PlacaData, door: Door) -> bool:
    """Whether somebody may be asked to confirm that this door opens."""
    return placa.household.may_ask_for_confirmation(door)


@callback
def add_for_each[Owner, Description: EntityDescription](  # noqa: PLR0917 - in the order of a sentence
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    owners: Owners[Owner],
    entity_of: Callable[[PlacaData, Owner, Description], Entity],
    descriptions: Sequence[Description],
    where: Callable[[PlacaData, Owner], bool] = lambda _placa, _owner: True,
) -> None:
    """Add the described entities for each owner, now and whenever there is a new one.

    An owner for whom `where` does not hold has none of them; those it had are removed.
    """
    placa = entry.runtime_data
    known: frozenset[tuple[str, str | None]] = frozenset()

    @callback
    def add_new() -> None:
        nonlocal known
        current, without = set(), set()
        for owner_id, subentry_id, owner in owners(entry):
            if not where(placa, owner):
                without |= {_unique_id(placa, owner_id, one.key) for one in descriptions}
                continue
            current.add((owner_id, subentry_id))
            if (owner_id, subentry_id) not in known:
                entities = [entity_of(placa, owner, one) for one in descriptions]
                async_add_entities(entities, config_subentry_id=subentry_id)
        known = frozenset(current)
        if without:
            _remove(entry, without, placa.coordinator.hass)

    add_new()
    follow(placa.coordinator.hass, entry, SIGNAL_HOUSEHOLD, add_new)


def _remove(entry: PlacaConfigEntry, unique_ids: AbstractSet[str], hass: HomeAssistant) -> None:
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        if entity.unique_id in unique_ids:
            registry.async_remove(entity.entity_id)


def _unique_id(placa: PlacaData, owner_id: str, key: str) -> str:
    return f"{placa.entry_id}_{owner_id}_{key}"


def entity_id_of(placa: PlacaData, platform: Platform, owner_id: str, key: str) -> str | None:
    """Return the id of an entity of a camera, door, vehicle or pass, None if there is none."""
    registry = er.async_get(placa.coordinator.hass)
    return registry.async_get_entity_id(platform, DOMAIN, _unique_id(placa, owner_id, key))


def own_entities(hass: HomeAssistant, entity_ids: AbstractSet[str]) -> set[str]:
    """Keep of these entities those of this integration."""
    registry = er.async_get(hass)
    return {
        entity_id
        for entity_id in entity_ids
        if (entity := registry.async_get(entity_id)) and entity.platform == DOMAIN
    }
