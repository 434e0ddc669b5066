"""What Placa's entities have in common, and how they are added to Home Assistant."""

from collections.abc import Callable, Iterable, Mapping, Set as AbstractSet
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
from .access.policy import Door, DoorMode
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
        self._attr_unique_id = f"{entry_id}_{owner_id}_{description.key}"
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


@callback
def add_for_each_camera(
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entities_of: Callable[[PlacaData, str], Iterable[Entity]],
) -> None:
    """Add entities for every camera the engine has, also for those that appear later."""
    placa = entry.runtime_data
    _add_as_they_appear(
        entry,
        async_add_entities,
        lambda: {
            camera_id: (camera_subentry_id(entry, camera_id), camera_id)
            for camera_id in sorted(placa.coordinator.data.cameras)
            if camera_id not in placa.coordinator.hidden_cameras
        },
        entities_of,
    )


@callback
def add_for_each_vehicle(
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entities_of: Callable[[PlacaData, Vehicle], Iterable[Entity]],
) -> None:
    """Add entities for every vehicle that belongs here for good."""
    placa = entry.runtime_data
    _add_as_they_appear(
        entry,
        async_add_entities,
        lambda: {one.vehicle_id: (one.vehicle_id, one) for one in placa.household.residents},
        entities_of,
    )


@callback
def add_for_each_pass(
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entities_of: Callable[[PlacaData, Vehicle], Iterable[Entity]],
) -> None:
    """Add entities for every guest pass."""
    placa = entry.runtime_data
    _add_as_they_appear(
        entry,
        async_add_entities,
        lambda: {one.vehicle_id: (one.vehicle_id, one) for one in placa.household.guests},
        entities_of,
    )


@callback
def add_for_counted_passes(
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    platform: Platform,
    description: EntityDescription,
    entity_of: Callable[[PlacaData, Vehicle, EntityDescription], Entity],
) -> None:
    """Add an entity for every guest pass whose uses are counted; remove the other passes'."""
    placa = entry.runtime_data
    _add_where(
        entry,
        async_add_entities,
        platform,
        description,
        lambda: {
            one.vehicle_id: one
            for one in placa.household.guests
            if one.guest_pass and one.guest_pass.uses is not None
        },
        entity_of,
    )


@callback
def add_for_each_door(
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entities_of: Callable[[PlacaData, Door], Iterable[Entity]],
) -> None:
    """Add entities for every door."""
    placa = entry.runtime_data
    _add_as_they_appear(
        entry,
        async_add_entities,
        lambda: {one.door_id: (one.door_id, one) for one in placa.household.doors},
        entities_of,
    )


@callback
def add_for_confirmable_doors(
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    platform: Platform,
    description: EntityDescription,
    entity_of: Callable[[PlacaData, Door, EntityDescription], Entity],
) -> None:
    """Add an entity for every door that may ask for confirmation; remove the other doors'."""
    placa = entry.runtime_data
    _add_where(
        entry,
        async_add_entities,
        platform,
        description,
        lambda: {
            door.door_id: door
            for door in placa.household.doors
            if placa.household.may_ask_for_confirmation(door)
        },
        entity_of,
    )


@callback
def add_for_doors_in_shadow(
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    platform: Platform,
    description: EntityDescription,
    entity_of: Callable[[PlacaData, Door, EntityDescription], Entity],
) -> None:
    """Add an entity for every door in shadow; remove the other doors'."""
    placa = entry.runtime_data
    _add_where(
        entry,
        async_add_entities,
        platform,
        description,
        lambda: {
            door.door_id: door for door in placa.household.doors if door.mode is DoorMode.SHADOW
        },
        entity_of,
    )


@callback
def _add_where[Owner](  # noqa: PLR0917 - called above
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    platform: Platform,
    description: EntityDescription,
    owners: Callable[[], Mapping[str, Owner]],
    entity_of: Callable[[PlacaData, Owner, EntityDescription], Entity],
) -> None:
    """Add an entity for each owner, now and whenever there is a new one; remove all others'.

    `owners` returns those that have the entity now, by the ids of their subentries.
    """
    placa = entry.runtime_data
    registry = er.async_get(placa.coordinator.hass)

    def filed() -> dict[str, tuple[str, Owner]]:
        wanted = owners()
        for subentry_id in entry.subentries.keys() - wanted.keys():
            if entity_id := subentry_entity_id(placa, platform, subentry_id, description.key):
                registry.async_remove(entity_id)
        return {subentry_id: (subentry_id, owner) for subentry_id, owner in wanted.items()}

    _add_as_they_appear(
        entry,
        async_add_entities,
        filed,
        lambda placa, owner: [entity_of(placa, owner, description)],
    )


@callback
def _add_as_they_appear[Owner](
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    owners: Callable[[], Mapping[str, tuple[str | None, Owner]]],
    entities_of: Callable[[PlacaData, Owner], Iterable[Entity]],
) -> None:
    """Add entities for each owner, now and whenever there is a new one.

    `owners` returns by its id each owner that is there now, and its subentry's id if it has one.
    """
    placa = entry.runtime_data
    known: frozenset[tuple[str, str | None]] = frozenset()

    @callback
    def add_new() -> None:
        nonlocal known
        current = owners()
        for owner_id, (subentry_id, owner) in current.items():
            if (owner_id, subentry_id) not in known:
                async_add_entities(entities_of(placa, owner), config_subentry_id=subentry_id)
        known = frozenset((owner_id, filed[0]) for owner_id, filed in current.items())

    add_new()
    follow(placa.coordinator.hass, entry, SIGNAL_HOUSEHOLD, add_new)


def subentry_entity_id(
    placa: PlacaData, platform: Platform, subentry_id: str, key: str
) -> str | None:
    """Return the entity id of an entity of a door, vehicle or pass, None if there is none."""
    unique_id = f"{placa.entry_id}_{subentry_id}_{key}"
    return er.async_get(placa.coordinator.hass).async_get_entity_id(platform, DOMAIN, unique_id)


def own_entities(hass: HomeAssistant, entity_ids: AbstractSet[str]) -> set[str]:
    """Keep of these entities those of this integration."""
    registry = er.async_get(hass)
    return {
        entity_id
        for entity_id in entity_ids
        if (entity := registry.async_get(entity_id)) and entity.platform == DOMAIN
    }
