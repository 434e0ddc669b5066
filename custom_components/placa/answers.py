"""Passes answers to questions about doors on to the doorkeeper, who judges anew."""

from homeassistant.core import callback

from .coordinator import PlacaCoordinator
from .doors.policy import DoorMode
from .doors.second_factor import Answer


@callback
def take_answer(coordinator: PlacaCoordinator, token: str, answer: Answer, by: str | None) -> bool:
    """Take the answer to a question about a door; false if it is no longer asked."""
    return coordinator.doorkeeper.answer(token, answer, by)


@callback
def withdraw_from_disarmed_doors(coordinator: PlacaCoordinator) -> None:
    """Ask no more about doors that an answer could not open."""
    for question in coordinator.doorkeeper.questions.all_open:
        if coordinator.household.door(question.door_id).mode is not DoorMode.ARMED:
            take_answer(coordinator, question.token, Answer.WITHDRAWN, None)
