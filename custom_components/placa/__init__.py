"""Placa: license plate recognition that stays at home."""

from homeassistant.const import CONF_URL, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.typing import ConfigType

from .background.alike_plates import watch_alike_plates
from .background.confirmation_notifier import ConfirmationNotifier
from .background.duplicate_plates import watch_duplicate_plates
from .background.engine_problems import watch_engine_problems
from .background.failing_cameras import watch_failing_cameras
from .background.frequent_plates import FrequentPlates
from .background.household_changes import HouseholdChanges
from .background.ledger_watch import watch_ledger
from .background.missing_entities import watch_missing_entities
from .background.pass_expiry import forget_spent_passes, watch_pass_expiry
from .background.shadow_report import watch_shadow_reports
from .background.stream_sources import follow_sources
from .background.turned_cameras import watch_turned_cameras
from .client.client import EngineClient
from .client.pairing import PairingKey
from .clock import clock_of
from .const import CONF_PAIRING_KEY, DOMAIN
from .coordinator import PlacaConfigEntry, PlacaCoordinator, PlacaData
from .doors.controller import DoorController
from .doors.outbox_delivery import OutboxDelivery
from .doors.uptime import note_start
from .issues.registry import take_back_all
from .panel.setup import hide_panel, set_up_panel, show_panel
from .services import register_actions
from .signals import SIGNAL_DECISION, SIGNAL_HOUSEHOLD, follow
from .storage.stores import Stores
from .subentries.household import HouseholdReader
from .subentries.known_plates import KnownPlatesDelivery

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
    stores = Stores.of(hass, entry.entry_id, _key_of(entry).fingerprint, clock_of(hass))
    await stores.load()
    forget_spent_passes(hass, entry, stores.journal, stores.clock)
    placa = _assemble(hass, entry, stores)
    await _connect(hass, entry, placa)
    await _watch(hass, entry, placa)
    return True


def _assemble(hass: HomeAssistant, entry: PlacaConfigEntry, stores: Stores) -> PlacaData:
    """Put together what runs for an entry; nothing runs yet."""
    session = async_get_clientsession(hass)
    client = EngineClient(session, entry.data[CONF_URL], _key_of(entry))
    client.on_record = stores.ledger.heard
    clock = stores.clock
    household = HouseholdReader(entry)
    known_plates = KnownPlatesDelivery(
        hass, entry, client, household, lambda: coordinator.last_update_success
    )
    ledger = OutboxDelivery(hass, entry, client, stores.journal)
    doors = DoorController(
        hass,
        entry,
        household,
        stores.journal,
        ledger,
        lambda camera_id: coordinator.camera_lookup(camera_id),  # noqa: PLW0108 - made below
        clock,
    )
    coordinator = PlacaCoordinator(
        hass, entry, client, household, known_plates, ledger, doors, stores.presences, clock
    )
    return PlacaData(client, household, stores, clock, known_plates, ledger, doors, coordinator)


async def _connect(hass: HomeAssistant, entry: PlacaConfigEntry, placa: PlacaData) -> None:
    """Connect to the engine and show what it has."""
    changes = HouseholdChanges(hass, placa)
    changes.follow()
    await placa.coordinator.async_config_entry_first_refresh()
    entry.runtime_data = placa
    changes.take_in(all_cameras_told=True)
    follow(hass, entry, SIGNAL_DECISION, placa.stores.recent.take)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)


async def _watch(hass: HomeAssistant, entry: PlacaConfigEntry, placa: PlacaData) -> None:
    """Look after what may need somebody's attention, then listen to the engine."""
    watch_shadow_reports(hass, entry)
    watch_engine_problems(hass, entry)
    watch_failing_cameras(hass, entry)
    watch_turned_cameras(hass, entry)
    watch_missing_entities(hass, entry)
    watch_alike_plates(hass, entry)
    passers_by = FrequentPlates(hass, entry)
    entry.async_on_unload(passers_by.stop)
    follow(hass, entry, SIGNAL_HOUSEHOLD, passers_by.look)
    await passers_by.refresh()
    watch_pass_expiry(hass, entry)
    watch_duplicate_plates(hass, entry)
    ConfirmationNotifier(hass, entry).start()
    placa.coordinator.start()
    watch_ledger(hass, entry)
    follow_sources(hass, entry)
    await show_panel(hass)


async def async_unload_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> bool:
    """Take the entities away, and write down what waits."""
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        await entry.runtime_data.stores.save()
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Leave nothing behind."""
    engine = _key_of(entry).fingerprint
    await Stores.of(hass, entry.entry_id, engine, clock_of(hass)).remove()
    take_back_all(hass, entry.entry_id)
    if not hass.config_entries.async_entries(DOMAIN):
        await hide_panel(hass)


def _key_of(entry: PlacaConfigEntry) -> PairingKey:
    return PairingKey.parse(entry.data[CONF_PAIRING_KEY])
