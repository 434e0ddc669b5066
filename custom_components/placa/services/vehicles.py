"""Actions that add and remove vehicles, as their forms do."""

from homeassistant.components.person.const import DOMAIN as PERSON
from homeassistant.const import CONF_NAME
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import probatio

from ..const import (
    CONF_DENIED,
    CONF_GROUP,
    CONF_NOTES,
    CONF_OWNER,
    CONF_PLATES,
    CONF_VEHICLE,
    SUBENTRY_VEHICLE,
)
from .helpers import CONF_CONFIG_ENTRY_ID, entity_of_domain, entry_of, vehicle_named
from .subentries import add_subentry

ADD_VEHICLE_SCHEMA = probatio.Schema(
    {
        probatio.Optional(CONF_CONFIG_ENTRY_ID): cv.string,
        probatio.Required(CONF_NAME): cv.string,
        probatio.Required(CONF_PLATES): probatio.All(cv.ensure_list, [cv.string]),
        probatio.Optional(CONF_OWNER): entity_of_domain(PERSON),
        probatio.Optional(CONF_GROUP): cv.string,
        probatio.Optional(CONF_DENIED): cv.boolean,
        probatio.Optional(CONF_NOTES): cv.string,
    }
)
REMOVE_VEHICLE_SCHEMA = probatio.Schema(
    {
        probatio.Optional(CONF_CONFIG_ENTRY_ID): cv.string,
        probatio.Required(CONF_VEHICLE): cv.string,
    }
)


async def add_vehicle(call: ServiceCall) -> ServiceResponse:
    """Add a vehicle; what its form refuses is refused here, in the same words."""
    entry = entry_of(call)
    answer = {key: value for key, value in call.data.items() if key != CONF_CONFIG_ENTRY_ID}
    return {"vehicle_id": await add_subentry(call, entry, SUBENTRY_VEHICLE, answer)}


async def remove_vehicle(call: ServiceCall) -> None:
    """Remove a vehicle; its plates are strangers' from now on, and no door opens for them."""
    entry = entry_of(call)
    vehicle = vehicle_named(entry, call.data[CONF_VEHICLE])
    call.hass.config_entries.async_remove_subentry(entry, vehicle.vehicle_id)
