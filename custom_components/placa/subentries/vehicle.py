"""The vehicle subentries as a table holds them, and what an import makes of them."""

from collections.abc import Iterable
from types import MappingProxyType

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from ..const import SUBENTRY_VEHICLE
from ..household.vehicle_details import VehicleDetails
from ..household.vehicle_import import LineOutcome, PlannedLine


@callback
def vehicle_details(entry: ConfigEntry) -> dict[str, VehicleDetails]:
    """Return what is written down of each vehicle, by its id."""
    return {
        subentry.subentry_id: VehicleDetails.of(subentry.title, subentry.data)
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_VEHICLE
    }


@callback
def carry_out(hass: HomeAssistant, entry: ConfigEntry, planned: Iterable[PlannedLine]) -> None:
    """Add and change the vehicles in one go, so that nobody sees, or saves, half of them."""
    for line in planned:
        if line.details is None or line.outcome is LineOutcome.UNCHANGED:
            continue
        if line.vehicle_id is None:
            subentry = ConfigSubentry(
                data=MappingProxyType(line.details.data),
                subentry_type=SUBENTRY_VEHICLE,
                title=line.details.name,
                unique_id=None,
            )
            hass.config_entries.async_add_subentry(entry, subentry)
        else:
            hass.config_entries.async_update_subentry(
                entry,
                entry.subentries[line.vehicle_id],
                title=line.details.name,
                data=line.details.data,
            )
