"""Placa: license plate recognition that stays at home."""

from homeassistant.const import CONF_URL, Platform
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
from .background.ledger_watch import watch_ledger
from .background.missing_entities import watch_needs
from .background.pass_expiry import forget_spent_passes, watch_passes
from .background.shadow_report import watch_shadows
from .background.stream_sources import follow_sources
from .background.turned_cameras import watch_orientations
from .client.client import EngineClient
from .client.pairing import PairingKey
from .clock import clock_of
from .const import CONF_PAIRING_KEY, DOMAIN
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .doors.uptime import note_start
from .issues.registry import take_back_all
from .panel.setup import hide_panel, set_up_panel, show_panel
from .services import register_actions
from .signals import SIGNAL_DECISION, SIGNAL_HOUSEHOLD, follow
from .storage.stores import Stores

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


async def async_setup(
    hass: HomeAssistant,
    config: ConfigType,  # noqa: ARG001 - Home Assistant's signature
) -> bool:
    """Register the actions and what stands behind the panel; note when Home Assistant started."""
    register_actions(hass)
    await set_up_panel(hass)
    note_start(hass, clock_of(hass))
    return True


async def async_setup_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> bool:
    """Connect to an engine and set up its cameras and the household's doors."""
    key = PairingKey.parse(entry.data[CONF_PAIRING_KEY])
    client = EngineClient(async_get_clientsession(hass), entry.data[CONF_URL], key)
    clock = clock_of(hass)
    stores = Stores.of(hass, entry.entry_id, key.fingerprint, clock)
    await stores.load()
    forget_spent_passes(hass, entry, stores.journal, clock)
    coordinator = PlacaCoordinator(hass, entry, client, stores, clock)
    changes = HouseholdChanges(hass, coordinator)
    changes.follow()
    await coordinator.async_config_entry_first_refresh()
    entry.runtime_data = coordinator
    changes.take_in(all_cameras_told=True)
    follow(hass, entry, SIGNAL_DECISION, stores.recent.take)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    watch_shadows(hass, entry)
    watch_cameras(hass, entry)
    watch_orientations(hass, entry)
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
    watch_ledger(hass, entry)
    follow_sources(hass, entry)
    await show_panel(hass)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> bool:
    """Take the entities away, and write down what waits."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        await entry.runtime_data.stores.save()
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Leave nothing behind."""
    engine = PairingKey.parse(entry.data[CONF_PAIRING_KEY]).fingerprint
    await Stores.of(hass, entry.entry_id, engine, clock_of(hass)).remove()
    take_back_all(hass, entry.entry_id)
    if not hass.config_entries.async_entries(DOMAIN):
        await hide_panel(hass)
