"""Actions that add and remove vehicles, as their forms do."""

from homeassistant.config_entries import SOURCE_USER, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.translation import async_get_translations
import probatio

from ..const import CONF_PLATES, CONF_VEHICLE, DOMAIN, SUBENTRY_VEHICLE
from .support import CONF_CONFIG_ENTRY_ID, entry_of, invalid, vehicle_named

ADD_VEHICLE_SCHEMA = probatio.Schema(
    {
        probatio.Optional(CONF_CONFIG_ENTRY_ID): cv.string,
        probatio.Required(CONF_NAME): cv.string,
        probatio.Required(CONF_PLATES): probatio.All(cv.ensure_list, [cv.string]),
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
    flows = call.hass.config_entries.subentries
    form = await flows.async_init(
        (entry.entry_id, SUBENTRY_VEHICLE), context={"source": SOURCE_USER}
    )
    before = set(entry.subentries)
    result = await flows.async_configure(
        form["flow_id"],
        {CONF_NAME: call.data[CONF_NAME], CONF_PLATES: call.data[CONF_PLATES]},
    )
    if result["type"] is not FlowResultType.CREATE_ENTRY:
        flows.async_abort(result["flow_id"])
        raise invalid("vehicle_refused", problem=await _problem(call.hass, result))
    (vehicle_id,) = set(entry.subentries) - before
    return {"vehicle_id": vehicle_id}


async def remove_vehicle(call: ServiceCall) -> None:
    """Remove a vehicle; its plates are strangers' from now on, and no door opens for them."""
    entry = entry_of(call)
    vehicle = vehicle_named(entry, call.data[CONF_VEHICLE])
    call.hass.config_entries.async_remove_subentry(entry, vehicle.vehicle_id)


async def _problem(hass: HomeAssistant, result: SubentryFlowResult) -> str:
    """Return the form's own sentence for what is wrong, or that it asks something back."""
    texts = await async_get_translations(hass, hass.config.language, "config_subentries", [DOMAIN])
    base = f"component.{DOMAIN}.config_subentries.{SUBENTRY_VEHICLE}"
    keys = [f"{base}.error.{code}" for code in (result.get("errors") or {}).values()]
    asked_back = f"{base}.step.{result['step_id']}.title"
    return " ".join(texts.get(key, key) for key in keys or [asked_back])
