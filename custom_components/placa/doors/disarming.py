"""Takes back the questions about doors that an answer could not open."""

from homeassistant.core import callback

from ..access.policy import DoorMode
from ..coordinator import PlacaCoordinator
from ..household.second_factor import Answer


@callback
def withdraw_from_disarmed_doors(coordinator: PlacaCoordinator) -> None:
    """Ask no more about doors that an answer could not open."""
    for question in coordinator.door_controller.questions.all_open:
        if coordinator.household.door(question.door_id).mode is not DoorMode.ARMED:
            coordinator.door_controller.answer(question.token, Answer.WITHDRAWN, None)
