"""Placa: licence plate recognition that stays at home."""

from homeassistant.const import CONF_TOKEN, CONF_URL, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .client import EngineClient
from .const import DOMAIN
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .journal import Journal, journal_store

PLATFORMS = [Platform.BINARY_SENSOR, Platform.EVENT, Platform.IMAGE, Platform.SENSOR]


async def async_setup_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> bool:
    """Connect to an engine and set up its cameras and the household's doors."""
    client = EngineClient(
        async_get_clientsession(hass), entry.data[CONF_URL], entry.data[CONF_TOKEN]
    )
    journal = Journal(hass, entry.entry_id)
    await journal.load()
    coordinator = PlacaCoordinator(hass, entry, client, journal)
    journal.forget_doors_except({door.door_id for door in coordinator.household.doors})
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    coordinator.start()
    entry.async_on_unload(entry.add_update_listener(_async_update_listener))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> bool:
    """Disconnect; what waits for the engine is written to disk."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        await entry.runtime_data.journal.save()
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Leave nothing behind."""
    await journal_store(hass, entry.entry_id).async_remove()
    ir.async_delete_issue(hass, DOMAIN, f"api_version_{entry.entry_id}")


async def _async_update_listener(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Start anew with the changed address, vehicles or doors."""
    await hass.config_entries.async_reload(entry.entry_id)
