"""Puts a door into another mode, which is kept in its subentry."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..access.policy import DoorMode
from ..const import CONF_MODE


@callback
def set_mode(hass: HomeAssistant, entry: ConfigEntry, door_id: str, mode: DoorMode) -> None:
    """Store the mode; the door is judged by it at once."""
    subentry = entry.subentries[door_id]
    hass.config_entries.async_update_subentry(
        entry, subentry, data={**subentry.data, CONF_MODE: mode.value}
    )
