"""Asks each door's policy about every update of a known vehicle, and acts on the verdict."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
import time
import uuid

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util
from homeassistant.util.signal_type import SignalTypeFormat

from ..const import DOMAIN, LOGGER
from ..devices import door_identifier
from ..engine.models import Camera, Sighting, SightingState
from ..engine.stream_clock import Stamp
from ..household.household import Household
from ..household.matcher import Match
from .access import AccessDecision, Verdict, decide
from .actuator import door_state, open_door
from .circumstances import Circumstances
from .evidence import fresh
from .journal import Journal
from .ledger import Ledger
from .policy import Door, DoorMode
from .reasons import Reason, ReasonCode
from .recent import event_data
from .record import record_of, with_reason
from .refusals import Refusals
from .running import running_for

SIGNAL_DECISION: SignalTypeFormat[AccessDecision] = SignalTypeFormat(f"{DOMAIN}_{{}}_decision")
"""Keyed by config entry id."""


EVENT_DECISION = f"{DOMAIN}_decision"
"""For the logbook, which describes nothing but events."""


@dataclass(frozen=True, slots=True)
class DoorUpdate:
    """What the engine said of a sighting, and how it came.

    `news` is false for what was part of a snapshot; `connected` says that the connection
    which brought it still stands. `camera` is the camera as it fares, `frequent` are plates
    that are often seen here, None while they are not known.
    """

    sighting: Sighting
    stamp: Stamp
    news: bool
    connected: bool
    camera: Camera | None
    frequent: AbstractSet[str] | None


class Doorkeeper:
    """Decides for all doors of one config entry. Everything it awaits is in `act`."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry_id: str,
        household: Household,
        journal: Journal,
        ledger: Ledger,
    ) -> None:
        self._hass = hass
        self._entry_id = entry_id
        self._household = household
        self._journal = journal
        self._ledger = ledger
        self._refusals = Refusals()

    @callback
    def judge(self, update: DoorUpdate) -> list[AccessDecision]:
        """Decide for every door that the camera guards.

        Returns the decisions to carry out or record with `act`. Openings among them are
        already noted, so that the next update is judged knowing of them. Strangers are
        not judged, and nothing is kept about them.
        """
        sighting = update.sighting
        match = self._household.match_for_access(sighting.text, update.frequent)
        decisions = []
        if match is None:
            self._refusals.forget(sighting.sighting_id)
            return []
        for door in self._household.doors:
            if door.mode is DoorMode.OFF or sighting.camera_id not in door.cameras:
                continue
            now = self._circumstances(door, match, update)
            if any(opening.sighting_id == sighting.sighting_id for opening in now.openings):
                continue
            decision = _named(decide(door, sighting, match, now))
            if decision.verdict is not Verdict.REFUSED:
                self._journal.add_opening(decision, time.monotonic())
                decisions.append(decision)
            elif refusal := self._refusals.to_record(decision):
                decisions.append(refusal)
        if sighting.state is SightingState.ENDED:
            self._refusals.forget(sighting.sighting_id)
        return decisions

    @callback
    def take_household(self, household: Household) -> None:
        """Judge by this household from now on."""
        self._household = household

    @callback
    def start_anew(self, live: set[str]) -> None:
        """After a snapshot: forget the refusals of sightings that are no longer live."""
        self._refusals.keep_only(live)

    async def act(self, decision: AccessDecision, stamp: Stamp) -> None:
        """Carry out a decision that `judge` returned, and record it."""
        if decision.verdict is Verdict.GRANTED:
            await self._open(decision, stamp)
        else:
            await self._publish(decision)

    async def _open(self, decision: AccessDecision, stamp: Stamp) -> None:
        """Open the door; the record of it is on disk before the door is told."""
        door = decision.door
        self._journal.add_record(record_of(decision))
        kept = await self._journal.commit(door.door_id, decision.sighting.sighting_id)
        age = stamp.age(decision.sighting.captured_at, time.monotonic())
        if not kept or self._hass.is_stopping:
            await self._not_told(decision, "its record could not be kept")
            return
        if not fresh(age, door.policy).ok:
            await self._not_told(decision, "keeping its record took too long")
            return
        if self._household.door(door.door_id).mode is not DoorMode.ARMED:
            await self._not_told(decision, "it was disarmed meanwhile")
            return
        context = Context()
        self._send(decision, context)
        try:
            await open_door(self._hass, door.entity_id, context)
        except Exception as err:  # noqa: BLE001 - any integration may stand behind the entity
            await self._failed(decision, f"{door.entity_id} failed with {type(err).__name__}")
            return
        await self._ledger.deliver()

    async def _not_told(self, decision: AccessDecision, problem: str) -> None:
        self._journal.give_back_use(decision)
        await self._failed(decision, problem)

    async def _failed(self, decision: AccessDecision, problem: str) -> None:
        LOGGER.error("%s was not opened: %s", decision.door.entity_id, problem)
        failed = Reason(ReasonCode.ACTED, ok=False, values={"problem": problem})
        await self._publish(_named(with_reason(decision, failed)))

    async def _publish(self, decision: AccessDecision) -> None:
        self._send(decision)
        await self._ledger.add(record_of(decision))

    @callback
    def _send(self, decision: AccessDecision, context: Context | None = None) -> None:
        """Tell of a decision; what is opened in the same context names it as its cause."""
        device = dr.async_get(self._hass).async_get_device_by_identifier(
            door_identifier(self._entry_id, decision.door.door_id), self._entry_id
        )
        told = event_data(decision, self._entry_id, device.id if device else None)
        self._hass.bus.async_fire(EVENT_DECISION, told, context=context)
        async_dispatcher_send(self._hass, SIGNAL_DECISION.format(self._entry_id), decision)

    @callback
    def _circumstances(self, door: Door, match: Match, update: DoorUpdate) -> Circumstances:
        monotonic = time.monotonic()
        now = dt_util.now()
        return Circumstances(
            now=now,
            age=update.stamp.age(update.sighting.captured_at, monotonic),
            began_ago=update.stamp.age(update.sighting.first_seen, monotonic),
            clock_skew=update.stamp.age(now, monotonic),
            connected=update.connected,
            news=update.news,
            camera=update.camera.health if update.camera else None,
            frozen=update.camera.frozen if update.camera else None,
            running_for=running_for(self._hass, monotonic),
            door_state=door_state(self._hass, door.entity_id),
            schedule=self._state(door.policy.schedule),
            alarm=self._state(door.policy.alarm),
            pass_uses=self._journal.pass_uses(
                match.vehicle.vehicle_id, but_for=update.sighting.sighting_id
            ),
            openings=self._journal.openings(
                door.door_id, monotonic, shadow=door.mode is DoorMode.SHADOW
            ),
        )

    @callback
    def _state(self, entity_id: str | None) -> str | None:
        """Return the state of an entity that a door asks; one that is gone is unavailable."""
        if entity_id is None:
            return None
        state = self._hass.states.get(entity_id)
        return STATE_UNAVAILABLE if state is None else state.state


def _named(decision: AccessDecision) -> AccessDecision:
    """Give a decision the name that its record and its event go by."""
    return replace(decision, decision_id=uuid.uuid4().hex)
