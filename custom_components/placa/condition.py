"""Conditions for automations."""

from typing import override

from homeassistant.components.binary_sensor.const import (
    DOMAIN as BINARY_SENSOR,
    BinarySensorDeviceClass,
)
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .entity import own_entities


class _PresenceCondition(EntityStateConditionBase):
    """Tests the presence of this integration's vehicles; one that is unknown is neither."""

    _domain_specs = {  # noqa: RUF012 - declared by the base
        BINARY_SENSOR: DomainSpec(device_class=BinarySensorDeviceClass.PRESENCE)
    }

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Keep the presence sensors of this integration."""
        return own_entities(self._hass, super().entity_filter(entities))


class VehicleIsHereCondition(_PresenceCondition):
    """Passes while a vehicle is here."""

    _states = {STATE_ON}  # noqa: RUF012 - declared by the base


class VehicleIsAwayCondition(_PresenceCondition):
    """Passes while a vehicle is away."""

    _states = {STATE_OFF}  # noqa: RUF012 - declared by the base


CONDITIONS: dict[str, type[Condition]] = {
    "is_away": VehicleIsAwayCondition,
    "is_here": VehicleIsHereCondition,
}


async def async_get_conditions(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
) -> dict[str, type[Condition]]:
    """Return the conditions of this integration."""
    return CONDITIONS
