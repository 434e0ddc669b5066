"""Lets all that runs go on when the household, the cameras or the options have changed.

Nothing is set up anew. The doors judge by the new household at once; whoever shows or watches
something of it looks again in the next turn of the event loop, once for all changes that come
together.
"""

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send
from homeassistant.helpers.restore_state import RestoreStateData

from ..client.camera_client import CameraClient
from ..const import DOMAIN
from ..coordinator import PlacaConfigEntry, PlacaData
from ..signals import SIGNAL_HOUSEHOLD
from ..subentries.camera import file_cameras, remove_from_engine, unfiled_cameras

_RUNNING = (ConfigEntryState.SETUP_IN_PROGRESS, ConfigEntryState.LOADED)


class HouseholdChanges:
    """Follows the config entry and the engine's cameras for as long as the entry is loaded."""

    def __init__(self, hass: HomeAssistant, placa: PlacaData) -> None:
        self._hass = hass
        self._entry: PlacaConfigEntry = placa.coordinator.config_entry
        self._placa = placa
        self._options = dict(self._entry.options)
        self._cameras: set[str] = set()
        self._removing: set[str] = set()
        self._not_removed: set[str] = set()
        self._connected = True
        self._waiting = False

    @callback
    def follow(self) -> None:
        """Notice changes of the entry from now on; they are taken in once the engine is known."""
        for unfollow in (
            async_dispatcher_connect(self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed),
            self._placa.coordinator.async_add_listener(self._look_at_engine),
        ):
            self._entry.async_on_unload(unfollow)

    @callback
    def take_in(self, *, all_cameras_told: bool = False) -> None:
        """Let everything go on with the household and the cameras as they are now."""
        self._go_on(all_cameras_told=all_cameras_told)
        self._tell()

    @callback
    def _go_on(self, *, all_cameras_told: bool) -> None:
        """Let the doors judge by the new household and the engine hear of it."""
        self._file_cameras(all_told=all_cameras_told)
        self._placa.stores.keep_to(self._placa.household)
        self._placa.door_controller.household_changed()
        self._placa.known_plates.household_changed()
        self._placa.coordinator.household_changed()

    @callback
    def _tell(self) -> None:
        """Let everybody else look again."""
        async_dispatcher_send(self._hass, SIGNAL_HOUSEHOLD.format(self._entry.entry_id))

    @callback
    def _entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry is self._entry and change is ConfigEntryChange.UPDATED:
            self._placa.household_reader.read_anew()
            self._take_in_soon()

    @callback
    def _look_at_engine(self) -> None:
        """Notice cameras that come or go; try once more to remove one after a new connection."""
        cameras = set(self._placa.coordinator.data.cameras)
        connected = self._placa.coordinator.last_update_success
        if connected and not self._connected:
            self._not_removed.clear()
            self._take_in_soon()
        if cameras != self._cameras:
            self._take_in_soon()
        self._cameras, self._connected = cameras, connected

    @callback
    def _take_in_soon(self) -> None:
        if not self._waiting:
            self._waiting = True
            self._entry.async_create_task(
                self._hass, self._take_in_now(), f"{DOMAIN} changes", eager_start=False
            )

    async def _take_in_now(self) -> None:
        self._waiting = False
        if self._entry.state not in _RUNNING or self._placa.coordinator.data is None:
            return
        self._go_on(all_cameras_told=False)
        self._entry.async_create_task(
            self._hass, self._tell_later(), f"{DOMAIN} household", eager_start=False
        )
        if self._options != self._entry.options:
            self._options = dict(self._entry.options)
            await RestoreStateData.async_save_persistent_states(self._hass)

    async def _tell_later(self) -> None:
        """Tell in a turn of the loop of its own: a house may have many entities."""
        if self._entry.state in _RUNNING:
            self._tell()

    @callback
    def _file_cameras(self, *, all_told: bool) -> None:
        """Show each camera in its place: none that comes or goes just now."""
        state = self._placa.coordinator.data
        removed = file_cameras(self._hass, self._entry, state, all_told=all_told)
        self._placa.coordinator.hidden_cameras = frozenset(
            unfiled_cameras(self._entry, state) - self._not_removed
        )
        for camera_id in removed - self._removing - self._not_removed:
            self._removing.add(camera_id)
            self._entry.async_create_task(self._hass, self._remove(camera_id), f"{DOMAIN} camera")

    async def _remove(self, camera_id: str) -> None:
        """Remove a camera from the engine; it shows that it is still there if it is."""
        try:
            if not await remove_from_engine(CameraClient(self._placa.client), camera_id):
                self._not_removed.add(camera_id)
                self._take_in_soon()
        finally:
            self._removing.discard(camera_id)
