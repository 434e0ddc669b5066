"""Where the pictures of a camera of Home Assistant come from, now and when that changes."""

from collections.abc import Mapping

from homeassistant.const import CONF_ENTITY_ID, STATE_UNAVAILABLE
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import (
    async_track_entity_registry_updated_event,
    async_track_state_change_event,
)
from homeassistant.helpers.start import async_at_started

from ..client.camera_client import CameraClient
from ..client.client import EngineError
from ..client.models import CameraState
from ..const import DOMAIN, LOGGER
from ..coordinator import PlacaConfigEntry, PlacaData
from ..signals import SIGNAL_HOUSEHOLD, follow
from ..subentries.camera import camera_subentries

CAMERA = "camera"
PAUSE = 60.0
"""Seconds between two questions for the source of a camera that fails."""

_BROKEN = (CameraState.FAILED, CameraState.STALLED)


class NoSourceError(Exception):
    """The engine cannot be told where the pictures come from; the text is the reason's key."""


async def camera_source(hass: HomeAssistant, entity_id: str) -> str:
    """Ask a camera for the address of its stream, which may hold a password.

    Raises NoSourceError.
    """
    state = hass.states.get(entity_id)
    if CAMERA not in hass.config.components or state is None or state.state == STATE_UNAVAILABLE:
        raise NoSourceError("camera_unavailable")
    from homeassistant.components.camera import async_get_stream_source  # noqa: PLC0415 - loaded by now; else it needs a native library

    try:
        source = await async_get_stream_source(hass, entity_id)
    except (HomeAssistantError, OSError) as err:
        raise NoSourceError("camera_unavailable") from err
    if not source:
        raise NoSourceError("no_stream")
    return source


@callback
def follow_sources(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Tell the engine where the pictures come from: at the start, and when it may have changed."""
    _Sources(hass, entry).follow()


class _Sources:
    """The entities that cameras were made from."""

    def __init__(self, hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._placa: PlacaData = entry.runtime_data
        self._chosen: Mapping[str, str] = {}
        self._unwatch: list[CALLBACK_TYPE] = []
        self._broken: frozenset[str] = frozenset()
        self._asked: dict[str, float] = {}

    @callback
    def follow(self) -> None:
        """Go on until the entry is unloaded."""
        self._watch()
        follow(self._hass, self._entry, SIGNAL_HOUSEHOLD, self._watch)
        for unfollow in (
            async_at_started(self._hass, self._started),
            self._placa.coordinator.async_add_listener(self._cameras_changed),
            self._stop,
        ):
            self._entry.async_on_unload(unfollow)

    @callback
    def _watch(self) -> None:
        """Watch the entities that are chosen now, by the ids of their cameras; ask new ones."""
        chosen = {
            camera_id: subentry.data[CONF_ENTITY_ID]
            for camera_id, subentry in camera_subentries(self._entry).items()
            if CONF_ENTITY_ID in subentry.data
        }
        if chosen != self._chosen:
            self._stop()
            before, self._chosen = self._chosen, chosen
            self._unwatch = [
                async_track_state_change_event(self._hass, chosen.values(), self._entity_changed),
                async_track_entity_registry_updated_event(
                    self._hass, chosen.values(), self._entity_registered_anew
                ),
            ]
            for camera_id in before.keys() & chosen.keys():
                if before[camera_id] != chosen[camera_id]:
                    self._refresh_soon(camera_id)

    @callback
    def _stop(self) -> None:
        while self._unwatch:
            self._unwatch.pop()()

    @callback
    def _started(self, _hass: HomeAssistant) -> None:
        for camera_id in self._chosen:
            self._refresh_soon(camera_id)

    @callback
    def _entity_changed(self, event: Event[EventStateChangedData]) -> None:
        """Ask an entity that has come back."""
        before, after = event.data["old_state"], event.data["new_state"]
        was_there = before is not None and before.state != STATE_UNAVAILABLE
        is_there = after is not None and after.state != STATE_UNAVAILABLE
        if is_there and not was_there:
            for camera_id, entity_id in self._chosen.items():
                if entity_id == event.data["entity_id"]:
                    self._refresh_soon(camera_id)

    @callback
    def _entity_registered_anew(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        """Follow an entity to its new id."""
        if event.data["action"] != "update" or "old_entity_id" not in event.data:
            return
        old, new = event.data["old_entity_id"], event.data["entity_id"]
        for subentry in camera_subentries(self._entry).values():
            if subentry.data.get(CONF_ENTITY_ID) == old:
                self._hass.config_entries.async_update_subentry(
                    self._entry, subentry, data={**subentry.data, CONF_ENTITY_ID: new}
                )

    @callback
    def _cameras_changed(self) -> None:
        """Ask for the source of a camera that fails: its address may have expired."""
        cameras = self._placa.coordinator.data.cameras
        broken = frozenset(
            key for key in self._chosen if key in cameras and cameras[key].state in _BROKEN
        )
        now = self._hass.loop.time()
        for camera_id in broken - self._broken:
            if now - self._asked.get(camera_id, -PAUSE) >= PAUSE:
                self._refresh_soon(camera_id)
        self._broken = broken

    @callback
    def _refresh_soon(self, camera_id: str) -> None:
        self._asked[camera_id] = self._hass.loop.time()
        self._entry.async_create_task(self._hass, self._refresh(camera_id), f"{DOMAIN} source")

    async def _refresh(self, camera_id: str) -> None:
        try:
            source = await camera_source(self._hass, self._chosen[camera_id])
            await CameraClient(self._placa.client).change(camera_id, {"url": source})
        except (NoSourceError, EngineError) as err:
            LOGGER.debug("The engine keeps the source of a camera that it has: %s", err)
