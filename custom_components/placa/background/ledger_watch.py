"""Looks whether the engine's ledger goes on from where it was: at each connection and every day."""

import asyncio
from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from ..client.client import EngineError
from ..client.ledger_proof import Follower, LedgerProblemError
from ..const import DOMAIN, LOGGER
from ..coordinator import PlacaConfigEntry
from ..issues.ledger_changed import LEDGER, report_ledger
from ..issues.registry import take_back

INTERVAL = timedelta(days=1)


@callback
def watch_ledger(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Check the ledger for as long as the entry is loaded."""
    watch = _LedgerWatch(hass, entry)
    entry.async_on_unload(
        entry.runtime_data.coordinator.async_add_listener(watch.connection_changed)
    )
    entry.async_on_unload(async_track_time_interval(hass, watch.due, INTERVAL))
    watch.connection_changed()


class _LedgerWatch:
    def __init__(self, hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._connected = False
        self._checking = asyncio.Lock()

    @callback
    def connection_changed(self) -> None:
        """Check when the engine has been connected."""
        connected = self._entry.runtime_data.coordinator.last_update_success
        if connected and not self._connected:
            self._check()
        self._connected = connected

    @callback
    def due(self, _now: datetime) -> None:
        """Check once a day."""
        if self._connected:
            self._check()

    @callback
    def _check(self) -> None:
        self._entry.async_create_background_task(
            self._hass, self._compare(), f"{DOMAIN} ledger check"
        )

    async def _compare(self) -> None:
        async with self._checking:
            await compare_ledger(self._hass, self._entry)


async def compare_ledger(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Check the ledger; raise the issue about it, or take it back."""
    try:
        await check_ledger(hass, entry)
    except LedgerProblemError as err:
        LOGGER.error("The engine's ledger is not the one that was seen: %s", err)
        report_ledger(hass, entry.entry_id, err, entry.runtime_data.stores.ledger.value.checked)
    except EngineError as err:
        LOGGER.warning("The engine's ledger could not be checked: %s", err)
    else:
        take_back(hass, entry.entry_id, LEDGER)


async def check_ledger(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Check all that was added since the last time. Raises LedgerProblemError, EngineError."""
    placa = entry.runtime_data
    witness = placa.stores.ledger.value
    after = witness.checked.sequence - 1 if witness.checked else 0
    page = await placa.client.links(after)
    follower = Follower(witness, page.public_key)
    while page.links:
        await hass.async_add_executor_job(follower.follow, page.links)
        page = await placa.client.links(follower.after)
    placa.stores.ledger.checked(follower.public_key, follower.end())
