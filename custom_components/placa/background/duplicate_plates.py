"""The repair issue about a vehicle that came although it is here: its plate may have a double."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from ..coordinator import PlacaConfigEntry
from ..household.presence import Movement
from ..issues.registry import Issue, report, take_back
from ..signals import SIGNAL_HOUSEHOLD, SIGNAL_VEHICLE, VehicleNews, follow

ARRIVED_AGAIN = "arrived_again"


@callback
def watch_duplicate_plates(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Report each resident that arrives again; the issue stays until somebody has seen it."""
    placa = entry.runtime_data

    @callback
    def moved(news: VehicleNews) -> None:
        vehicle = placa.household.vehicle(news.vehicle_id)
        if news.movement is Movement.ARRIVED_AGAIN and vehicle and vehicle.guest_pass is None:
            issue = Issue(
                kind=ARRIVED_AGAIN,
                severity=IssueSeverity.WARNING,
                about=vehicle.vehicle_id,
                placeholders={"vehicle": vehicle.name},
                is_persistent=True,
            )
            report(hass, entry.entry_id, issue)

    @callback
    def forget_gone() -> None:
        there = {one.vehicle_id for one in placa.household.residents}
        take_back(hass, entry.entry_id, ARRIVED_AGAIN, but=there)

    forget_gone()
    follow(hass, entry, SIGNAL_VEHICLE, moved)
    follow(hass, entry, SIGNAL_HOUSEHOLD, forget_gone)
