"""Asks each door's policy about every update of a known vehicle, and acts on the verdict."""

from collections.abc import Mapping
from dataclasses import replace
import time
import uuid

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
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
from .evidence import fresh, turns_away
from .journal import Journal
from .ledger import Ledger
from .policy import Door, DoorMode
from .questions import Question, Questions
from .reasons import Reason, ReasonCode
from .recent import event_data
from .record import record_of, with_reason
from .refusals import Refusals
from .running import running_for
from .second_factor import Answer, Inquiry
from .update import DoorUpdate
from .witnesses import Witnesses

SIGNAL_DECISION: SignalTypeFormat[AccessDecision] = SignalTypeFormat(f"{DOMAIN}_{{}}_decision")
"""What any door of an entry decided; keyed by config entry id."""
SIGNAL_DOOR: SignalTypeFormat[AccessDecision] = SignalTypeFormat(f"{DOMAIN}_door_{{}}")
"""What one door decided, told to its own entities after everybody else; keyed by door id."""

EVENT_DECISION = f"{DOMAIN}_decision"
"""For the logbook, which describes nothing but events."""


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
        self._witnesses = Witnesses(hass)
        self.questions = Questions()

    @callback
    def judge(self, update: DoorUpdate) -> list[AccessDecision]:
        """Decide for every door that the camera guards.

        Returns the decisions to carry out or record with `act`. Openings among them are
        already noted, so that the next update is judged knowing of them. Strangers are
        not judged, and nothing is kept about them.
        """
        sighting = update.sighting
        match = self._household.match_for_access(sighting.text, update.frequent)
        decisions = self._withdraw(sighting, match)
        if match is None:
            self._refusals.forget(sighting.sighting_id)
            return decisions
        for door in self._household.doors:
            if door.mode is DoorMode.OFF or sighting.camera_id not in door.cameras:
                continue
            now = self._circumstances(door, match, update)
            if any(opening.sighting_id == sighting.sighting_id for opening in now.openings):
                continue
            decision = _named(decide(door, sighting, match, now))
            if to_act_on := self._note(decision, match, update):
                decisions.append(to_act_on)
        if sighting.state is SightingState.ENDED:
            self._refusals.forget(sighting.sighting_id)
        return decisions

    @callback
    def answer(
        self,
        token: str,
        answer: Answer,
        by: str | None,
        *,
        connected: bool,
        cameras: Mapping[str, Camera],
    ) -> tuple[AccessDecision, Stamp] | None:
        """Judge anew for the vehicle that waits, now that a question about it is closed.

        Returns the decision to `act` on, None if nothing is asked by this token any more.
        """
        closed = self.questions.close(token, answer, by, time.monotonic())
        if closed is None:
            return None
        question, inquiry = closed
        camera = cameras.get(question.update.sighting.camera_id)
        update = replace(question.update, connected=connected, camera=camera)
        return self._judge_anew(question, inquiry, update), update.stamp

    @callback
    def watch_witnesses(self) -> CALLBACK_TYPE:
        """Note from now on when those come who vouch for vehicles."""
        return self._witnesses.watch(
            {
                entity_id
                for door in self._household.doors
                for vehicle in self._household.vehicles
                for factor in door.policy.factors_for(vehicle)
                for entity_id in factor.witnesses_for(vehicle.owner)
            }
        )

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
        if not fresh(age, door.policy, decision.match, decision.circumstances).ok:
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
        async_dispatcher_send(self._hass, SIGNAL_DOOR.format(decision.door.door_id), decision)

    @callback
    def _note(
        self, decision: AccessDecision, match: Match, update: DoorUpdate
    ) -> AccessDecision | None:
        """Note what follows from a decision; return it if there is something to act on.

        While people are asked about a vehicle, nothing but their answer counts for it.
        """
        monotonic = time.monotonic()
        if decision.verdict is Verdict.AWAITING:
            is_new = self.questions.ask(decision, match, update, monotonic)
            return decision if is_new else None
        question = self.questions.open_for(decision.door.door_id)
        if question and question.vehicle_id == match.vehicle.vehicle_id:
            return None
        if decision.verdict is Verdict.REFUSED:
            return self._refusals.to_record(decision)
        self._journal.add_opening(decision, monotonic)
        return decision

    @callback
    def _withdraw(self, sighting: Sighting, match: Match | None) -> list[AccessDecision]:
        """Ask no more about a vehicle that turns away, or turned out to be another one."""
        decisions = []
        for question in self.questions.all_open:
            if sighting.sighting_id in question.sighting_ids and (
                match is None
                or match.vehicle.vehicle_id != question.vehicle_id
                or turns_away(sighting, self._household.door(question.door_id).policy)
            ):
                closed = self.questions.close(
                    question.token, Answer.WITHDRAWN, None, time.monotonic()
                )
                if closed:
                    decisions.append(self._judge_anew(*closed, question.update))
        return decisions

    @callback
    def _judge_anew(
        self, question: Question, inquiry: Inquiry, update: DoorUpdate
    ) -> AccessDecision:
        door = self._household.door(question.door_id)
        now = replace(self._circumstances(door, question.match, update), inquiry=inquiry)
        decision = _named(decide(door, update.sighting, question.match, now))
        if decision.verdict is Verdict.REFUSED:
            self._refusals.to_record(decision)
        else:
            self._journal.add_opening(decision, time.monotonic())
        return decision

    @callback
    def _circumstances(self, door: Door, match: Match, update: DoorUpdate) -> Circumstances:
        monotonic = time.monotonic()
        now = dt_util.now()
        vehicle = match.vehicle
        witnesses, vehicle_witnesses = (
            self._witnesses.see(factor.witnesses_for(vehicle.owner))
            for factor in door.policy.factors_for(vehicle)
        )
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
                vehicle.vehicle_id, but_for=update.sighting.sighting_id
            ),
            openings=self._journal.openings(
                door.door_id, monotonic, shadow=door.mode is DoorMode.SHADOW
            ),
            witnesses=witnesses,
            vehicle_witnesses=vehicle_witnesses,
            inquiry=self.questions.inquiry(
                door.door_id,
                vehicle.vehicle_id,
                update.sighting.sighting_id,
                monotonic,
                door.policy.cool_down,
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
