"""The confirmation that a door waits for, for those who may press buttons."""

from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .coordinator import PlacaConfigEntry
from .entity import DoorEntity, add_for_each, doors, may_ask_for_confirmation
from .household.second_factor import ConfirmationAnswer
from .storage.permissions import Right, check_right

PARALLEL_UPDATES = 0

CONFIRM = ButtonEntityDescription(key="confirm")


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons."""
    add_for_each(
        entry, async_add_entities, doors, ConfirmButton, [CONFIRM], may_ask_for_confirmation
    )


class ConfirmButton(DoorEntity, ButtonEntity):
    """Lets the vehicle in that waits; there to be pressed only while one waits."""

    @property
    @override
    def available(self) -> bool:
        """Whether a vehicle waits."""
        return super().available and self._token is not None

    @override
    async def async_press(self) -> None:
        """Confirm. The door is judged anew, so it may stay shut all the same."""
        user_id = self._context.user_id if self._context else None
        user = await self.hass.auth.async_get_user(user_id) if user_id else None
        if user is None:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="not_a_person")
        await check_right(self.hass, self._context, Right.CONFIRM)
        if self._token is None or not self.placa.door_controller.answer(
            self._token, ConfirmationAnswer.CONFIRMED, user.id
        ):
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key="nobody_waits")

    @property
    def _token(self) -> str | None:
        question = self.placa.door_controller.confirmation_requests.open_for(self.door.door_id)
        return question.token if question else None
