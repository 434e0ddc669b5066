"""The entities of vehicles: whether one is here, when it was last seen, its coming and going."""

from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr
import pytest
from support.engine import FakeEngine, camera, clock, ended, later, sighting
from support.home import VAN, Heard, until
from support.plugin import MockConfigEntry, async_capture_events

HERE = "binary_sensor.van_here"
LAST_SEEN = "sensor.van_last_seen"
MOVEMENT = "event.van_movement"


def shown(hass: HomeAssistant, entity_id: str) -> State:
    state = hass.states.get(entity_id)
    assert state is not None
    return state


def movements(events: list[Any]) -> list[str]:
    """The kinds of events that the van's entity told, in order."""
    return [
        event.data["new_state"].attributes["event_type"]
        for event in events
        if event.data["entity_id"] == MOVEMENT
        and event.data["new_state"].state not in ("unknown", "unavailable")
        and event.data["old_state"] is not None
    ]


async def test_a_vehicle_comes_and_goes(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    events = async_capture_events(hass, "state_changed")
    assert shown(hass, HERE).state == STATE_UNKNOWN
    assert shown(hass, LAST_SEEN).state == STATE_UNKNOWN
    coming = sighting("AB12CDE", direction="approaching")
    await heard.tell(engine, engine.update(coming), engine.update(ended(later(coming))))
    assert shown(hass, HERE).state == STATE_ON
    assert shown(hass, HERE).attributes["camera"] == "Drive"
    assert shown(hass, LAST_SEEN).state == "2026-11-22T11:59:59+00:00"
    clock.passed += 3600
    await heard.tell(engine, engine.update(sighting("AB12CDE", direction="receding")))
    assert shown(hass, HERE).state == STATE_OFF
    assert shown(hass, LAST_SEEN).state == "2026-11-22T12:59:59+00:00"
    assert shown(hass, "binary_sensor.mini_here").state == STATE_UNKNOWN
    await hass.async_block_till_done()
    assert movements(events) == ["arrived", "left"]


async def test_a_vehicle_that_only_passes_is_seen_but_neither_came_nor_went(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    events = async_capture_events(hass, "state_changed")
    first = sighting("AB12CDE", direction="left")
    await heard.tell(engine, engine.update(first), engine.update(later(first)))
    await hass.async_block_till_done()
    assert movements(events) == ["seen"]
    assert shown(hass, HERE).state == STATE_UNKNOWN
    assert shown(hass, MOVEMENT).attributes["camera"] == "Drive"
    assert shown(hass, MOVEMENT).attributes["direction"] == "left"


async def test_unsettled_sightings_and_strangers_say_nothing(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await heard.tell(
        engine, engine.update(sighting("AB12CDE", frames=1)), engine.update(sighting("ST12NGR"))
    )
    for entity_id in (HERE, LAST_SEEN, MOVEMENT):
        assert shown(hass, entity_id).state == STATE_UNKNOWN


async def test_a_camera_that_looks_at_the_house_sees_leaving_as_approaching(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    assert shown(hass, "select.drive_facing").state == "out"
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": "select.drive_facing", "option": "in"},
        blocking=True,
    )
    assert shown(hass, "select.drive_facing").state == "in"
    await heard.tell(engine, engine.update(sighting("AB12CDE", direction="approaching")))
    assert shown(hass, HERE).state == STATE_OFF


async def test_where_a_vehicle_is_outlasts_a_restart_and_is_no_news_then(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": "select.drive_facing", "option": "in"},
        blocking=True,
    )
    await heard.tell(engine, engine.update(sighting("AB12CDE", direction="receding")))
    told = shown(hass, MOVEMENT).state
    events = async_capture_events(hass, "state_changed")
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert shown(hass, HERE).state == STATE_ON
    assert shown(hass, "select.drive_facing").state == "in"
    assert shown(hass, MOVEMENT).state == told
    assert {
        event.data["new_state"].state
        for event in events
        if event.data["entity_id"] == MOVEMENT and event.data["new_state"]
    } <= {"unavailable", told}


async def test_what_happened_while_disconnected_is_known_but_not_told(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    coordinator = loaded.runtime_data.coordinator
    connections = engine.connections
    engine.update(sighting("AB12CDE", direction="approaching"))
    await engine.drop()
    await until(
        coordinator,
        lambda: engine.connections > connections and coordinator.last_update_success,
    )
    await hass.async_block_till_done()
    assert shown(hass, HERE).state == STATE_ON
    assert shown(hass, MOVEMENT).state == STATE_UNKNOWN


async def test_a_sighting_that_comes_late_moves_the_vehicle_but_is_no_news(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    late = sighting("AB12CDE", direction="approaching", age=20.0, began=30.0)
    await heard.tell(engine, engine.update(late))
    assert shown(hass, HERE).state == STATE_ON
    assert shown(hass, MOVEMENT).state == STATE_UNKNOWN


async def test_a_removed_vehicle_leaves_no_device_and_nothing_kept(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    device_registry: dr.DeviceRegistry,
    hass_storage: dict[str, Any],
) -> None:
    identifier = ("placa", f"{loaded.entry_id}_{VAN}")
    await heard.tell(engine, engine.update(sighting("AB12CDE", direction="approaching")))
    device = device_registry.async_get_device_by_identifier(identifier, loaded.entry_id)
    assert device is not None
    assert device.config_subentry_id == VAN
    hass.config_entries.async_remove_subentry(loaded, VAN)
    await hass.async_block_till_done()
    assert device_registry.async_get_device_by_identifier(identifier, loaded.entry_id) is None
    assert hass.states.get(HERE) is None
    await loaded.runtime_data.stores.presences.file.save()
    assert VAN not in str(hass_storage[f"placa.{loaded.entry_id}.presence"])
    await hass.config_entries.async_remove(loaded.entry_id)
    await hass.async_block_till_done()
    assert not [key for key in hass_storage if key.startswith("placa.")]


async def test_a_vehicle_that_is_added_later_gets_its_device_and_entities(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
) -> None:
    added = ConfigSubentry(
        data=MappingProxyType({"plates": ["LO77RRY"]}),
        subentry_type="vehicle",
        title="Lorry",
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(loaded, added)
    await hass.async_block_till_done()
    identifier = ("placa", f"{loaded.entry_id}_{added.subentry_id}")
    device = device_registry.async_get_device_by_identifier(identifier, loaded.entry_id)
    assert device is not None
    assert device.config_subentry_id == added.subentry_id
    for key in ("binary_sensor.lorry_here", "sensor.lorry_last_seen", "event.lorry_movement"):
        assert shown(hass, key).state == STATE_UNKNOWN
    assert engine.known_plates is not None
    assert "LO77RRY" in engine.known_plates


async def test_no_plate_is_kept_with_where_a_vehicle_is(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    hass_storage: dict[str, Any],
) -> None:
    await heard.tell(engine, engine.update(sighting("AB12CDE", direction="approaching")))
    await loaded.runtime_data.stores.presences.file.save()
    kept = str(hass_storage[f"placa.{loaded.entry_id}.presence"])
    assert VAN in kept
    assert "AB12CDE" not in kept
    assert "Van" not in kept


@pytest.mark.parametrize("entity_id", [HERE, LAST_SEEN, MOVEMENT])
async def test_the_camera_that_saw_it_is_not_recorded(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    entity_id: str,
) -> None:
    await heard.tell(engine, engine.update(sighting("AB12CDE")))
    state = shown(hass, entity_id)
    assert state.state_info is not None
    assert "camera" in state.attributes
    assert (
        state.attributes.keys() & {"camera", "camera_id", "sighting_id", "direction"}
        <= (state.state_info["unrecorded_attributes"])
    )


async def test_a_plate_is_in_view_as_long_as_a_sighting_lasts(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await heard.tell(engine, engine.camera_update(camera("yard")))
    first = sighting("ST12NGR", frames=1)
    await heard.tell(engine, engine.update(first))
    assert shown(hass, "binary_sensor.drive_plate_in_view").state == STATE_ON
    assert shown(hass, "binary_sensor.yard_plate_in_view").state == STATE_OFF
    await heard.tell(engine, engine.update(ended(first)))
    assert shown(hass, "binary_sensor.drive_plate_in_view").state == STATE_OFF
