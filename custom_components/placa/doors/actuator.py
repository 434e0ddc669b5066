"""Tells a cover or lock to open. The only place of the integration that acts on the world."""

from homeassistant.components.cover import DOMAIN as COVER, CoverState
from homeassistant.components.lock.const import DOMAIN as LOCK, LockState
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_OPEN_COVER,
    SERVICE_UNLOCK,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import Context, HomeAssistant, split_entity_id

from ..access.circumstances import DoorState

_SERVICES = {COVER: SERVICE_OPEN_COVER, LOCK: SERVICE_UNLOCK}
_CLOSED: dict[str, frozenset[str]] = {
    COVER: frozenset({CoverState.CLOSED, CoverState.CLOSING}),
    LOCK: frozenset({LockState.LOCKED, LockState.LOCKING}),
}


def door_state(hass: HomeAssistant, entity_id: str) -> DoorState:
    """See how a cover or lock stands. A jammed lock counts as unknown."""
    state = hass.states.get(entity_id)
    if state is None or state.state == STATE_UNAVAILABLE:
        return DoorState.UNAVAILABLE
    if state.state in (STATE_UNKNOWN, LockState.JAMMED):
        return DoorState.UNKNOWN
    if state.state in _CLOSED.get(state.domain, ()):
        return DoorState.CLOSED
    return DoorState.OPEN


async def open_door(hass: HomeAssistant, entity_id: str, context: Context) -> None:
    """Open a cover or unlock a lock, once. Raises whatever the entity's integration raises."""
    domain = split_entity_id(entity_id)[0]
    await hass.services.async_call(
        domain, _SERVICES[domain], {ATTR_ENTITY_ID: entity_id}, blocking=True, context=context
    )
