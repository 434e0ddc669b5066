"""Registers the actions. All need an administrator, since they look at or change personal data."""

from homeassistant.core import HomeAssistant, SupportsResponse, callback
from homeassistant.helpers.service import async_register_admin_service

from ..const import DOMAIN
from .doors import SHADOW_REPORT_SCHEMA, get_shadow_report
from .explain import EXPLAIN_SCHEMA, explain_decision
from .guest_passes import CREATE_GUEST_PASS_SCHEMA, create_guest_pass
from .recognize import RECOGNIZE_SCHEMA, recognize
from .sightings import (
    RANGE_SCHEMA,
    SEARCH_SCHEMA,
    erase_sightings,
    export_sightings,
    search_sightings,
)
from .vehicle_table import EXPORT_SCHEMA, IMPORT_SCHEMA, export_vehicles, import_vehicles
from .vehicles import (
    ADD_VEHICLE_SCHEMA,
    REMOVE_VEHICLE_SCHEMA,
    add_vehicle,
    remove_vehicle,
)

_ACTIONS = (
    ("search_sightings", search_sightings, SEARCH_SCHEMA, SupportsResponse.ONLY),
    ("export_sightings", export_sightings, RANGE_SCHEMA, SupportsResponse.ONLY),
    ("erase_sightings", erase_sightings, RANGE_SCHEMA, SupportsResponse.OPTIONAL),
    ("explain_decision", explain_decision, EXPLAIN_SCHEMA, SupportsResponse.ONLY),
    ("recognize", recognize, RECOGNIZE_SCHEMA, SupportsResponse.ONLY),
    ("add_vehicle", add_vehicle, ADD_VEHICLE_SCHEMA, SupportsResponse.OPTIONAL),
    ("remove_vehicle", remove_vehicle, REMOVE_VEHICLE_SCHEMA, SupportsResponse.NONE),
    ("get_shadow_report", get_shadow_report, SHADOW_REPORT_SCHEMA, SupportsResponse.ONLY),
    (
        "create_guest_pass",
        create_guest_pass,
        CREATE_GUEST_PASS_SCHEMA,
        SupportsResponse.OPTIONAL,
    ),
    ("import_vehicles", import_vehicles, IMPORT_SCHEMA, SupportsResponse.ONLY),
    ("export_vehicles", export_vehicles, EXPORT_SCHEMA, SupportsResponse.ONLY),
)


@callback
def register_actions(hass: HomeAssistant) -> None:
    """Register every action, whether or not an engine is set up."""
    for name, act, schema, response in _ACTIONS:
        async_register_admin_service(hass, DOMAIN, name, act, schema, response)
