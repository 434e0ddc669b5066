"""Repair issues about entities that a door needs and that are gone or disabled."""

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.helpers.event import (
    async_track_entity_registry_updated_event,
    async_track_state_change_event,
)
from homeassistant.helpers.start import async_at_started

from ..const import DOMAIN
from ..coordinator import PlacaConfigEntry
from ..doors.policy import Door
from .taking_back import take_back

MISSING_ENTITY = "missing_entity"


@callback
def watch_door_entities(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Report doors for as long as the entry is loaded; at first when all entities are there."""
    needed = {need for door in entry.runtime_data.household.doors for need in needs_of(door)}

    @callback
    def look(_event: object) -> None:
        report_missing_entities(hass, entry)

    @callback
    def changed(event: Event[EventStateChangedData]) -> None:
        if event.data["old_state"] is None or event.data["new_state"] is None:
            look(event)

    @callback
    def started(hass: HomeAssistant) -> None:
        look(hass)
        entry.async_on_unload(async_track_state_change_event(hass, needed, changed))
        entry.async_on_unload(async_track_entity_registry_updated_event(hass, needed, look))

    entry.async_on_unload(async_at_started(hass, started))


@callback
def report_missing_entities(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Report each door with something missing, and take back all others."""
    beginning = f"{MISSING_ENTITY}_{entry.entry_id}_"
    missing = {
        door: gone
        for door in entry.runtime_data.household.doors
        if (gone := [need for need in needs_of(door) if is_missing(hass, need)])
    }
    take_back(hass, beginning, {beginning + door.door_id for door in missing})
    for door, gone in missing.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            beginning + door.door_id,
            data={"entry_id": entry.entry_id, "subentry_id": door.door_id},
            is_fixable=True,
            severity=ir.IssueSeverity.ERROR,
            translation_key=MISSING_ENTITY,
            translation_placeholders={
                "door": door.name,
                "entities": "\n".join(map("- {}".format, gone)),
            },
        )


def needs_of(door: Door) -> list[str]:
    """Return the entities without which a door does not open."""
    needs = (door.entity_id, door.policy.schedule, door.policy.alarm)
    return [need for need in needs if need]


def is_missing(hass: HomeAssistant, entity_id: str) -> bool:
    """Whether an entity is gone or disabled; one that is only unavailable is not."""
    registered = er.async_get(hass).async_get(entity_id)
    if registered is None:
        return hass.states.get(entity_id) is None
    return registered.disabled
