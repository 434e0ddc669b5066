"""The action that explains a decision at a door, from the engine's ledger or the outbox."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import CONF_DEVICE_ID
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import probatio

from ..const import CONF_DECISION_ID
from ..coordinator import PlacaConfigEntry, engine_errors
from ..localization.decisions import explain
from ..localization.texts import Texts
from .helpers import CONF_CONFIG_ENTRY_ID, door_of, entry_of, invalid

EXPLAIN_SCHEMA = probatio.All(
    probatio.Schema(
        {
            probatio.Optional(CONF_CONFIG_ENTRY_ID): cv.string,
            probatio.Exclusive(CONF_DECISION_ID, "decision"): probatio.All(
                cv.string, probatio.Match(r"^[0-9A-Za-z_-]{1,64}$")
            ),
            probatio.Exclusive(CONF_DEVICE_ID, "decision"): cv.string,
        }
    ),
    cv.has_at_least_one_key(CONF_DECISION_ID, CONF_DEVICE_ID),
)


async def explain_decision(call: ServiceCall) -> ServiceResponse:
    """Explain the decision with this id, or the latest one of a door."""
    entry = entry_of(call)
    if CONF_DECISION_ID in call.data:
        record = await _latest(entry, "decision_id", call.data[CONF_DECISION_ID])
    else:
        record = await _latest(entry, "door", door_of(call, entry).door_id)
    household = entry.runtime_data.household
    doors = {door.door_id: door.name for door in household.doors}
    vehicles = {vehicle.vehicle_id: vehicle.name for vehicle in household.vehicles}
    return explain(
        Texts.of(call.hass), record, doors.get(record["door"]), vehicles.get(record["vehicle"])
    )


async def _latest(entry: PlacaConfigEntry, key: str, value: str) -> Mapping[str, Any]:
    """Return the newest record with this value; what waits for the engine is the newest."""
    outbox = reversed(entry.runtime_data.stores.journal.outbox)
    waiting: Mapping[str, Any] | None = next((own for own in outbox if own[key] == value), None)
    if waiting is not None:
        return waiting
    with engine_errors():
        found = await entry.runtime_data.client.decisions(**{key: value}, limit=1)
    if not found:
        raise invalid("no_such_decision")
    return found[0].decision
