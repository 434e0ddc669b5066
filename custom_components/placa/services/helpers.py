"""What the actions have in common: whom they ask, and how they say what went wrong."""

from datetime import MAXYEAR, MINYEAR, datetime
import uuid

from homeassistant.const import CONF_DEVICE_ID
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.service import async_get_config_entry
import probatio

from ..access.policy import Door
from ..client.audit import who_of
from ..const import CONF_DOORS, CONF_REASON, DOMAIN
from ..coordinator import PlacaConfigEntry
from ..device import camera_identifier, subentry_identifier
from ..household.vehicle import Vehicle

CONF_CONFIG_ENTRY_ID = "config_entry_id"


def entity_of_domain(domain: str) -> probatio.All[str]:
    """Take the id of an entity; Home Assistant's own validator fails for what is no text."""
    return probatio.All(cv.string, cv.entity_domain(domain))


def _in_every_time_zone(moment: datetime) -> datetime:
    if not MINYEAR < moment.year < MAXYEAR:
        raise probatio.Invalid("there is no such year in every time zone")
    return moment


MOMENT = probatio.All(cv.datetime, _in_every_time_zone)


def entry_of(call: ServiceCall) -> PlacaConfigEntry:
    """Return the config entry that an action is for; it may go unnamed if it is the only one."""
    return async_get_config_entry(call.hass, DOMAIN, call.data.get(CONF_CONFIG_ENTRY_ID))


def camera_id_of(call: ServiceCall, entry: PlacaConfigEntry) -> str | None:
    """Return the id of the camera whose device was chosen, None if none was."""
    device_id = call.data.get(CONF_DEVICE_ID)
    if device_id is None:
        return None
    prefix = camera_identifier(entry.entry_id, "")[1]
    if device := dr.async_get(call.hass).async_get(device_id):
        for domain, name in device.identifiers:
            if domain == DOMAIN and name.startswith(prefix):
                return name.removeprefix(prefix)
    raise invalid("not_a_camera")


def door_of(call: ServiceCall, entry: PlacaConfigEntry) -> Door:
    """Return the door whose device was chosen."""
    return _door_of_device(call.hass, entry, call.data[CONF_DEVICE_ID])


def door_ids_of(call: ServiceCall, entry: PlacaConfigEntry) -> list[str]:
    """Return the ids of the doors whose devices were chosen."""
    return [
        _door_of_device(call.hass, entry, device_id).door_id for device_id in call.data[CONF_DOORS]
    ]


def _door_of_device(hass: HomeAssistant, entry: PlacaConfigEntry, device_id: str) -> Door:
    device = dr.async_get(hass).async_get(device_id)
    for door in entry.runtime_data.household.doors:
        if device and subentry_identifier(entry.entry_id, door.door_id) in device.identifiers:
            return door
    raise invalid("not_a_door")


def vehicle_named(entry: PlacaConfigEntry, name: str) -> Vehicle:
    """Return the vehicle with this name."""
    vehicle = entry.runtime_data.household.vehicle_named(name)
    if vehicle is None:
        raise invalid("unknown_vehicle")
    return vehicle


def who_calls(call: ServiceCall) -> dict[str, str | None]:
    """Return who acts and why, for the ledger."""
    return who_of(uuid.uuid4().hex, call.context.user_id, call.data[CONF_REASON])


def invalid(key: str, **placeholders: str) -> ServiceValidationError:
    """Return the error for an action that was asked for something it cannot do."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )
