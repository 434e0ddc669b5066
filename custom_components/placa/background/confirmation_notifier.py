"""Asks people in the Home Assistant app whether a door may open, and takes their answer.

The notification goes through the makers of the phones: it names no vehicle and no plate
unless the owner of the door wants that, and the picture is fetched from Home Assistant by
the app itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from homeassistant.components.notify.const import (
    ATTR_DATA,
    ATTR_MESSAGE,
    ATTR_TITLE,
    DOMAIN as NOTIFY,
)
from homeassistant.const import Platform
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later

from ..access.decision import AccessDecision
from ..const import DOMAIN, LOGGER
from ..coordinator import PlacaConfigEntry
from ..doors.confirmations import ConfirmationRequest
from ..doors.controller import DoorController
from ..entity import entity_id_of
from ..household.second_factor import ConfirmationAnswer
from ..localization.texts import Texts
from ..signals import SIGNAL_DECISION, SIGNAL_HOUSEHOLD, follow

_EVENT = "mobile_app_notification_action"
_ACTIONS = {
    "PLACA_OPEN_": ConfirmationAnswer.CONFIRMED,
    "PLACA_DECLINE_": ConfirmationAnswer.DECLINED,
}


@dataclass(frozen=True, slots=True)
class _Asked:
    question: ConfirmationRequest
    cancel: CALLBACK_TYPE


class ConfirmationNotifier:
    """Brings the open questions of one config entry to people, until they are closed."""

    def __init__(self, hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
        self._hass = hass
        self._entry = entry
        self._asked: dict[str, _Asked] = {}

    @callback
    def start(self) -> None:
        """Listen for questions and answers for as long as the entry is loaded."""
        follow(self._hass, self._entry, SIGNAL_DECISION, self._decided)
        follow(self._hass, self._entry, SIGNAL_HOUSEHOLD, self._look_at_all)
        self._entry.async_on_unload(self._hass.bus.async_listen(_EVENT, self._answered))
        self._entry.async_on_unload(self._stop)

    @callback
    def _decided(self, decision: AccessDecision) -> None:
        self._look(decision.door.door_id)

    @callback
    def _look_at_all(self) -> None:
        """Take back what was asked about doors that are gone."""
        for door_id in tuple(self._asked):
            self._look(door_id)

    @callback
    def _look(self, door_id: str) -> None:
        """Ask what is newly asked at a door, and take back what is no longer."""
        question = self._controller.confirmation_requests.open_for(door_id)
        asked = self._asked.get(door_id)
        if asked and (question is None or question.token != asked.question.token):
            del self._asked[door_id]
            asked.cancel()
            self._tell(asked.question, _withdrawal(asked.question))
        if question and door_id not in self._asked:

            @callback
            def time_out(_now: datetime) -> None:
                self._controller.answer(question.token, ConfirmationAnswer.TIMED_OUT, None)

            wait = question.confirmation.max_wait
            self._asked[door_id] = _Asked(question, async_call_later(self._hass, wait, time_out))
            self._tell(question, self._notification(question))

    async def _answered(self, event: Event) -> None:
        """Take an answer, if it comes from a person and names an open question."""
        action = str(event.data.get("action"))
        for prefix, answer in _ACTIONS.items():
            if action.startswith(prefix) and event.context.user_id:
                user = await self._hass.auth.async_get_user(event.context.user_id)
                if user and user.is_active:
                    self._controller.answer(action.removeprefix(prefix), answer, user.id)

    @property
    def _controller(self) -> DoorController:
        return self._entry.runtime_data.door_controller

    @callback
    def _stop(self) -> None:
        """Take every question back; its door stays shut."""
        for asked in self._asked.values():
            asked.cancel()
            self._hass.async_create_task(
                self._send(asked.question, _withdrawal(asked.question)), f"{DOMAIN} withdrawal"
            )
        self._asked.clear()

    @callback
    def _tell(self, question: ConfirmationRequest, message: Mapping[str, Any]) -> None:
        self._entry.async_create_background_task(
            self._hass, self._send(question, message), f"{DOMAIN} question"
        )

    async def _send(self, question: ConfirmationRequest, message: Mapping[str, Any]) -> None:
        door = question.decision.door
        for target in sorted(question.confirmation.notify):
            try:
                await self._hass.services.async_call(NOTIFY, target, dict(message), blocking=True)
            except HomeAssistantError as err:
                LOGGER.warning(
                    "An app could not be asked about %s: %s", door.entity_id, type(err).__name__
                )

    def _notification(self, question: ConfirmationRequest) -> dict[str, Any]:
        door = question.decision.door
        texts = Texts.of(self._hass)
        data = {
            "tag": _tag(question),
            "actions": [
                {
                    "action": f"PLACA_OPEN_{question.token}",
                    "title": texts("confirmation_open"),
                    "authenticationRequired": True,
                },
                {
                    "action": f"PLACA_DECLINE_{question.token}",
                    "title": texts("confirmation_decline"),
                },
            ],
            "ttl": 0,
            "priority": "high",
            "timeout": question.confirmation.max_wait,
            "push": {"interruption-level": "time-sensitive"},
        }
        placa = self._entry.runtime_data
        if image := entity_id_of(placa, Platform.IMAGE, door.door_id, "waiting"):
            data["image"] = f"/api/image_proxy/{image}"
        key = "confirmation_message"
        if question.confirmation.tell_details:
            key += "_with_plate" if placa.coordinator.shows_plates else "_named"
        message = texts(
            key, vehicle=question.match.vehicle.name, plate=question.decision.sighting.text
        )
        return {ATTR_TITLE: door.name, ATTR_MESSAGE: message, ATTR_DATA: data}


def _withdrawal(question: ConfirmationRequest) -> dict[str, Any]:
    return {ATTR_MESSAGE: "clear_notification", ATTR_DATA: {"tag": _tag(question)}}


def _tag(question: ConfirmationRequest) -> str:
    """Return the name by which a notification is taken back; it opens nothing."""
    return f"{DOMAIN}_{question.decision.decision_id}"
