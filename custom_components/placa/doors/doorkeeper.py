"""Asks each door's policy about every update of a known vehicle, and acts on the verdict."""

from dataclasses import dataclass
import time
import uuid

from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util
from homeassistant.util.signal_type import SignalTypeFormat

from ..const import DOMAIN, LOGGER
from ..engine.models import Sighting, SightingState
from ..engine.stream_clock import Stamp
from ..household.household import Household
from .access import AccessDecision, Circumstances, Verdict, decide, fresh
from .actuator import door_state, open_door
from .journal import Journal
from .ledger import Ledger
from .policy import Door, DoorMode
from .reasons import Reason, ReasonCode
from .record import record_of, with_reason
from .refusals import Refusals

SIGNAL_DECISION: SignalTypeFormat[AccessDecision] = SignalTypeFormat(f"{DOMAIN}_{{}}_decision")
"""Keyed by config entry id."""


@dataclass(frozen=True, slots=True)
class DoorUpdate:
    """What the engine said of a sighting, and how it came.

    `news` is false for what was part of a snapshot; `connected` says that the connection
    which brought it still stands.
    """

    sighting: Sighting
    stamp: Stamp
    news: bool
    connected: bool


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
        match = self._household.match(sighting.text)
        decisions = []
        if match is None:
            self._refusals.forget(sighting.sighting_id)
            return []
        for door in self._household.doors:
            if door.mode is DoorMode.OFF or sighting.camera_id not in door.cameras:
                continue
            now = self._circumstances(door, update)
            if any(opening.sighting_id == sighting.sighting_id for opening in now.openings):
                continue
            decision = decide(door, sighting, match, now)
            if decision.verdict is not Verdict.REFUSED:
                self._journal.add_opening(decision, dt_util.utcnow())
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
        self._journal.add_record(_record(decision))
        kept = await self._journal.commit(door.door_id, decision.sighting.sighting_id)
        age = stamp.age(decision.sighting.captured_at, time.monotonic())
        if not kept or self._hass.is_stopping:
            await self._failed(decision, "its record could not be kept")
            return
        if not fresh(age, door.policy).ok:
            await self._failed(decision, "keeping its record took too long")
            return
        if self._household.door(door.door_id).mode is not DoorMode.ARMED:
            await self._failed(decision, "it was disarmed meanwhile")
            return
        self._send(decision)
        try:
            await open_door(self._hass, door.entity_id, Context())
        except Exception as err:  # noqa: BLE001 - any integration may stand behind the entity
            await self._failed(decision, f"{door.entity_id} failed with {type(err).__name__}")
            return
        await self._ledger.deliver()

    async def _failed(self, decision: AccessDecision, problem: str) -> None:
        LOGGER.error("%s was not opened: %s", decision.door.entity_id, problem)
        await self._publish(
            with_reason(decision, Reason(ReasonCode.ACTED, ok=False, values={"problem": problem}))
        )

    async def _publish(self, decision: AccessDecision) -> None:
        self._send(decision)
        await self._ledger.add(_record(decision))

    @callback
    def _send(self, decision: AccessDecision) -> None:
        async_dispatcher_send(self._hass, SIGNAL_DECISION.format(self._entry_id), decision)

    @callback
    def _circumstances(self, door: Door, update: DoorUpdate) -> Circumstances:
        monotonic = time.monotonic()
        return Circumstances(
            age=update.stamp.age(update.sighting.captured_at, monotonic),
            began_ago=update.stamp.age(update.sighting.first_seen, monotonic),
            connected=update.connected,
            news=update.news,
            door_state=door_state(self._hass, door.entity_id),
            openings=self._journal.openings(
                door.door_id, dt_util.utcnow(), shadow=door.mode is DoorMode.SHADOW
            ),
        )


def _record(decision: AccessDecision) -> dict[str, object]:
    return record_of(decision, uuid.uuid4().hex, dt_util.utcnow())
