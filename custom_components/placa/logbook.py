"""What doors decided, in plain words, for the logbook.

The recorder keeps ids, codes and values only: names and sentences are looked up when the logbook
is read, so that a vehicle which was removed is named no more.
"""

from collections.abc import Callable
from typing import Any

from homeassistant.components.logbook.const import (
    LOGBOOK_ENTRY_ENTITY_ID,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Event, HomeAssistant, callback

from .access.decision import Verdict
from .access.reasons import Reason
from .const import DOMAIN
from .localization.decisions import deed
from .localization.texts import Texts
from .serialization import deserialize
from .signals import EVENT_DECISION


@callback
def async_describe_events(
    hass: HomeAssistant,
    async_describe_event: Callable[[str, str, Callable[[Event], dict[str, Any]]], None],
) -> None:
    """Describe the decisions at doors."""

    @callback
    def name_of(event: Event, key: str) -> str | None:
        entry = hass.config_entries.async_get_entry(event.data["config_entry_id"])
        subentry = entry.subentries.get(event.data[key]) if entry else None
        return subentry.title if subentry else None

    @callback
    def describe(event: Event) -> dict[str, Any]:
        texts = Texts.of(hass)
        refused_by, values = event.data["refused_by"], event.data["values"]
        refusal = (
            deserialize(Reason, {"code": refused_by, "ok": False, "values": values})
            if refused_by
            else None
        )
        whom = name_of(event, "vehicle_id")
        return {
            LOGBOOK_ENTRY_NAME: name_of(event, "door_id") or texts("gone_door"),
            LOGBOOK_ENTRY_MESSAGE: deed(texts, Verdict(event.data["verdict"]), whom, refusal),
            LOGBOOK_ENTRY_ENTITY_ID: event.data[ATTR_ENTITY_ID],
        }

    async_describe_event(DOMAIN, EVENT_DECISION, describe)
