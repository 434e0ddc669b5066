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

from .const import CONF_VEHICLE, DOMAIN
from .event import KNOWN_VEHICLE

_SCHEMA = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        probatio.Required(CONF_OPTIONS, default={}): {
            probatio.Optional(CONF_VEHICLE): probatio.All(probatio.EnsureList(), [cv.string]),
        },
    }
)


class VehicleSeenTrigger(StatelessEntityTriggerBase):
    """Triggers when a camera tells of a known vehicle.

    It follows the event entities' states: these do not change on a restart, a reload or
    a reconnection, and coming back from unavailable is no event.
    """

    _domain_specs = {EVENT_DOMAIN: DomainSpec()}  # noqa: RUF012 - declared by the base
    _schema = _SCHEMA

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        super().__init__(hass, config)
        self._vehicles = {name.casefold() for name in self._options.get(CONF_VEHICLE, ())}

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Keep the event entities of this integration."""
        registry = er.async_get(self._hass)
        return {
            entity_id
            for entity_id in super().entity_filter(entities)
            if (entity := registry.async_get(entity_id)) and entity.platform == DOMAIN
        }

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Whether the event is of a known vehicle, and of one that was asked for."""
        if state.attributes.get(EventEntityStateAttribute.EVENT_TYPE) != KNOWN_VEHICLE:
            return False
        return not self._vehicles or str(state.attributes.get("vehicle")).casefold() in (
            self._vehicles
        )


TRIGGERS: dict[str, type[Trigger]] = {"vehicle_seen": VehicleSeenTrigger}


async def async_get_triggers(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
) -> dict[str, type[Trigger]]:
    """Return the triggers of this integration."""
    return TRIGGERS
