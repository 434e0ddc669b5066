"""Actions that take in and give out all vehicles as a table (CSV)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import probatio

from ..const import CONF_ALLOW_ALIKE, CONF_FILE, SUBENTRY_VEHICLE
from ..household.vehicle_csv import (
    MOST_BYTES,
    CsvError,
    decoded,
    read_vehicles,
    write_vehicles,
)
from ..household.vehicle_import import LineOutcome, PlannedLine, plan_import
from ..localization.texts import form_texts
from ..subentries.vehicle import carry_out, vehicle_details
from .allowed_file import read_allowed
from .helpers import CONF_CONFIG_ENTRY_ID, entry_of, invalid

CONF_DRY_RUN = "dry_run"
CONF_TABLE = "table"

IMPORT_SCHEMA = probatio.All(
    probatio.Schema(
        {
            probatio.Optional(CONF_CONFIG_ENTRY_ID): cv.string,
            probatio.Exclusive(CONF_TABLE, "table"): probatio.All(
                cv.string, probatio.Length(max=MOST_BYTES)
            ),
            probatio.Exclusive(CONF_FILE, "table"): cv.string,
            probatio.Optional(CONF_DRY_RUN, default=False): cv.boolean,
            probatio.Optional(CONF_ALLOW_ALIKE, default=False): cv.boolean,
        }
    ),
    cv.has_at_least_one_key(CONF_TABLE, CONF_FILE),
)
EXPORT_SCHEMA = probatio.Schema({probatio.Optional(CONF_CONFIG_ENTRY_ID): cv.string})


async def import_vehicles(call: ServiceCall) -> ServiceResponse:
    """Add and change the vehicles of a table: all of them, or none if a line is refused."""
    entry = entry_of(call)
    try:
        lines = read_vehicles(await _table(call))
    except CsvError as err:
        raise invalid(err.key, column=err.column) from None
    planned = plan_import(
        lines,
        vehicle_details(entry),
        entry.runtime_data.household.guests,
        allow_alike=call.data[CONF_ALLOW_ALIKE],
    )
    refused = any(line.outcome is LineOutcome.REFUSED for line in planned)
    done = not (refused or call.data[CONF_DRY_RUN])
    texts = form_texts(call.hass, SUBENTRY_VEHICLE)
    if done:
        carry_out(call.hass, entry, planned)
    counts = {
        outcome.value: sum(line.outcome is outcome for line in planned) for outcome in LineOutcome
    }
    return {"done": done, **counts, "lines": [_described(line, texts) for line in planned]}


async def export_vehicles(call: ServiceCall) -> ServiceResponse:
    """Give all vehicles as a table, by their names."""
    vehicles = sorted(
        vehicle_details(entry_of(call)).values(), key=lambda details: details.name.casefold()
    )
    return {
        "vehicles": len(vehicles),
        "table": write_vehicles(details.cells for details in vehicles),
    }


async def _table(call: ServiceCall) -> str:
    if CONF_TABLE in call.data:
        table: str = call.data[CONF_TABLE]
        return table
    file: str = call.data[CONF_FILE]
    return decoded(
        await call.hass.async_add_executor_job(read_allowed, call.hass, Path(file), MOST_BYTES)
    )


def _described(line: PlannedLine, texts: Mapping[str, str]) -> dict[str, Any]:
    """Describe what becomes of a line; `reason` is the sentence of the vehicle's form."""
    return {
        "line": line.number,
        "name": line.name,
        "outcome": line.outcome.value,
        "problem": line.problem.value if line.problem else None,
        "reason": texts[f"error.{line.problem.value}"].format_map(line.about)
        if line.problem
        else None,
        "plates": list(line.details.plates) if line.details else [],
        "too_alike": list(line.alike),
    }
