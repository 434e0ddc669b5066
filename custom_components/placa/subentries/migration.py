"""Brings config entries of earlier versions up to date."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..access.policy import DEFAULT_POLICY, DoorMode
from ..const import CONF_MODE, CONF_POLICY, SUBENTRY_DOOR

_ACTIVE = "active"
_MIN_RIGID = "min_rigid"


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


@callback
def ask_for_rigid_surroundings(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """From 1.2 to 1.3: rigid motion is that of a plate's surroundings, and of nothing else.

    A door that asked for it stayed shut; it goes on asking, for what can be measured.
    """
    for subentry in tuple(entry.subentries.values()):
        if _MIN_RIGID not in (policy := dict(subentry.data.get(CONF_POLICY, {}))):
            continue
        if policy.pop(_MIN_RIGID) > 0:
            asked = policy.get("min_rigid_motion", DEFAULT_POLICY.min_rigid_motion)
            policy["min_rigid_motion"] = max(asked, DEFAULT_POLICY.min_rigid_motion)
            policy["require_rigid_motion"] = True
        data = {**subentry.data, CONF_POLICY: policy}
        hass.config_entries.async_update_subentry(entry, subentry, data=data)
    hass.config_entries.async_update_entry(entry, minor_version=3)
