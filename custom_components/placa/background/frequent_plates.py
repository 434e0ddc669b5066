"""Learns daily from the engine which plates pass often, and warns of vehicles they look like.

The plates are held in memory only.
"""

from datetime import datetime, timedelta

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..client.client import EngineError
from ..coordinator import PlacaConfigEntry
from ..issues.passer_by_alike import report_passers_by

DAYS = 30
AT_LEAST = 5
"""So often within so many days is often."""

_DAILY = timedelta(days=1)
_AFTER_FAILURE = timedelta(minutes=10)


class FrequentPlates:
    """Keeps the coordinator's frequent plates up to date; without an answer they are not known."""

    def __init__(self, hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._cancel: CALLBACK_TYPE | None = None
        self._stopped = False

    async def refresh(self, _now: datetime | None = None) -> None:
        """Ask the engine, and again tomorrow; soon again if it does not answer."""
        placa = self._entry.runtime_data
        try:
            frequent = await placa.client.frequent_plates(DAYS, AT_LEAST)
        except EngineError:
            frequent = None
        if self._stopped:
            return
        if frequent is not None:
            placa.door_controller.frequent = frequent
            self.look()
        wait = _AFTER_FAILURE if frequent is None else _DAILY
        self._cancel = async_call_later(self._hass, wait, self.refresh)

    @callback
    def look(self) -> None:
        """Warn of the vehicles that look like a frequent passer-by now."""
        placa = self._entry.runtime_data
        if placa.door_controller.frequent is not None:
            report_passers_by(
                self._hass,
                self._entry.entry_id,
                placa.household.vehicles,
                placa.door_controller.frequent,
            )

    @callback
    def stop(self) -> None:
        """Ask no more."""
        self._stopped = True
        if self._cancel:
            self._cancel()
