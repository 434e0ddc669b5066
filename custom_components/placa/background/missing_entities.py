"""Repair issues about entities and apps that a door or vehicle needs and that are gone."""

from collections.abc import Iterator, Set as AbstractSet
from dataclasses import dataclass

from homeassistant.components.notify.const import DOMAIN as NOTIFY
from homeassistant.const import (
    ATTR_DOMAIN,
    EVENT_SERVICE_REGISTERED,
    EVENT_SERVICE_REMOVED,
)
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import (
    async_track_entity_registry_updated_event,
    async_track_state_change_event,
)
from homeassistant.helpers.issue_registry import IssueSeverity
from homeassistant.helpers.start import async_at_started

from ..access.policy import Door
from ..const import SUBENTRY_DOOR, SUBENTRY_VEHICLE
from ..coordinator import PlacaConfigEntry
from ..household.second_factor import FactorKind, SecondFactor
from ..household.vehicle import Vehicle
from ..issues.registry import Issue, report_all
from ..signals import SIGNAL_HOUSEHOLD, follow
from ..subentries.household import Household

MISSING_ENTITY = "missing_entity"
_OF_A_VEHICLE = "missing_entity_of_vehicle"


@dataclass(frozen=True, slots=True)
class EntityUser:
    """A door or a vehicle, and what it refers to: entities, and apps that notify by name."""

    subentry_type: str
    subentry_id: str
    name: str
    entities: tuple[str, ...]
    apps: tuple[str, ...] = ()

    def missing(self, hass: HomeAssistant) -> list[str]:
        """Name what is gone; a service that notifies is named as people call it."""
        gone = [entity_id for entity_id in self.entities if is_missing(hass, entity_id)]
        apps = [app for app in self.apps if not hass.services.has_service(NOTIFY, app)]
        return gone + [f"{NOTIFY}.{app}" for app in apps]


@callback
def watch_missing_entities(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Report what is missing for as long as the entry is loaded, once everything has started."""
    watch = _EntityWatch(hass, entry)
    entry.async_on_unload(watch.stop)
    entry.async_on_unload(async_at_started(hass, watch.start))


class _EntityWatch:
    """Looks again whenever something comes, goes, or is needed newly."""

    def __init__(self, hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._unwatch: list[CALLBACK_TYPE] = []

    @callback
    def start(self, _hass: HomeAssistant) -> None:
        """Look, and go on looking."""
        self._watch()
        follow(self._hass, self._entry, SIGNAL_HOUSEHOLD, self._watch)
        for event_type in (EVENT_SERVICE_REGISTERED, EVENT_SERVICE_REMOVED):
            unlisten = self._hass.bus.async_listen(event_type, self._app_changed)
            self._entry.async_on_unload(unlisten)

    @callback
    def stop(self) -> None:
        """Watch nothing."""
        while self._unwatch:
            self._unwatch.pop()()

    @callback
    def _watch(self) -> None:
        """Watch what is needed now."""
        self.stop()
        household = self._entry.runtime_data.household
        needed = {need for one in entity_users_of(household) for need in one.entities}
        self._unwatch = [
            async_track_state_change_event(self._hass, needed, self._changed),
            async_track_entity_registry_updated_event(self._hass, needed, self._look),
        ]
        self._look()

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        if event.data["old_state"] is None or event.data["new_state"] is None:
            self._look()

    @callback
    def _app_changed(self, event: Event) -> None:
        if event.data[ATTR_DOMAIN] == NOTIFY:
            self._look()

    @callback
    def _look(self, _event: object = None) -> None:
        report_missing_entities(self._hass, self._entry)


@callback
def report_missing_entities(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Report each door and vehicle with something missing, and take back all others."""
    issues = [
        Issue(
            kind=MISSING_ENTITY,
            severity=IssueSeverity.ERROR,
            about=one.subentry_id,
            text=MISSING_ENTITY if one.subentry_type == SUBENTRY_DOOR else _OF_A_VEHICLE,
            placeholders={
                one.subentry_type: one.name,
                "entities": "\n".join(map("- {}".format, gone)),
            },
            data={"subentry_type": one.subentry_type, "subentry_id": one.subentry_id},
        )
        for one in entity_users_of(entry.runtime_data.household)
        if (gone := one.missing(hass))
    ]
    report_all(hass, entry.entry_id, MISSING_ENTITY, issues)


def entity_users_of(household: Household) -> Iterator[EntityUser]:
    """Tell what the doors refer to, and the vehicles that a second factor is asked of."""
    for door in household.doors:
        factor = door.policy.second_factor
        yield EntityUser(
            SUBENTRY_DOOR,
            door.door_id,
            door.name,
            _each(door.entity_id, door.policy.schedule, door.policy.alarm)
            + _sorted(factor.witnesses_for(None)),
            _apps(factor),
        )
    for vehicle in household.residents:
        owners = {
            person
            for door in household.doors
            if _asks_the_owner(door, vehicle)
            for person in _each(vehicle.owner)
        }
        yield EntityUser(
            SUBENTRY_VEHICLE,
            vehicle.vehicle_id,
            vehicle.name,
            _sorted(vehicle.second_factor.witnesses_for(vehicle.owner) | owners),
            _apps(vehicle.second_factor),
        )


def is_missing(hass: HomeAssistant, entity_id: str) -> bool:
    """Whether an entity is gone or disabled; one that is only unavailable is not."""
    registered = er.async_get(hass).async_get(entity_id)
    if registered is None:
        return hass.states.get(entity_id) is None
    return registered.disabled


def _asks_the_owner(door: Door, vehicle: Vehicle) -> bool:
    """Whether only the owner of this vehicle can vouch for it at a door."""
    factor = door.policy.second_factor
    return (
        factor.kind is FactorKind.PRESENCE
        and not factor.witnesses
        and (not factor.vehicles or vehicle.vehicle_id in factor.vehicles)
        and (door.vehicles is None or vehicle.vehicle_id in door.vehicles)
    )


def _apps(factor: SecondFactor) -> tuple[str, ...]:
    return _sorted(factor.notify if factor.kind is FactorKind.CONFIRMATION else ())


def _each(*needs: str | None) -> tuple[str, ...]:
    return tuple(need for need in needs if need)


def _sorted(needs: AbstractSet[str] | tuple[()]) -> tuple[str, ...]:
    return tuple(sorted(needs))
