"""The action that creates a guest pass, as its form does."""

from typing import Any

from homeassistant.const import CONF_NAME, WEEKDAYS
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import probatio

from ..const import (
    CONF_DAYS,
    CONF_DOORS,
    CONF_END,
    CONF_EXPIRES,
    CONF_NOTES,
    CONF_PLATES,
    CONF_START,
    CONF_USES,
    SUBENTRY_GUEST_PASS,
)
from ..flows.guest_pass import MOST_USES, form_time
from .helpers import CONF_CONFIG_ENTRY_ID, MOMENT, door_ids_of, entry_of
from .subentries import add_subentry

CREATE_GUEST_PASS_SCHEMA = probatio.Schema(
    {
        probatio.Optional(CONF_CONFIG_ENTRY_ID): cv.string,
        probatio.Required(CONF_NAME): cv.string,
        probatio.Required(CONF_PLATES): probatio.All(cv.ensure_list, [cv.string]),
        probatio.Required(CONF_EXPIRES): MOMENT,
        probatio.Optional(CONF_USES): probatio.All(int, probatio.Range(min=1, max=MOST_USES)),
        probatio.Optional(CONF_DAYS): probatio.All(cv.ensure_list, [probatio.In(WEEKDAYS)]),
        probatio.Optional(CONF_START): cv.time,
        probatio.Optional(CONF_END): cv.time,
        probatio.Optional(CONF_DOORS, default=list): probatio.All(cv.ensure_list, [cv.string]),
        probatio.Optional(CONF_NOTES): cv.string,
    }
)


async def create_guest_pass(call: ServiceCall) -> ServiceResponse:
    """Create a guest pass; what its form refuses is refused here, in the same words."""
    entry = entry_of(call)
    answer: dict[str, Any] = {
        key: call.data[key]
        for key in (CONF_NAME, CONF_PLATES, CONF_USES, CONF_DAYS, CONF_NOTES)
        if key in call.data
    }
    answer |= {
        key: call.data[key].isoformat() for key in (CONF_START, CONF_END) if key in call.data
    }
    answer |= {
        CONF_EXPIRES: form_time(call.data[CONF_EXPIRES]),
        CONF_DOORS: door_ids_of(call, entry),
    }
    pass_id = await add_subentry(call, entry, SUBENTRY_GUEST_PASS, answer)
    data = entry.subentries[pass_id].data
    return {"pass_id": pass_id, "plates": data[CONF_PLATES], "expires": data[CONF_EXPIRES]}
