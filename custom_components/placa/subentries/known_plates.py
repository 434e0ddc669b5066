"""Tells the engine the plates of the household, so that it can treat strangers as strangers."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..client.client import EngineClient, EngineError, InvalidAnswerError, RejectedError
from ..const import DOMAIN, LOGGER
from .household import HouseholdReader

_AGAIN = 30.0
"""Seconds until the plates are sent once more to an engine that did not answer."""


class KnownPlatesDelivery:
    """Sends the plates with each new connection and whenever the household has other ones."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        client: EngineClient,
        household: HouseholdReader,
        connected: Callable[[], bool],
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._client = client
        self._household = household
        self._connected = connected
        self._sent: frozenset[str] | None = None
        self._sending = asyncio.Lock()
        self._retry: CALLBACK_TYPE | None = None

    async def send(self) -> None:
        """Tell the engine the plates of the household as they are now. Raises EngineError."""
        async with self._sending:
            plates = self._household.current.plates
            await self._client.set_known_plates(plates)
            self._sent = plates

    @callback
    def household_changed(self) -> None:
        """Send the plates soon if they are other ones."""
        if self._household.current.plates != self._sent:
            self._entry.async_create_task(self._hass, self._send_new(), f"{DOMAIN} plates")

    @callback
    def stop(self) -> None:
        """Try no more."""
        if self._retry:
            self._retry()
            self._retry = None

    async def _send_new(self, _now: datetime | None = None) -> None:
        """Send the plates, later if the engine cannot hear now; each new connection sends them."""
        self.stop()
        if not self._connected() or self._household.current.plates == self._sent:
            return
        try:
            await self.send()
        except RejectedError, InvalidAnswerError:
            LOGGER.warning("The engine did not take the plates of the household")
        except EngineError:
            self._retry = async_call_later(self._hass, _AGAIN, self._send_new)
