"""Sightings become events: each once, when it is settled, and never for what is old."""

from conftest import Heard, until
from engine import FakeEngine, camera, ended, later, sighting
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, EventStateChangedData, HomeAssistant

DRIVE = "event.drive_sighting"


def told(changes: list[Event[EventStateChangedData]], entity_id: str = DRIVE) -> list[tuple[str, str]]:
    """Event type and plate of each event that the entity told, without its comings and goings."""
    return [
        (change.data["new_state"].attributes["event_type"], change.data["new_state"].attributes["plate"])
        for change in changes
        if change.data["entity_id"] == entity_id
        and (new := change.data["new_state"])
        and new.state not in ("unavailable", "unknown")
        and (old := change.data["old_state"])
        and old.state != "unavailable"
    ]


async def test_a_settled_sighting_of_a_known_vehicle_is_told_once(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    first = sighting("AB12CDE", frames=1)
    settled = later(first, frames=3)
    more = later(settled, frames=6)
    await heard.tell(
        engine, *(engine.update(seen) for seen in (first, settled, more, ended(more)))
    )
    await hass.async_block_till_done()
    assert told(changes) == [("known_vehicle", "AB12CDE")]
    attributes = hass.states.get(DRIVE).attributes
    assert attributes["vehicle"] == "Van"
    assert attributes["sighting_id"] == first["sighting_id"]
