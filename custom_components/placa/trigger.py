"""Triggers for automations."""

from typing import override

from homeassistant.components.event import DOMAIN as EVENT_DOMAIN, EventEntityStateAttribute
from homeassistant.const import CONF_OPTIONS
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    Trigger,
    TriggerConfig,
)
import probatio

from .access.decision import Verdict
from .const import CONF_VEHICLE
from .entity import own_entities
from .event import DENIED_VEHICLE, KNOWN_VEHICLE, UNKNOWN_VEHICLE
from .household.presence import Movement

_VEHICLE_SCHEMA = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        probatio.Required(CONF_OPTIONS, default={}): {
            probatio.Optional(CONF_VEHICLE): cv.entity_ids,
        },
    }
)


class _EventTrigger(StatelessEntityTriggerBase):
    """Triggers when an event entity of this integration tells of one kind of event.

    It follows the event entities' states: these do not change on a restart, a reload or
    a reconnection, and coming back from unavailable is no event.
    """

    _domain_specs = {EVENT_DOMAIN: DomainSpec()}  # noqa: RUF012 - declared by the base
    _event_type: str

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Keep the event entities of this integration."""
        return own_entities(self._hass, super().entity_filter(entities))

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Whether the event is of the kind that was asked for."""
        return state.attributes.get(EventEntityStateAttribute.EVENT_TYPE) == self._event_type


class VehicleSeenTrigger(_EventTrigger):
    """Triggers when a camera tells of a known vehicle."""

    _event_type = KNOWN_VEHICLE
    _schema = _VEHICLE_SCHEMA

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        super().__init__(hass, config)
        self._vehicles: list[str] = self._options.get(CONF_VEHICLE, [])

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Whether the event is of a known vehicle, and of one that was asked for."""
        if not super().is_valid_state(state, report_not_triggered):
            return False
        return not self._vehicles or state.attributes.get("vehicle_id") in self._chosen()

    def _chosen(self) -> set[str | None]:
        """Return the ids of the vehicles whose entities were chosen."""
        registry = er.async_get(self._hass)
        entities = (registry.async_get(entity_id) for entity_id in self._vehicles)
        return {entity.config_subentry_id for entity in entities if entity is not None}


class GuestPassUsedTrigger(_EventTrigger):
    """Triggers when a door was granted to a vehicle that has a guest pass."""

    _event_type = Verdict.GRANTED.value

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Whether a door was granted, and to a guest."""
        granted = super().is_valid_state(state, report_not_triggered)
        return granted and state.attributes.get("guest") is True


def _on_event(event_type: str) -> type[Trigger]:
    """Return a trigger for every event of one kind."""
    return type("EventTrigger", (_EventTrigger,), {"_event_type": event_type})


TRIGGERS: dict[str, type[Trigger]] = {
    "denied_vehicle_seen": _on_event(DENIED_VEHICLE),
    "door_opened": _on_event(Verdict.GRANTED.value),
    "door_refused": _on_event(Verdict.REFUSED.value),
    "guest_pass_used": GuestPassUsedTrigger,
    "unknown_vehicle_seen": _on_event(UNKNOWN_VEHICLE),
    "vehicle_arrived": _on_event(Movement.ARRIVED.value),
    "vehicle_arrived_again": _on_event(Movement.ARRIVED_AGAIN.value),
    "vehicle_left": _on_event(Movement.LEFT.value),
    "vehicle_seen": VehicleSeenTrigger,
}


async def async_get_triggers(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
) -> dict[str, type[Trigger]]:
    """Return the triggers of this integration."""
    return TRIGGERS
