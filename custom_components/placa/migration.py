"""Brings config entries of earlier versions up to date."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .const import CONF_MODE, SUBENTRY_DOOR
from .doors.policy import DoorMode

_ACTIVE = "active"


@callback
def give_doors_a_mode(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """From 1.1 to 1.2: a door that opened by itself is armed, any other one is off."""
    for subentry in tuple(entry.subentries.values()):
        if subentry.subentry_type == SUBENTRY_DOOR and _ACTIVE in subentry.data:
            data = dict(subentry.data)
            mode = DoorMode.ARMED if data.pop(_ACTIVE) else DoorMode.OFF
            hass.config_entries.async_update_subentry(
                entry, subentry, data={**data, CONF_MODE: mode.value}
            )
    hass.config_entries.async_update_entry(entry, minor_version=2)
