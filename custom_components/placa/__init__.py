"""Placa: license plate recognition that stays at home."""

from homeassistant.const import CONF_TOKEN, CONF_URL, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.typing import ConfigType

from .background.alike_plates import watch_alike_plates
from .background.confirmation_notifier import ConfirmationNotifier
from .background.duplicate_plates import watch_doubles
from .background.failing_cameras import watch_cameras
from .background.frequent_plates import FrequentPlates
from .background.household_changes import HouseholdChanges
from .background.missing_entities import watch_needs
from .background.pass_expiry import forget_spent_passes, watch_passes
from .background.shadow_report import watch_shadows
from .background.stream_sources import follow_sources
from .client.client import EngineClient
from .const import DOMAIN
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .doors.uptime import note_start
from .issues.registry import take_back_all
from .services import register_actions
from .signals import SIGNAL_DECISION, SIGNAL_HOUSEHOLD, follow
from .storage.journal import Journal, journal_store
from .storage.presence_store import PresenceStore, presence_store
from .storage.recent_store import RecentStore, recent_store
from .storage.shadow_store import shadow_store
from .subentries.migration import ask_for_rigid_surroundings, give_doors_a_mode

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.IMAGE,
    Platform.SELECT,
    Platform.SENSOR,
    Platform.SWITCH,
]


async def async_migrate_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> bool:
    """Bring an entry of an earlier version up to date; a newer one is not understood."""
    if entry.version > 1:
        return False
    if entry.minor_version < 2:
        give_doors_a_mode(hass, entry)
    if entry.minor_version < 3:
        ask_for_rigid_surroundings(hass, entry)
    return True


async def async_setup(
    hass: HomeAssistant,
    config: ConfigType,  # noqa: ARG001 - Home Assistant's signature
) -> bool:
    """Register the actions, and note when Home Assistant has started."""
    register_actions(hass)
    note_start(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> bool:
    """Connect to an engine and set up its cameras and the household's doors."""
    client = EngineClient(
        async_get_clientsession(hass), entry.data[CONF_URL], entry.data[CONF_TOKEN]
    )
    journal = Journal(hass, entry.entry_id)
    await journal.load()
    forget_spent_passes(hass, entry, journal)
    presences = PresenceStore(hass, entry.entry_id)
    await presences.load()
    recent = RecentStore(hass, entry.entry_id)
    await recent.load()
    coordinator = PlacaCoordinator(hass, entry, client, journal, presences, recent)
    await coordinator.shadows.load()
    changes = HouseholdChanges(hass, coordinator)
    changes.follow()
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    changes.take_in(all_cameras_told=True)
    follow(hass, entry, SIGNAL_DECISION, recent.take)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    watch_shadows(hass, entry)
    watch_cameras(hass, entry)
    watch_needs(hass, entry)
    watch_alike_plates(hass, entry)
    passers_by = FrequentPlates(hass, entry)
    entry.async_on_unload(passers_by.stop)
    follow(hass, entry, SIGNAL_HOUSEHOLD, passers_by.look)
    await passers_by.refresh()
    watch_passes(hass, entry)
    watch_doubles(hass, entry)
    ConfirmationNotifier(hass, entry).start()
    coordinator.start()
    follow_sources(hass, entry)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> bool:
    """Take the entities away, and write down what waits."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        await entry.runtime_data.journal.save()
        await entry.runtime_data.presences.save()
        await entry.runtime_data.recent.save()
        await entry.runtime_data.shadows.save()
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Leave nothing behind."""
    await journal_store(hass, entry.entry_id).async_remove()
    await presence_store(hass, entry.entry_id).async_remove()
    await recent_store(hass, entry.entry_id).async_remove()
    await shadow_store(hass, entry.entry_id).async_remove()
    take_back_all(hass, entry.entry_id)
