"""Sightings become events: each once, when it is settled, and never for what is old."""

from homeassistant.const import EVENT_STATE_CHANGED, STATE_UNAVAILABLE
from homeassistant.core import Event, EventStateChangedData, HomeAssistant
import pytest
from support.engine import FakeEngine, clock, ended, later, sighting
from support.home import Heard, until
from support.plugin import MockConfigEntry, async_capture_events

from custom_components.placa.coordinator import PlacaCoordinator

DRIVE = "event.drive_sighting"
type Changes = list[Event[EventStateChangedData]]


@pytest.fixture
def changes(hass: HomeAssistant, loaded: MockConfigEntry) -> Changes:
    """All state changes since the entry was set up."""
    captured: Changes = async_capture_events(hass, EVENT_STATE_CHANGED)
    return captured


def told(changes: Changes) -> list[tuple[str, str]]:
    """Type and plate of each event that was told, without the entity's comings and goings."""
    events = []
    for change in changes:
        old, new = change.data["old_state"], change.data["new_state"]
        if change.data["entity_id"] != DRIVE or old is None or new is None:
            continue
        if new.state not in (old.state, STATE_UNAVAILABLE) and old.state != STATE_UNAVAILABLE:
            events.append((new.attributes["event_type"], new.attributes["plate"]))
    return events


async def reconnect(engine: FakeEngine, coordinator: PlacaCoordinator) -> None:
    """Lose the connection and get it back."""
    connections = engine.connections
    await engine.drop()
    await until(
        coordinator,
        lambda: engine.connections > connections and coordinator.last_update_success,
    )


async def test_a_settled_sighting_of_a_known_vehicle_is_told_once(
    hass: HomeAssistant, engine: FakeEngine, changes: Changes, heard: Heard
) -> None:
    first = sighting("AB12CDE", frames=1, zones=["Gate"])
    settled = later(first, frames=3)
    more = later(settled, frames=6)
    await heard.tell(engine, *(engine.update(seen) for seen in (first, settled, more, ended(more))))
    await hass.async_block_till_done()
    assert told(changes) == [("known_vehicle", "AB12CDE")]
    state = hass.states.get(DRIVE)
    assert state is not None
    assert state.attributes["vehicle"] == "Van"
    assert state.attributes["zones"] == ["Gate"]
    assert state.attributes["sighting_id"] == first["sighting_id"]


async def test_a_stranger_is_an_unknown_vehicle(
    hass: HomeAssistant, engine: FakeEngine, changes: Changes, heard: Heard
) -> None:
    await heard.tell(engine, engine.update(sighting("ST12NGR")))
    await hass.async_block_till_done()
    assert told(changes) == [("unknown_vehicle", "ST12NGR")]
    state = hass.states.get(DRIVE)
    assert state is not None
    assert state.attributes["vehicle"] is None


async def test_a_sighting_that_never_settles_is_told_at_its_end_with_its_last_text(
    hass: HomeAssistant, engine: FakeEngine, changes: Changes, heard: Heard
) -> None:
    first = sighting("AB12CD", frames=1, margin=0.1)
    second = later(first, text="AB12CDE", frames=2)
    await heard.tell(engine, engine.update(first), engine.update(second))
    await hass.async_block_till_done()
    assert told(changes) == []
    await heard.tell(engine, engine.update(ended(second)))
    await hass.async_block_till_done()
    assert told(changes) == [("known_vehicle", "AB12CDE")]


async def test_the_same_car_is_told_again_when_it_comes_again(
    hass: HomeAssistant, engine: FakeEngine, changes: Changes, heard: Heard
) -> None:
    await heard.tell(engine, engine.update(sighting()), engine.update(sighting()))
    await hass.async_block_till_done()
    assert told(changes) == [("known_vehicle", "AB12CDE")] * 2


async def test_repeated_and_reordered_messages_tell_nothing_new(
    hass: HomeAssistant, engine: FakeEngine, changes: Changes, heard: Heard
) -> None:
    first = sighting()
    last = ended(later(first))
    messages = [engine.update(seen) for seen in (first, last)]
    await heard.tell(engine, *messages, *messages, *reversed(messages))
    await hass.async_block_till_done()
    assert len(told(changes)) == 1


async def test_a_sighting_older_than_a_few_seconds_is_not_told(
    hass: HomeAssistant, engine: FakeEngine, changes: Changes, heard: Heard
) -> None:
    await heard.tell(engine, engine.update(ended(sighting(age=11.0, began=20.0))))
    await hass.async_block_till_done()
    assert told(changes) == []


async def test_a_message_that_was_long_on_its_way_is_not_told(
    hass: HomeAssistant, engine: FakeEngine, changes: Changes, heard: Heard
) -> None:
    """Fresh when it was sent, 15 s longer ago than the snapshot was on its way."""
    seen = engine.update(sighting())
    clock.passed += engine.snapshot_age + 15.0
    await heard.tell(engine, seen)
    await hass.async_block_till_done()
    assert told(changes) == []


async def test_a_reconnection_tells_nothing_of_what_it_finds(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    changes: Changes,
    heard: Heard,
) -> None:
    engine.update(sighting())
    engine.update(ended(sighting("XY99ZZZ", age=1.0)))
    await reconnect(engine, loaded.runtime_data.coordinator)
    await heard.tell(engine, engine.update(later(engine.live[0])))
    await hass.async_block_till_done()
    assert told(changes) == []


async def test_a_sighting_told_before_a_reconnection_is_not_told_after_it(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    changes: Changes,
    heard: Heard,
) -> None:
    first = sighting()
    await heard.tell(engine, engine.update(first))
    await reconnect(engine, loaded.runtime_data.coordinator)
    await heard.tell(engine, engine.update(later(first)), engine.update(ended(later(later(first)))))
    await hass.async_block_till_done()
    assert len(told(changes)) == 1


async def test_a_sighting_still_unsettled_at_a_reconnection_is_told_when_it_settles(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    changes: Changes,
    heard: Heard,
) -> None:
    first = sighting(frames=1)
    await heard.tell(engine, engine.update(first))
    await reconnect(engine, loaded.runtime_data.coordinator)
    await heard.tell(engine, engine.update(later(first, frames=5)))
    await hass.async_block_till_done()
    assert told(changes) == [("known_vehicle", "AB12CDE")]


async def test_a_reload_tells_nothing_of_what_it_finds(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    changes: Changes,
    heard: Heard,
) -> None:
    first = sighting()
    await heard.tell(engine, engine.update(first))
    await hass.async_block_till_done()
    assert len(told(changes)) == 1
    await hass.config_entries.async_reload(loaded.entry_id)
    await heard.tell(engine, engine.update(later(first)), engine.update(ended(later(later(first)))))
    await hass.async_block_till_done()
    assert len(told(changes)) == 1
