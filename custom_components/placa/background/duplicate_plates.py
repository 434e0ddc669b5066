"""The repair issue about a vehicle that came although it is here: its plate may have a double."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..const import DOMAIN
from ..coordinator import PlacaConfigEntry
from ..household.presence import Movement
from ..issues.registry import take_back
from ..signals import SIGNAL_VEHICLE, VehicleNews

ARRIVED_AGAIN = "arrived_again"


@callback
def watch_doubles(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Report each resident that arrives again; the issue stays until somebody has seen it."""
    beginning = f"{ARRIVED_AGAIN}_{entry.entry_id}_"
    names = {beginning + one.vehicle_id: one.name for one in entry.runtime_data.household.residents}

    @callback
    def moved(news: VehicleNews) -> None:
        issue_id = beginning + news.vehicle_id
        if news.movement is Movement.ARRIVED_AGAIN and issue_id in names:
            ir.async_create_issue(
                hass,
                DOMAIN,
                issue_id,
                is_fixable=True,
                is_persistent=True,
                severity=ir.IssueSeverity.WARNING,
                translation_key=ARRIVED_AGAIN,
                translation_placeholders={"vehicle": names[issue_id]},
            )

    take_back(hass, beginning, names)
    entry.async_on_unload(
        async_dispatcher_connect(hass, SIGNAL_VEHICLE.format(entry.entry_id), moved)
    )
