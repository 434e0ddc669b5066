"""Placa: license plate recognition that stays at home."""

import asyncio

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_TOKEN, CONF_URL, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.restore_state import RestoreStateData
from homeassistant.helpers.typing import ConfigType
from homeassistant.util import dt as dt_util

from .background.confirmation_notifier import ConfirmationNotifier
from .background.duplicate_plates import watch_doubles
from .background.failing_cameras import watch_cameras
from .background.frequent_plates import FrequentPlates
from .background.missing_entities import watch_needs
from .background.pass_expiry import forget_spent_passes, watch_passes
from .background.shadow_report import report_shadows, watch_shadows
from .background.stream_sources import follow_sources
from .client.camera_client import CameraClient
from .client.client import EngineClient
from .const import DOMAIN
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .doors.uptime import note_start
from .issues.plates_alike import report_alike_plates
from .issues.registry import take_back_all
from .services import register_actions
from .signals import SIGNAL_DECISION
from .storage.journal import Journal, journal_store
from .storage.presence_store import PresenceStore, presence_store
from .storage.recent_store import RecentStore, recent_store
from .storage.shadow_store import shadow_store
from .subentries.camera import keep_subentries, remove_from_engine
from .subentries.household import Household, but_for_modes
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
    vehicle_ids = {vehicle.vehicle_id for vehicle in coordinator.household.vehicles}
    presences.forget_vehicles_except(vehicle_ids)
    journal.forget_guests_except(vehicle_ids)
    doors = {door.door_id for door in coordinator.household.doors}
    journal.forget_doors_except(doors)
    recent.forget_doors_except(doors)
    shadows = coordinator.shadows
    await shadows.load()
    shadows.keep_to(coordinator.household.doors, dt_util.utcnow())
    before = but_for_modes(entry)
    await coordinator.async_config_entry_first_refresh()
    state = await remove_from_engine(entry, CameraClient(client), coordinator.data)
    if but_for_modes(entry) != before:
        hass.config_entries.async_schedule_reload(entry.entry_id)
    keep_subentries(hass, entry, state)
    coordinator.take_household(Household.of(entry.subentries.values()))
    coordinator.cameras_changed(state)
    entry.runtime_data = coordinator
    _follow_changes(entry, coordinator)
    entry.async_on_unload(
        async_dispatcher_connect(hass, SIGNAL_DECISION.format(entry.entry_id), recent.take)
    )
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    report_alike_plates(hass, entry.entry_id, coordinator.household.vehicles)
    watch_shadows(hass, entry)
    watch_cameras(hass, entry)
    watch_needs(hass, entry)
    passers_by = FrequentPlates(hass, entry)
    entry.async_on_unload(passers_by.stop)
    await passers_by.refresh()
    watch_passes(hass, entry)
    watch_doubles(hass, entry)
    ConfirmationNotifier(hass, entry).start()
    entry.async_on_unload(coordinator.door_controller.watch_arrivals())
    coordinator.start()
    follow_sources(hass, entry)
    return True


@callback
def _follow_changes(entry: PlacaConfigEntry, coordinator: PlacaCoordinator) -> None:
    """Start anew after a change of the entry, unless nothing but a door's mode was changed."""
    known = but_for_modes(entry)
    options = dict(entry.options)
    reloading = False

    async def updated(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
        """Start anew once for any number of changes that come together."""
        nonlocal reloading
        if but_for_modes(entry) == known:
            coordinator.take_modes()
            report_shadows(hass, entry, dt_util.utcnow())
            coordinator.door_controller.withdraw_from_disarmed_doors()
        elif not reloading:
            reloading = True
            if entry.state is ConfigEntryState.SETUP_IN_PROGRESS:
                coordinator.take_household(Household.of(entry.subentries.values()))
            options_changed = dict(entry.options) != options
            try:
                await asyncio.sleep(0)
                await hass.config_entries.async_reload(entry.entry_id)
            finally:
                reloading = False
            if options_changed:
                await RestoreStateData.async_save_persistent_states(hass)

    entry.async_on_unload(entry.add_update_listener(updated))


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
