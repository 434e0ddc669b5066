"""Notes when persons and devices that vouch for vehicles come."""

from collections.abc import Iterable

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR
from homeassistant.const import STATE_HOME, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
    split_entity_id,
)
from homeassistant.helpers.event import async_track_state_change_event

from ..clock import Clock
from ..household.second_factor import Witness


class Arrivals:
    """Who is here now, and who was seen to come since this was loaded.

    Becoming known again is not coming: a tracker that was unavailable may have been here.
    """

    def __init__(self, hass: HomeAssistant, clock: Clock) -> None:
        self._hass = hass
        self._clock = clock
        self._came_at: dict[str, float] = {}

    @callback
    def watch(self, entity_ids: Iterable[str]) -> CALLBACK_TYPE:
        """Note from now on who comes."""
        return async_track_state_change_event(self._hass, entity_ids, self._changed)

    @callback
    def see(self, entity_ids: Iterable[str]) -> tuple[Witness, ...]:
        """Look who is here, in the order of their ids."""
        now = self._clock.monotonic()
        return tuple(
            Witness(
                here=_is_here(self._hass.states.get(entity_id)),
                arrived_ago=now - self._came_at[entity_id] if entity_id in self._came_at else None,
            )
            for entity_id in sorted(entity_ids)
        )

    @callback
    def _changed(self, event: Event[EventStateChangedData]) -> None:
        old, new = event.data["old_state"], event.data["new_state"]
        if _is_here(new) and old is not None and _is_away(old):
            self._came_at[event.data["entity_id"]] = self._clock.monotonic()


def _is_here(state: State | None) -> bool:
    if state is None:
        return False
    domain = split_entity_id(state.entity_id)[0]
    return state.state == (STATE_ON if domain == BINARY_SENSOR else STATE_HOME)


def _is_away(state: State) -> bool:
    return state.state not in (STATE_UNKNOWN, STATE_UNAVAILABLE) and not _is_here(state)
