"""Triggers for automations."""

from typing import override

from homeassistant.components.event import DOMAIN as EVENT_DOMAIN, EventEntityStateAttribute
from homeassistant.const import CONF_OPTIONS
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import config_validation as cv
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
            probatio.Optional(CONF_VEHICLE): probatio.All(probatio.EnsureList(), [cv.string]),
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
        self._vehicles = {name.casefold() for name in self._options.get(CONF_VEHICLE, ())}

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Whether the event is of a known vehicle, and of one that was asked for."""
        if not super().is_valid_state(state, report_not_triggered):
            return False
        return not self._vehicles or str(state.attributes.get("vehicle")).casefold() in (
            self._vehicles
        )


class UnknownVehicleSeenTrigger(_EventTrigger):
    """Triggers when a camera tells of a stranger's vehicle."""

    _event_type = UNKNOWN_VEHICLE


class DeniedVehicleSeenTrigger(_EventTrigger):
    """Triggers when a camera tells of a vehicle on the deny list."""

    _event_type = DENIED_VEHICLE


class VehicleArrivedTrigger(_EventTrigger):
    """Triggers when a vehicle comes, if it was not here before."""

    _event_type = Movement.ARRIVED.value


class VehicleLeftTrigger(_EventTrigger):
    """Triggers when a vehicle leaves."""

    _event_type = Movement.LEFT.value


class DoorOpenedTrigger(_EventTrigger):
    """Triggers when a door was granted to a vehicle."""

    _event_type = Verdict.GRANTED.value


class GuestPassUsedTrigger(DoorOpenedTrigger):
    """Triggers when a door was granted to a vehicle that has a guest pass."""

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Whether a door was granted, and to a guest."""
        granted = super().is_valid_state(state, report_not_triggered)
        return granted and state.attributes.get("guest") is True


class VehicleArrivedAgainTrigger(_EventTrigger):
    """Triggers when a vehicle comes although it is here: another car may have its plate."""

    _event_type = Movement.ARRIVED_AGAIN.value


class DoorRefusedTrigger(_EventTrigger):
    """Triggers when a door refuses to open for a known vehicle."""

    _event_type = Verdict.REFUSED.value


TRIGGERS: dict[str, type[Trigger]] = {
    "denied_vehicle_seen": DeniedVehicleSeenTrigger,
    "door_opened": DoorOpenedTrigger,
    "door_refused": DoorRefusedTrigger,
    "guest_pass_used": GuestPassUsedTrigger,
    "unknown_vehicle_seen": UnknownVehicleSeenTrigger,
    "vehicle_arrived": VehicleArrivedTrigger,
    "vehicle_arrived_again": VehicleArrivedAgainTrigger,
    "vehicle_left": VehicleLeftTrigger,
    "vehicle_seen": VehicleSeenTrigger,
}


async def async_get_triggers(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
) -> dict[str, type[Trigger]]:
    """Return the triggers of this integration."""
    return TRIGGERS
