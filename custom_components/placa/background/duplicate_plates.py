"""The repair issue about a vehicle that came although it is here: its plate may have a double."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..coordinator import PlacaConfigEntry
from ..household.presence import Movement
from ..issues.registry import take_back
from ..signals import SIGNAL_HOUSEHOLD, SIGNAL_VEHICLE, VehicleNews, follow

ARRIVED_AGAIN = "arrived_again"


@callback
def watch_duplicate_plates(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Report each resident that arrives again; the issue stays until somebody has seen it."""
    placa = entry.runtime_data
    beginning = f"{ARRIVED_AGAIN}_{entry.entry_id}_"

    @callback
    def moved(news: VehicleNews) -> None:
        vehicle = placa.household.vehicle(news.vehicle_id)
        if news.movement is Movement.ARRIVED_AGAIN and vehicle and vehicle.guest_pass is None:
            ir.async_create_issue(
                hass,
                DOMAIN,
                beginning + vehicle.vehicle_id,
                is_fixable=True,
                is_persistent=True,
                severity=ir.IssueSeverity.WARNING,
                translation_key=ARRIVED_AGAIN,
                translation_placeholders={"vehicle": vehicle.name},
            )

    @callback
    def forget_gone() -> None:
        there = {beginning + one.vehicle_id for one in placa.household.residents}
        take_back(hass, beginning, there)

    forget_gone()
    follow(hass, entry, SIGNAL_VEHICLE, moved)
    follow(hass, entry, SIGNAL_HOUSEHOLD, forget_gone)
