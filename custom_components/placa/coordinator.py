"""Holds the connection to the engine: state for the entities, news for events and doors."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
import random
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .client.client import (
    ApiVersionError,
    EngineClient,
    EngineError,
    EngineStream,
    InvalidAnswerError,
    OtherIdentityError,
    RejectedError,
    UnauthorizedError,
)
from .client.models import (
    Camera,
    CameraRemoved,
    CameraUpdate,
    InfoUpdate,
    Sighting,
    SightingState,
    SightingUpdate,
    Snapshot,
    StreamMessage,
)
from .client.sighting_memory import ANNOUNCE_MAX_AGE, SightingMemory, is_settled
from .client.sighting_query import SightingQuery
from .client.state import (
    EngineState,
    from_snapshot,
    with_camera,
    with_sighting,
    without_camera,
    without_sightings,
)
from .client.stream_clock import LONGEST_DELAY, Stamp, StreamClock
from .clock import Clock
from .const import CONF_SHOW_PLATES, DOMAIN, LOGGER
from .device import keep_devices
from .doors.controller import DoorController
from .doors.outbox_delivery import OutboxDelivery
from .household.presence import Movement
from .issues.api_version import API_VERSION_ISSUE, report_api_version, versions
from .issues.app_removed import APP_REMOVED, look_for_app
from .issues.clock_skew import compare_clocks
from .issues.other_identity import OTHER_IDENTITY, identities, report_other_identity
from .issues.registry import take_back
from .signals import SIGNAL_ERASED, SIGNAL_SIGHTING, SIGNAL_VEHICLE, SightingNews, VehicleNews
from .storage.presences import PresenceStore
from .storage.stores import Stores
from .subentries.household import Household, HouseholdReader
from .subentries.known_plates import KnownPlatesDelivery

_FIRST_RETRY = 1.0
_LONGEST_RETRY = 60.0


@dataclass(frozen=True, slots=True)
class PlacaData:
    """All that runs for one config entry."""

    client: EngineClient
    household_reader: HouseholdReader
    stores: Stores
    clock: Clock
    known_plates: KnownPlatesDelivery
    ledger: OutboxDelivery
    door_controller: DoorController
    coordinator: PlacaCoordinator

    @property
    def household(self) -> Household:
        """The household as it is now; the same object until it changes."""
        return self.household_reader.current

    @property
    def entry_id(self) -> str:
        """The id of the config entry."""
        return self.coordinator.config_entry.entry_id


type PlacaConfigEntry = ConfigEntry[PlacaData]


class PlacaCoordinator(DataUpdateCoordinator[EngineState]):
    """One engine. Its state is replaced with every message; momentary news is sent on."""

    config_entry: PlacaConfigEntry

    def __init__(  # noqa: PLR0917 - made in one place
        self,
        hass: HomeAssistant,
        entry: PlacaConfigEntry,
        client: EngineClient,
        household: HouseholdReader,
        known_plates: KnownPlatesDelivery,
        ledger: OutboxDelivery,
        doors: DoorController,
        presences: PresenceStore,
        clock: Clock,
    ) -> None:
        super().__init__(hass, LOGGER, config_entry=entry, name=DOMAIN, update_interval=None)
        self._client = client
        self._household = household
        self._known_plates = known_plates
        self._ledger = ledger
        self._doors = doors
        self._presences = presences
        self._clock = clock
        self.hidden_cameras: frozenset[str] = frozenset()
        self._memory = SightingMemory()
        self._stream: EngineStream
        self._stream_clock: StreamClock
        self._connected_at: datetime

    @override
    async def _async_setup(self) -> None:
        """Connect and take in the engine's state; `start` goes on from there."""
        self._stream = await self._connect()
        self.config_entry.async_on_unload(self._stream.close)
        self._take_snapshot(self._stream.snapshot)

    @override
    async def _async_update_data(self) -> EngineState:
        """Return what the stream brought last; there is nothing to poll."""
        if not self.last_update_success:
            raise UpdateFailed(translation_domain=DOMAIN, translation_key="cannot_connect")
        return self.data

    @property
    def shows_plates(self) -> bool:
        """Whether plates and their pictures may be shown in entities, to every user."""
        return bool(self.config_entry.options.get(CONF_SHOW_PLATES, False))

    @callback
    def household_changed(self) -> None:
        """Go on with the household as it is now."""
        self._note_new_presences()
        keep_devices(self.hass, self.config_entry, self.data)
        self.async_update_listeners()

    @callback
    def start(self) -> None:
        """Listen from now on; what was sent since the connection was made is still to come."""
        self.config_entry.async_create_background_task(
            self.hass, self._listen(self._stream), f"{DOMAIN} stream"
        )
        self.config_entry.async_on_unload(self._ledger.stop)
        self.config_entry.async_on_unload(self._doors.stop)
        self.config_entry.async_on_unload(self._known_plates.stop)

    async def _connect(self) -> EngineStream:
        """Open the stream of the entry's own engine, and tell it the known plates.

        Raises ConfigEntryAuthFailed, and UpdateFailed for what may pass.
        """
        entry_id = self.config_entry.entry_id
        try:
            stream = await self._client.open_stream()
            try:
                await self._known_plates.send()
            except BaseException:
                await stream.close()
                raise
        except UnauthorizedError as err:
            raise ConfigEntryAuthFailed(
                translation_domain=DOMAIN, translation_key="unauthorized"
            ) from err
        except OtherIdentityError as err:
            report_other_identity(self.hass, entry_id, err)
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="not_paired",
                translation_placeholders=identities(err),
            ) from err
        except ApiVersionError as err:
            report_api_version(self.hass, entry_id, err)
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="api_version",
                translation_placeholders=versions(err.found),
            ) from err
        except (InvalidAnswerError, RejectedError) as err:
            raise UpdateFailed(translation_domain=DOMAIN, translation_key="invalid_answer") from err
        except EngineError as err:
            await look_for_app(self.hass, self.config_entry)
            raise UpdateFailed(translation_domain=DOMAIN, translation_key="cannot_connect") from err
        for issue in (API_VERSION_ISSUE, OTHER_IDENTITY, APP_REMOVED):
            take_back(self.hass, entry_id, issue)
        return stream

    async def _listen(self, stream: EngineStream) -> None:
        """Read the stream for as long as the entry is loaded, connecting anew when it breaks."""
        while True:
            self.config_entry.async_create_background_task(
                self.hass, self._ledger.deliver(), f"{DOMAIN} ledger"
            )
            try:
                await self._read(stream)
            except EngineError as err:
                self.async_set_update_error(err)
            except Exception as err:  # noqa: BLE001 - no fault may leave stale states
                LOGGER.exception("A message of the engine could not be handled")
                self.async_set_update_error(err)
            finally:
                await stream.close()
            try:
                stream = await self._reconnect()
            except ConfigEntryAuthFailed as err:
                self.async_set_update_error(err)
                self.config_entry.async_start_reauth(self.hass)
                return
            self._take_snapshot(stream.snapshot)
            LOGGER.info("The connection to the engine is back")

    async def _reconnect(self) -> EngineStream:
        """Try until the engine answers, ever more slowly. Raises ConfigEntryAuthFailed."""
        pause = _FIRST_RETRY
        while True:
            await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - not secret
            try:
                return await self._connect()
            except UpdateFailed:
                pause = min(2 * pause, _LONGEST_RETRY)

    async def _read(self, stream: EngineStream) -> None:
        """Take in one message in each turn of the loop, until the connection breaks.

        Raises CannotConnectError.
        """
        while True:
            await asyncio.sleep(0)
            try:
                message = await stream.receive()
            except InvalidAnswerError as err:
                LOGGER.warning("The engine sent a message that breaks the contract: %s", err)
                continue
            if not self._take(message):
                return

    @callback
    def _take(self, message: StreamMessage) -> bool:
        """Take in one message; false if the clocks no longer fit together."""
        clock, stamp = self._stream_clock.heard(message.sent_at, self._clock.monotonic())
        if stamp.delay > LONGEST_DELAY:
            self.async_set_update_error(
                UpdateFailed(translation_domain=DOMAIN, translation_key="clock_changed")
            )
            return False
        self._stream_clock = clock
        match message:
            case Snapshot():
                self._take_snapshot(message)
            case SightingUpdate(sighting=sighting):
                if self._memory.accept(sighting):
                    self._take_sighting(sighting, stamp)
            case CameraUpdate(camera=camera):
                self.cameras_changed(with_camera(self.data, camera))
            case CameraRemoved(camera_id=camera_id):
                self.cameras_changed(without_camera(self.data, camera_id))
            case InfoUpdate(info=info):
                self.async_set_updated_data(replace(self.data, info=info))
        return True

    @callback
    def _take_snapshot(self, snapshot: Snapshot) -> None:
        """Start anew with the engine's state; nothing in it is news."""
        own = self._clock.utcnow()
        compare_clocks(self.hass, self.config_entry.entry_id, snapshot.sent_at, own)
        self._stream_clock = StreamClock.started(snapshot.sent_at, self._clock.monotonic())
        self._connected_at = snapshot.sent_at
        self._memory.learn((*snapshot.last, *snapshot.live))
        self._doors.start_anew({sighting.sighting_id for sighting in snapshot.live})
        for sighting in sorted(snapshot.last + snapshot.live, key=lambda seen: seen.last_seen):
            self._note_presence(sighting)
        self.cameras_changed(from_snapshot(snapshot))

    @callback
    def _take_sighting(self, sighting: Sighting, stamp: Stamp) -> None:
        """Let the doors judge first, then show the new state, then tell the news.

        A picture that is older than the connection is as little news to them as a snapshot.
        """
        if sighting.captured_at >= self._connected_at or sighting.state is SightingState.ENDED:
            self._doors.take(sighting, stamp)
        movement = self._note_presence(sighting)
        self.async_set_updated_data(with_sighting(self.data, sighting))
        first = is_settled(sighting) and not self._memory.is_announced(sighting)
        if first:
            self._memory.announce(sighting)
        if stamp.age(sighting.last_seen, self._clock.monotonic()) <= ANNOUNCE_MAX_AGE:
            self._tell(sighting, movement, first=first)

    @callback
    def camera_lookup(self, camera_id: str) -> tuple[bool, Camera | None]:
        """Tell whether the engine is connected, and what the state of one of its cameras is."""
        return self.last_update_success, self.data.cameras.get(camera_id)

    @callback
    def _note_presence(self, sighting: Sighting) -> Movement | None:
        """Take in where a vehicle is; return what changed."""
        match = self._household.current.match(sighting.text) if is_settled(sighting) else None
        return self._presences.take(match.vehicle.vehicle_id, sighting) if match else None

    @callback
    def _note_new_presences(self) -> None:
        """Take in where vehicles are that were strangers when they were seen; that is no news."""
        seen = (*self.data.latest.values(), *self.data.live.values())
        for sighting in sorted(seen, key=lambda sighting: sighting.last_seen):
            match = self._household.current.match(sighting.text)
            if match and self._presences.of(match.vehicle.vehicle_id).sighting_id is None:
                self._note_presence(sighting)

    @callback
    def _tell(self, sighting: Sighting, movement: Movement | None, *, first: bool) -> None:
        """Tell the news; a sighting once, the movement of its vehicle whenever there is one."""
        entry_id = self.config_entry.entry_id
        match = self._household.current.match(sighting.text)
        if first:
            news = SightingNews(sighting, match)
            async_dispatcher_send(self.hass, SIGNAL_SIGHTING.format(entry_id), news)
        if match and (first or movement):
            moved = VehicleNews(match.vehicle.vehicle_id, sighting, movement)
            async_dispatcher_send(self.hass, SIGNAL_VEHICLE.format(entry_id), moved)

    @callback
    def forget(self, search: SightingQuery) -> None:
        """Show no more what the engine has erased."""
        self.data = without_sightings(self.data, search)
        self.async_update_listeners()
        signal = SIGNAL_ERASED.format(self.config_entry.entry_id)
        async_dispatcher_send(self.hass, signal, search)

    @callback
    def cameras_changed(self, state: EngineState) -> None:
        """Take in a state whose cameras may differ."""
        keep_devices(self.hass, self.config_entry, state)
        self.async_set_updated_data(state)


@contextmanager
def engine_errors() -> Generator[None]:
    """Tell errors of the engine as Home Assistant does."""
    try:
        yield
    except RejectedError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="engine_refused"
        ) from err
    except EngineError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="engine_unusable"
        ) from err
