"""Actions that tell about doors."""

from homeassistant.const import CONF_DEVICE_ID
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import probatio

from ..background.shadow_report import report_of
from .helpers import CONF_CONFIG_ENTRY_ID, door_of, entry_of, invalid

SHADOW_REPORT_SCHEMA = probatio.Schema(
    {
        probatio.Optional(CONF_CONFIG_ENTRY_ID): cv.string,
        probatio.Required(CONF_DEVICE_ID): cv.string,
    }
)


async def get_shadow_report(call: ServiceCall) -> ServiceResponse:
    """Return what a door would have done since it went into shadow."""
    entry = entry_of(call)
    door = door_of(call, entry)
    tally = entry.runtime_data.stores.shadows.of(door.door_id)
    if tally is None:
        raise invalid("not_in_shadow")
    return report_of(entry.runtime_data, door, tally)
