"""Placa: license plate recognition that stays at home."""

import asyncio

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_URL, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.restore_state import RestoreStateData
from homeassistant.helpers.typing import ConfigType

from .background.confirmation_notifier import ConfirmationNotifier
from .background.duplicate_plates import watch_doubles
from .background.failing_cameras import watch_cameras
from .background.frequent_plates import FrequentPlates
from .background.missing_entities import watch_needs
from .background.pass_expiry import forget_spent_passes, watch_passes
from .background.shadow_report import report_shadows, watch_shadows
from .background.stream_sources import follow_sources
from .background.turned_cameras import watch_orientations
from .client.camera_client import CameraClient
from .client.client import EngineClient
from .client.pairing import PairingKey
from .clock import clock_of
from .const import CONF_PAIRING_KEY, DOMAIN
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .doors.uptime import note_start
from .issues.plates_alike import report_alike_plates
from .issues.registry import take_back_all
from .services import register_actions
from .signals import SIGNAL_DECISION
from .storage.stores import Stores
from .subentries.camera import keep_subentries, remove_from_engine
from .subentries.household import Household, but_for_modes

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
    """Register the actions, and note when Home Assistant has started."""
    register_actions(hass)
    note_start(hass, clock_of(hass))
    return True


async def async_setup_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> bool:
    """Connect to an engine and set up its cameras and the household's doors."""
    client = EngineClient(
        async_get_clientsession(hass),
        entry.data[CONF_URL],
        PairingKey.parse(entry.data[CONF_PAIRING_KEY]),
    )
    clock = clock_of(hass)
    stores = Stores.of(hass, entry.entry_id, clock)
    await stores.load()
    forget_spent_passes(hass, entry, stores.journal, clock)
    coordinator = PlacaCoordinator(hass, entry, client, stores, clock)
    stores.keep_to(coordinator.household)
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
        async_dispatcher_connect(hass, SIGNAL_DECISION.format(entry.entry_id), stores.recent.take)
    )
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    report_alike_plates(hass, entry.entry_id, coordinator.household.vehicles)
    watch_shadows(hass, entry)
    watch_cameras(hass, entry)
    watch_orientations(hass, entry)
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
            report_shadows(hass, entry)
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
        await entry.runtime_data.stores.save()
    return unloaded


async def async_remove_entry(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Leave nothing behind."""
    await Stores.of(hass, entry.entry_id, clock_of(hass)).remove()
    take_back_all(hass, entry.entry_id)
