"""Asks each door's policy about every update of a known vehicle, and acts on the verdict."""

from collections.abc import Coroutine
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
import uuid

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.dispatcher import async_dispatcher_send

from ..access.circumstances import DoorUpdate
from ..access.decision import AccessDecision, Verdict, decide
from ..access.policy import Door, DoorMode
from ..access.reasons import OpeningProblem, Reason, ReasonCode
from ..access.recent_decisions import event_data
from ..access.record import record_of, with_reason
from ..access.refusal_filter import RefusalFilter
from ..access.sighting_conditions import fresh, turns_away
from ..client.models import Sighting, SightingState
from ..client.stream_clock import Stamp
from ..clock import Clock
from ..const import CONF_MODE, DOMAIN, LOGGER
from ..device import subentry_identifier
from ..household.second_factor import ConfirmationAnswer, ConfirmationOutcome, confirmation_of
from ..household.vehicle import Match, MatchKind, Vehicle
from ..signals import EVENT_DECISION, SIGNAL_DECISION, SIGNAL_DOOR
from ..storage.journal import Journal
from ..subentries.household import Household, HouseholdReader
from .actuator import open_door
from .arrivals import Arrivals
from .circumstances_reader import CameraLookup, CircumstancesReader
from .confirmations import ConfirmationRequest, ConfirmationRequests
from .job_queue import JobQueue
from .outbox_delivery import OutboxDelivery


@dataclass(frozen=True, slots=True)
class _Case:
    """An update on its way past the doors, and whose vehicle it is by a household."""

    update: DoorUpdate
    household: Household
    match: Match | None


class DoorController:
    """Decides for all doors of one config entry, for one of them in each turn of the loop."""

    def __init__(  # noqa: PLR0917 - made in one place
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        household: HouseholdReader,
        journal: Journal,
        ledger: OutboxDelivery,
        camera_lookup: CameraLookup,
        clock: Clock,
    ) -> None:
        self._hass = hass
        self._clock = clock
        self._entry = entry
        self._household_reader = household
        self.frequent: frozenset[str] | None = None
        """Plates that pass by often; None while they are not known."""
        self._journal = journal
        self._ledger = ledger
        self._refusals = RefusalFilter()
        self.confirmation_requests = ConfirmationRequests()
        self._arrivals = Arrivals(hass, clock)
        self._circumstances_reader = CircumstancesReader(
            hass, journal, self._arrivals, self.confirmation_requests, camera_lookup, clock
        )
        self._turns = JobQueue(self._start)

    @callback
    def take(self, sighting: Sighting, stamp: Stamp) -> None:
        """Judge for every door that the camera guards, and act on what is decided.

        Every door is judged before it is told of doors that stay shut; one that opens is
        told to at once. Strangers are not judged, and nothing is kept about them.
        """
        update = DoorUpdate(sighting, stamp, self.frequent)
        match = self._household.match_for_access(sighting.text, self.frequent)
        case = _Case(update, self._household, match)
        for door in self._household.doors:
            if sighting.camera_id in door.cameras:
                self._turns.add(partial(self._judge, door.door_id, case), urgent=True)
        if match is None or sighting.state is SightingState.ENDED:
            forget = partial(self._refusals.forget, sighting.sighting_id)
            self._turns.add(forget, urgent=True)

    @callback
    def _judge(self, door_id: str, case: _Case) -> None:
        """Decide for one door, by the household and all else as they are now.

        An opening is noted at once, so that whatever comes next is judged knowing of it.
        """
        update, match = case.update, case.match
        if case.household is not self._household:
            match = self._household.match_for_access(update.sighting.text, update.frequent)
        door = self._household.find_door(door_id)
        if door is None:
            return
        self._withdraw(door, update, match)
        if match is None or door.mode is DoorMode.OFF:
            return
        now = self._circumstances_reader.see(door, match, update, self._household.doors)
        if self._journal.has_opened(door.door_id, update.sighting.sighting_id):
            return
        decision = _named(decide(door, update.sighting, match, now))
        if to_act_on := self._note(decision, match, update):
            self._act(to_act_on, update.stamp)

    @callback
    def answer(self, token: str, answer: ConfirmationAnswer, by: str | None) -> bool:
        """Judge anew for the vehicle that waits, now that a question about it is closed.

        False if nothing is asked by this token any more.
        """
        closed = self.confirmation_requests.close(token, answer, by, self._clock.monotonic())
        if closed is None:
            return False
        question, inquiry = closed
        door = self._household.find_door(question.door_id)
        if door is None:
            return False
        self._act(self._judge_anew(door, question, inquiry), question.update.stamp)
        return True

    @property
    def _household(self) -> Household:
        """The household as it is now; the same object until it changes."""
        return self._household_reader.current

    @callback
    def household_changed(self) -> None:
        """Note when those come who vouch now; ask no more what need not, or must not, be answered.

        A door that asks no more decides about the vehicle's next update.
        """
        self._watch_arrivals()
        self.confirmation_requests.keep_to({door.door_id for door in self._household.doors})
        for question in self.confirmation_requests.all_open:
            door = self._household.door(question.door_id)
            match = self._match_again(question)
            if door.mode is not DoorMode.ARMED or match is None:
                self.answer(question.token, ConfirmationAnswer.WITHDRAWN, None)
            elif not _asks(door, match.vehicle, question):
                self.confirmation_requests.forget(question)

    @callback
    def stop(self) -> None:
        """Note nothing more."""
        self._arrivals.stop()

    @callback
    def _watch_arrivals(self) -> None:
        self._arrivals.watch(
            {
                entity_id
                for door in self._household.doors
                for vehicle in self._household.vehicles
                for factor in door.policy.factors_for(vehicle)
                for entity_id in factor.witnesses_for(vehicle.owner)
            }
        )

    @callback
    def set_mode(self, door_id: str, mode: DoorMode) -> None:
        """Put a door into another mode, which is kept in its subentry; it counts at once."""
        subentry = self._entry.subentries[door_id]
        self._hass.config_entries.async_update_subentry(
            self._entry, subentry, data={**subentry.data, CONF_MODE: mode.value}
        )

    @callback
    def start_anew(self, live: set[str]) -> None:
        """After a snapshot: forget the refusals of sightings that are no longer live."""
        self._refusals.keep_only(live)

    @callback
    def _act(self, decision: AccessDecision, stamp: Stamp) -> None:
        """Carry out a decision and record it; only one that opens or asks is urgent."""
        if decision.verdict is Verdict.GRANTED:
            self._start(self._open(decision, stamp))
        else:
            asks = decision.verdict is Verdict.AWAITING
            self._turns.add(partial(self._publish, decision), urgent=asks)

    @callback
    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._entry.async_create_task(self._hass, work, f"{DOMAIN} decision")

    async def _open(self, decision: AccessDecision, stamp: Stamp) -> None:
        """Open the door; the record of it is on disk before the door is told."""
        door = decision.door
        self._journal.add_record(record_of(decision))
        kept = await self._journal.commit(door.door_id, decision.sighting.sighting_id)
        age = stamp.age(decision.sighting.captured_at, self._clock.monotonic())
        if not kept or self._hass.is_stopping:
            self._not_told(decision, OpeningProblem.NOT_RECORDED)
            return
        if not fresh(age, door.policy, decision.match, decision.circumstances).ok:
            self._not_told(decision, OpeningProblem.TOO_LATE)
            return
        if not self._still_opens(decision):
            self._not_told(decision, OpeningProblem.DISARMED)
            return
        context = Context()
        self._send(decision, context)
        try:
            await open_door(self._hass, door.entity_id, context)
        except Exception as err:  # noqa: BLE001 - any integration may stand behind the entity
            self._failed(decision, OpeningProblem.ENTITY_FAILED, type(err).__name__)
            return
        self._ledger.wake()

    def _still_opens(self, decision: AccessDecision) -> bool:
        """Whether the door is still armed and open to the vehicle, after a moment has passed."""
        door = self._household.find_door(decision.door.door_id)
        vehicle = self._household.vehicle(decision.match.vehicle.vehicle_id)
        return (
            door is not None
            and door.mode is DoorMode.ARMED
            and vehicle is not None
            and not vehicle.denied
            and (door.vehicles is None or vehicle.vehicle_id in door.vehicles)
        )

    @callback
    def _not_told(self, decision: AccessDecision, problem: OpeningProblem) -> None:
        self._journal.give_back_use(decision)
        self._failed(decision, problem)

    @callback
    def _failed(
        self, decision: AccessDecision, problem: OpeningProblem, error: str | None = None
    ) -> None:
        entity_id = decision.door.entity_id
        LOGGER.error("%s was not opened: %s %s", entity_id, problem.value, error or "")
        values = {"problem": problem.value, "entity": entity_id, "error": error}
        failed = Reason(ReasonCode.ACTED, ok=False, values=values)
        self._publish(_named(with_reason(decision, failed)))

    @callback
    def _publish(self, decision: AccessDecision) -> None:
        self._send(decision)
        self._ledger.add(record_of(decision))

    @callback
    def _send(self, decision: AccessDecision, context: Context | None = None) -> None:
        """Tell of a decision; what is opened in the same context names it as its cause."""
        entry_id = self._entry.entry_id
        device = dr.async_get(self._hass).async_get_device_by_identifier(
            subentry_identifier(entry_id, decision.door.door_id), entry_id
        )
        told = event_data(decision, entry_id, device.id if device else None)
        self._hass.bus.async_fire(EVENT_DECISION, told, context=context)
        async_dispatcher_send(self._hass, SIGNAL_DECISION.format(entry_id), decision)
        async_dispatcher_send(self._hass, SIGNAL_DOOR.format(decision.door.door_id), decision)

    @callback
    def _note(
        self, decision: AccessDecision, match: Match, update: DoorUpdate
    ) -> AccessDecision | None:
        """Note what follows from a decision; return it if there is something to act on.

        While people are asked about a vehicle, nothing but their answer counts for it.
        """
        monotonic = self._clock.monotonic()
        if decision.verdict is Verdict.AWAITING:
            is_new = self.confirmation_requests.ask(decision, match, update, monotonic)
            return decision if is_new else None
        question = self.confirmation_requests.open_for(decision.door.door_id)
        if question and question.vehicle_id == match.vehicle.vehicle_id:
            return None
        if decision.verdict is Verdict.REFUSED:
            return self._refusals.to_record(decision)
        self._journal.add_opening(decision, monotonic)
        return decision

    @callback
    def _withdraw(self, door: Door, update: DoorUpdate, match: Match | None) -> None:
        """Ask no more about a vehicle that turns away, or turned out to be another one."""
        question = self.confirmation_requests.open_for(door.door_id)
        if question is None or update.sighting.sighting_id not in question.sighting_ids:
            return
        if (
            match is None
            or match.kind is MatchKind.AMBIGUOUS
            or match.vehicle.vehicle_id != question.vehicle_id
            or turns_away(update.sighting, door.policy)
        ):
            self.answer(question.token, ConfirmationAnswer.WITHDRAWN, None)

    def _match_again(self, question: ConfirmationRequest) -> Match | None:
        """Find the vehicle that waits in the household as it is now; None if it is another one."""
        update = question.update
        match = self._household.match_for_access(update.sighting.text, update.frequent)
        return match if match and match.vehicle.vehicle_id == question.vehicle_id else None

    @callback
    def _judge_anew(
        self, door: Door, question: ConfirmationRequest, inquiry: ConfirmationOutcome
    ) -> AccessDecision:
        """Judge by the household as it is now; for a vehicle that is gone no answer counts."""
        update = question.update
        match = self._match_again(question)
        if match is None:
            match, inquiry = (
                question.match,
                replace(inquiry, answer=ConfirmationAnswer.WITHDRAWN, by=None),
            )
        seen = self._circumstances_reader.see(door, match, update, self._household.doors)
        now = replace(seen, inquiry=inquiry)
        decision = _named(decide(door, update.sighting, match, now))
        if decision.verdict is Verdict.REFUSED:
            self._refusals.to_record(decision)
        else:
            self._journal.add_opening(decision, self._clock.monotonic())
        return decision


def _asks(door: Door, vehicle: Vehicle, question: ConfirmationRequest) -> bool:
    """Whether a door still asks for what was asked."""
    asked_at = question.decision.circumstances.now
    factors = door.policy.factors_for(vehicle)
    return confirmation_of(factors, vehicle.vehicle_id, asked_at).max_wait > 0


def _named(decision: AccessDecision) -> AccessDecision:
    """Give a decision the name that its record and its event go by."""
    return replace(decision, decision_id=uuid.uuid4().hex)
