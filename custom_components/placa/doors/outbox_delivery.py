"""Delivers decision records to the engine's ledger, in order, for as long as it takes."""

import asyncio
from datetime import datetime

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..client.client import EngineClient, EngineError, InvalidAnswerError, RejectedError
from ..const import DOMAIN, LOGGER
from ..serialization import JsonObject
from ..storage.journal import Journal

_RETRY_AFTER = 30.0


class OutboxDelivery:
    """The way of the journal's outbox to the engine."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, client: EngineClient, journal: Journal
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._client = client
        self._journal = journal
        self._delivering = asyncio.Lock()
        self._cancel_retry: CALLBACK_TYPE | None = None

    @callback
    def add(self, record: JsonObject) -> None:
        """Keep a record until the engine has it, and try to deliver it now."""
        self._journal.add_record(record)
        self.wake()

    @callback
    def wake(self) -> None:
        """Deliver what waits, unless that is being done."""
        if not self._delivering.locked():
            self._entry.async_create_task(self._hass, self.deliver(), f"{DOMAIN} ledger")

    async def deliver(self) -> None:
        """Send what waits, oldest first; what the engine cannot take now is tried again."""
        async with self._delivering:
            self.stop()
            while outbox := self._journal.outbox:
                record = outbox[0]
                try:
                    await self._client.record_decision(record)
                except RejectedError, InvalidAnswerError:
                    LOGGER.warning("The engine refused to keep the record of a decision")
                except EngineError:
                    self._cancel_retry = async_call_later(self._hass, _RETRY_AFTER, self._retry)
                    return
                self._journal.remove_record(record)

    @callback
    def stop(self) -> None:
        """Do not try again by itself."""
        if self._cancel_retry:
            self._cancel_retry()
            self._cancel_retry = None

    async def _retry(self, _now: datetime) -> None:
        self._cancel_retry = None
        await self.deliver()
