"""The clocks of Home Assistant's machine, passed to whatever looks at them."""

from datetime import datetime
import time

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN


class Clock:
    """The time of day, which may be set, and the seconds of a clock that only goes forward."""

    def now(self) -> datetime:
        """Return the time of day in Home Assistant's time zone."""
        return dt_util.now()

    def utcnow(self) -> datetime:
        """Return the time of day in UTC."""
        return dt_util.utcnow()

    def monotonic(self) -> float:
        """Return the seconds since some moment in the past."""
        return time.monotonic()


CLOCK: HassKey[Clock] = HassKey(f"{DOMAIN}_clock")


@callback
def clock_of(hass: HomeAssistant) -> Clock:
    """Return the one clock of the integration, which tests may set."""
    return hass.data.setdefault(CLOCK, Clock())
