"""What a door tells of its decisions: the last one in a sentence, and today's refusals."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, ServiceCall, State
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from support.engine import FakeEngine, clock, ended, sighting
from support.home import DOOR, VAN, Heard, door, vehicle
from support.plugin import MockConfigEntry, async_capture_events

from custom_components.placa import sensor as sensor_module

LAST = "sensor.garage_last_decision"
REFUSALS = "sensor.garage_refusals_today"
EVENT = "event.garage_decision"
type Calls = list[ServiceCall]


def shown(hass: HomeAssistant, entity_id: str) -> State:
    state = hass.states.get(entity_id)
    assert state is not None
    return state


async def refuse(
    hass: HomeAssistant, engine: FakeEngine, heard: Heard, times: int = 1, **changes: Any
) -> None:
    """Let a sheet of paper be held in front of the camera: the plate is there and stays still."""
    for _ in range(times):
        still = sighting(**{"moved": 0.1, "growth": 1.0} | changes)
        await heard.tell(engine, engine.update(still), engine.update(ended(still)))
        await hass.async_block_till_done()


async def test_before_its_first_decision_a_door_has_nothing_to_tell(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert shown(hass, LAST).state == "unknown"
    assert shown(hass, LAST).attributes["summary"] is None
    assert shown(hass, REFUSALS).state == "0"


async def test_a_refusal_is_told_with_the_vehicle_and_the_main_reason(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard, garage: Calls
) -> None:
    await refuse(hass, engine, heard)
    last = shown(hass, LAST)
    assert last.state == "refused"
    assert last.attributes["summary"] == (
        "Garage refused to open for Van: the vehicle did not arrive."
    )
    assert last.attributes["refused_by"] == "moved"
    assert last.attributes["decided_at"] <= last.last_updated
    assert shown(hass, REFUSALS).state == "1"


async def test_an_opening_is_told_and_is_no_refusal(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard, garage: Calls
) -> None:
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    assert shown(hass, LAST).state == "granted"
    assert shown(hass, LAST).attributes["summary"] == "Garage opened for Van."
    assert shown(hass, LAST).attributes["refused_by"] is None
    assert shown(hass, REFUSALS).state == "0"


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), door(mode="shadow")]])
async def test_a_door_in_shadow_tells_what_it_would_have_done(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard, garage: Calls
) -> None:
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    assert shown(hass, LAST).state == "shadow"
    assert shown(hass, LAST).attributes["summary"] == "Garage would have opened for Van."
    assert shown(hass, REFUSALS).state == "0"


async def test_refusals_are_counted_until_local_midnight(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: Calls,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    midnights: list[tuple[Callable[[datetime], None], dict[str, int]]] = []

    def tracked(_hass: HomeAssistant, act: Callable[[datetime], None], **at: int) -> CALLBACK_TYPE:
        midnights.append((act, at))
        return lambda: None

    monkeypatch.setattr(sensor_module, "async_track_time_change", tracked)
    await hass.config_entries.async_reload(loaded.entry_id)
    assert all(at == {"hour": 0, "minute": 0, "second": 0} for _, at in midnights)
    await refuse(hass, engine, heard, times=2)
    assert shown(hass, REFUSALS).state == "2"
    clock.passed += 86400.0
    for midnight, _ in midnights:
        midnight(clock.now())
    assert shown(hass, REFUSALS).state == "0"
    await refuse(hass, engine, heard)
    assert shown(hass, REFUSALS).state == "1"
    assert shown(hass, LAST).state == "refused"


async def test_a_reload_keeps_what_was_decided_and_tells_no_event_again(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: Calls,
) -> None:
    await refuse(hass, engine, heard, times=2)
    before = {key: shown(hass, key) for key in (LAST, REFUSALS, EVENT)}
    events = async_capture_events(hass, "state_changed")
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    for key, state in before.items():
        assert shown(hass, key).state == state.state
    assert shown(hass, LAST).attributes == before[LAST].attributes
    assert {
        event.data["new_state"].state for event in events if event.data["entity_id"] == EVENT
    } == {"unavailable", before[EVENT].state}


async def test_what_was_decided_is_on_disk_without_plate_and_name(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: Calls,
    hass_storage: dict[str, Any],
) -> None:
    await refuse(hass, engine, heard)
    await loaded.runtime_data.stores.recent.file.save()
    kept = str(hass_storage[f"placa.{loaded.entry_id}.recent"])
    assert DOOR in kept
    assert VAN in kept
    assert "AB12CDE" not in kept
    assert "Van" not in kept


async def test_the_sentence_names_a_removed_vehicle_no_more(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard, garage: Calls
) -> None:
    await refuse(hass, engine, heard)
    hass.config_entries.async_remove_subentry(loaded, VAN)
    await hass.async_block_till_done()
    assert "Van" not in shown(hass, LAST).attributes["summary"]
    assert "a vehicle that is gone" in shown(hass, LAST).attributes["summary"]


async def test_a_removed_door_leaves_no_entity_no_device_and_nothing_on_disk(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: Calls,
    hass_storage: dict[str, Any],
    entity_registry: er.EntityRegistry,
    device_registry: dr.DeviceRegistry,
) -> None:
    await refuse(hass, engine, heard)
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    hass.config_entries.async_remove_subentry(loaded, DOOR)
    await hass.async_block_till_done()
    assert [state for state in hass.states.async_all() if ".garage_" in state.entity_id] == []
    assert DOOR not in str(entity_registry.entities)
    assert DOOR not in str(device_registry.devices)
    await hass.config_entries.async_unload(loaded.entry_id)
    kept = {key: data for key, data in hass_storage.items() if key.startswith("placa.")}
    assert DOOR not in str({key: data["data"] for key, data in kept.items()})


async def test_the_sentence_is_not_recorded(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard, garage: Calls
) -> None:
    await refuse(hass, engine, heard)
    info = shown(hass, LAST).state_info
    assert info is not None
    assert {"summary", "refused_by", "decided_at"} <= info["unrecorded_attributes"]
