"""Tells the panel and the card all that goes on, again whenever something changed."""

from datetime import timedelta
from typing import Any

from homeassistant.components.websocket_api import async_register_command
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.decorators import async_response, websocket_command
from homeassistant.components.websocket_api.messages import event_message
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_state_change_event
import probatio

from ..access.decision import AccessDecision
from ..client.audit import AuditAction, audit_of
from ..client.client import EngineError
from ..client.sighting_query import SightingQuery
from ..const import DOMAIN
from ..coordinator import PlacaData
from ..media.links import LINKS_LAST
from ..media.view_log import VIEW_LOG
from ..signals import SIGNAL_DECISION
from ..storage.permissions import Right
from .command import CONF_ENTRY_ID, IN_THE_PANEL, Asked, allowed
from .describe import Describer, Json, decisions_about, raw_of
from .filters import search_of
from .households import camera_view, door_view, pass_view, vehicle_view

_PAUSE = 0.25
"""Seconds between two messages, at least."""

_RECENT = 12


@websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/watch",
        probatio.Optional(CONF_ENTRY_ID): str,
    }
)
@async_response
async def watch(hass: HomeAssistant, connection: ActiveConnection, message: dict[str, Any]) -> None:
    """Tell an overview now, and again whenever something changed."""
    watcher = Watcher(allowed(hass, connection, message))
    await watcher.begin()
    connection.subscriptions[message["id"]] = watcher.stop
    connection.send_result(message["id"])
    await watcher.send()


@callback
def register(hass: HomeAssistant) -> None:
    """Register the command."""
    async_register_command(hass, watch)


class Watcher:
    """One user who watches one engine, also while the entry is loaded anew."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._signed: dict[str, tuple[str, float]] = {}
        self._recent: list[Json] = []
        self._rights = asked.rights
        self._seen: frozenset[str] = frozenset()
        self._stale = True
        self._looked = False
        self._waiting: CALLBACK_TYPE | None = None
        self._sending = False
        self._changed = False
        self._of_entry: list[CALLBACK_TYPE] = []
        self._of_signal: CALLBACK_TYPE | None = None
        self._stopped = False

    async def begin(self) -> None:
        """Record who watches, and listen from now on."""
        hass = self._asked.hass
        self._of_signal = async_dispatcher_connect(
            hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._entry_changed
        )
        self._listen()
        await self._look()

    @callback
    def stop(self) -> None:
        """Listen and tell no more."""
        self._stopped = True
        self._forget_entry()
        if self._of_signal:
            self._of_signal()
        if self._waiting:
            self._waiting()

    async def send(self) -> None:
        """Tell the overview as it is now; while it is being told, later changes wait."""
        if self._sending:
            self._changed = True
            return
        self._sending = True
        try:
            message_id = self._asked.message["id"]
            self._asked.connection.send_message(event_message(message_id, await self._overview()))
        finally:
            self._sending = False
        if self._changed:
            self._changed = False
            self._soon()

    async def _look(self) -> None:
        """Have the ledger note who watches; what is not on record is not shown."""
        asked = self._asked
        try:
            await asked.placa.client.record_audit(
                audit_of(AuditAction.LOOKED, asked.who(IN_THE_PANEL), self._search())
            )
        except EngineError:
            self._looked = False
        else:
            self._looked = True

    def _search(self) -> SightingQuery:
        """Return what may be shown: all sightings, or those of the household."""
        asked = self._asked
        zone = asked.hass.config.time_zone
        return search_of({}, asked.placa.household, asked.rights, zone)

    @callback
    def _listen(self) -> None:
        asked = self._asked
        placa: PlacaData | None = getattr(asked.entry, "runtime_data", None)
        if placa is None:
            return
        doors = [door.entity_id for door in placa.household.doors]
        self._of_entry = [
            placa.coordinator.async_add_listener(self._news),
            async_dispatcher_connect(
                asked.hass, SIGNAL_DECISION.format(asked.entry.entry_id), self._decided
            ),
            async_track_state_change_event(asked.hass, doors, self._moved),
        ]

    @callback
    def _forget_entry(self) -> None:
        for forget in self._of_entry:
            forget()
        self._of_entry = []

    @callback
    def _entry_changed(self, _change: ConfigEntryChange, entry: ConfigEntry) -> None:
        """Listen to what stands for the engine now; the household may be another one."""
        if entry.entry_id == self._asked.entry.entry_id:
            self._forget_entry()
            self._listen()
            self._stale = True
            self._soon()

    @callback
    def _news(self) -> None:
        """Look for other sightings if one began or ended, or some were erased."""
        state = self._asked.placa.coordinator.data
        seen = frozenset(state.live) | {one.sighting_id for one in state.latest.values()}
        if seen != self._seen:
            self._seen = seen
            self._stale = True
        self._soon()

    @callback
    def _decided(self, _decision: AccessDecision) -> None:
        self._stale = True
        self._soon()

    @callback
    def _moved(self, _event: Event[EventStateChangedData]) -> None:
        self._soon()

    @callback
    def _soon(self) -> None:
        if self._waiting or self._stopped:
            return
        hass = self._asked.hass
        timer = hass.loop.call_later(_PAUSE, self._tell)
        self._waiting = timer.cancel

    @callback
    def _tell(self) -> None:
        self._waiting = None
        self._asked.hass.async_create_task(self.send(), f"{DOMAIN} overview", eager_start=True)

    async def _overview(self) -> Json:
        asked = self._asked
        entry, placa, rights = asked.entry, asked.placa, asked.rights
        describer = Describer(placa, rights, self._sign)
        await self._refresh(describer)
        household = placa.household
        latest = {one["camera_id"]: one for one in reversed(self._recent)}
        known = Right.HISTORY in rights
        return {
            "entry_id": entry.entry_id,
            "title": entry.title,
            "connected": placa.coordinator.last_update_success,
            "version": placa.coordinator.data.info.version,
            "device": placa.coordinator.data.info.inference.device,
            "admin": asked.user.is_admin,
            "rights": sorted(rights),
            "cameras": [
                camera_view(entry, camera) | {"latest": latest.get(camera.camera_id)}
                for camera in sorted(
                    placa.coordinator.data.cameras.values(), key=lambda one: one.name.casefold()
                )
            ],
            "doors": [door_view(asked.hass, entry, door) for door in household.doors],
            "vehicles": [vehicle_view(entry, one) for one in household.residents] if known else [],
            "passes": [pass_view(entry, one) for one in household.guests] if known else [],
            "live": self._live(describer),
            "recent": self._recent,
        }

    def _live(self, describer: Describer) -> list[Json]:
        if not self._looked or Right.LIVE not in self._asked.rights:
            return []
        placa = self._asked.placa
        live = [
            raw_of(placa, sighting)
            for sighting in placa.coordinator.data.live.values()
            if describer.may_see(sighting.text)
        ]
        self._listed(live)
        return [describer.sighting(raw) for raw in reversed(live)]

    async def _refresh(self, describer: Describer) -> None:
        """Ask for the newest sightings anew if there may be others."""
        asked = self._asked
        if asked.rights != self._rights:
            self._rights, self._recent, self._stale = asked.rights, [], True
        if not self._stale or not self._looked or Right.HISTORY not in asked.rights:
            return
        placa = asked.placa
        self._stale = False
        try:
            page = await placa.client.export(self._search(), _RECENT)
            ended = [raw for raw in page.sightings if raw["state"] == "ended"]
            decisions = await decisions_about(placa, [raw["sighting_id"] for raw in ended])
        except EngineError:
            self._stale = True
            return
        self._listed(ended)
        self._recent = [
            describer.sighting(raw, decisions.get(raw["sighting_id"], ())) for raw in ended
        ]

    def _listed(self, shown: list[Any]) -> None:
        if Right.PICTURES in self._asked.rights:
            looks = self._asked.hass.data[VIEW_LOG]
            looks.listed(self._asked.user.id, [raw["sighting_id"] for raw in shown], whole=True)

    def _sign(self, path: str) -> str:
        """Sign a path; the same text for a while, so that nothing is loaded twice."""
        now = self._asked.hass.loop.time()
        signed, at = self._signed.get(path, ("", 0.0))
        if not signed or now - at > LINKS_LAST / timedelta(seconds=2):
            signed = self._asked.sign(path)
            self._signed[path] = (signed, now)
        while len(self._signed) > 500:
            del self._signed[next(iter(self._signed))]
        return signed
