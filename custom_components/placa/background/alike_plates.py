"""Warns of registered plates that are too alike, now and whenever the vehicles change."""

from homeassistant.core import HomeAssistant, callback

from ..coordinator import PlacaConfigEntry
from ..issues.plates_alike import report_alike_plates
from ..signals import SIGNAL_HOUSEHOLD, follow


@callback
def watch_alike_plates(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Report them for as long as the entry is loaded."""

    @callback
    def look() -> None:
        report_alike_plates(hass, entry.entry_id, entry.runtime_data.household.vehicles)

    follow(hass, entry, SIGNAL_HOUSEHOLD, look)
    look()
