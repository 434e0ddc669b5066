"""Since when Home Assistant runs: shortly after its start, states are not yet the true ones."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.start import async_at_started
from homeassistant.util.hass_dict import HassKey

from ..clock import Clock
from ..const import DOMAIN

STARTED: HassKey[float] = HassKey(f"{DOMAIN}_started")


@callback
def note_start(hass: HomeAssistant, clock: Clock) -> None:
    """Note when Home Assistant has started; now, if it runs already."""

    @callback
    def started(hass: HomeAssistant) -> None:
        hass.data.setdefault(STARTED, clock.monotonic())

    async_at_started(hass, started)


@callback
def running_for(hass: HomeAssistant, monotonic: float) -> float | None:
    """Tell for how many seconds Home Assistant has run; None while it is starting."""
    started = hass.data.get(STARTED)
    return None if started is None else monotonic - started
