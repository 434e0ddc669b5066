"""What people are being asked about doors: one question per door, answered once.

In memory only: a question does not survive a restart, and its door stays shut.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
import secrets

from ..access.circumstances import DoorUpdate
from ..access.decision import AccessDecision
from ..household.second_factor import (
    Confirmation,
    ConfirmationAnswer,
    ConfirmationOutcome,
    confirmation_of,
)
from ..household.vehicle import Match


@dataclass(frozen=True, slots=True)
class ConfirmationRequest:
    """A question about a door. Only who was asked knows its token.

    `decision` and `update` are the newest that met every condition but the confirmation.
    """

    token: str
    decision: AccessDecision
    match: Match
    update: DoorUpdate
    confirmation: Confirmation
    asked_at: float
    sighting_ids: frozenset[str]

    @property
    def door_id(self) -> str:
        """The door it is about."""
        return self.decision.door.door_id

    @property
    def vehicle_id(self) -> str:
        """The vehicle that waits."""
        return self.match.vehicle.vehicle_id


@dataclass(frozen=True, slots=True)
class _Closed:
    """A question that was answered, or not in time, and when that was."""

    question: ConfirmationRequest
    inquiry: ConfirmationOutcome
    at: float


class ConfirmationRequests:
    """The open and the last closed question of each door. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._open: dict[str, ConfirmationRequest] = {}
        self._closed: dict[str, _Closed] = {}

    def open_for(self, door_id: str) -> ConfirmationRequest | None:
        """Return the question that waits for an answer."""
        return self._open.get(door_id)

    @property
    def all_open(self) -> tuple[ConfirmationRequest, ...]:
        """All questions that wait for an answer."""
        return tuple(self._open.values())

    def keep_to(self, door_ids: AbstractSet[str]) -> None:
        """Forget all that was asked about other doors: they are gone."""
        self._open = {key: self._open[key] for key in self._open.keys() & door_ids}
        self._closed = {key: self._closed[key] for key in self._closed.keys() & door_ids}

    def forget(self, question: ConfirmationRequest) -> None:
        """Forget a question that needs no answer."""
        del self._open[question.door_id]

    def inquiry(
        self, door_id: str, vehicle_id: str, sighting_id: str, at: float, rest: float
    ) -> ConfirmationOutcome | None:
        """Tell what was asked that counts for a vehicle at a door.

        An answered question counts for the sightings it was about, and for `rest` seconds
        for the vehicle: nobody is asked again at once. It never confirms a second time.
        """
        if question := self._open.get(door_id):
            return ConfirmationOutcome(question.vehicle_id, at - question.asked_at)
        closed = self._closed.get(door_id)
        if closed is None or closed.question.vehicle_id != vehicle_id:
            return None
        if sighting_id in closed.question.sighting_ids or at - closed.at < rest:
            return closed.inquiry
        return None

    def ask(self, decision: AccessDecision, match: Match, update: DoorUpdate, at: float) -> bool:
        """Open a question, or let an open one go on with newer evidence; whether it is new."""
        door_id = decision.door.door_id
        sighting_id = decision.sighting.sighting_id
        if question := self._open.get(door_id):
            self._open[door_id] = replace(
                question,
                decision=decision,
                match=match,
                update=update,
                sighting_ids=question.sighting_ids | {sighting_id},
            )
            return False
        vehicle = match.vehicle
        self._open[door_id] = ConfirmationRequest(
            token=secrets.token_urlsafe(24),
            decision=decision,
            match=match,
            update=update,
            confirmation=confirmation_of(
                decision.door.policy.factors_for(vehicle),
                vehicle.vehicle_id,
                decision.circumstances.now,
            ),
            asked_at=at,
            sighting_ids=frozenset({sighting_id}),
        )
        return True

    def close(
        self, token: str, answer: ConfirmationAnswer, by: str | None, at: float
    ) -> tuple[ConfirmationRequest, ConfirmationOutcome] | None:
        """Take the answer to an open question; None if there is no such question, or no more."""
        for door_id, question in self._open.items():
            if secrets.compare_digest(question.token.encode(), token.encode()):
                del self._open[door_id]
                inquiry = ConfirmationOutcome(
                    question.vehicle_id, at - question.asked_at, answer, by
                )
                self._closed[door_id] = _Closed(question, replace(inquiry, by=None), at)
                return question, inquiry
        return None
