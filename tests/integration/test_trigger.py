"""The triggers."""

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.trigger import async_validate_trigger_config
from homeassistant.setup import async_setup_component
import probatio
import pytest
from support.engine import FakeEngine, clock, ended, later, sighting
from support.home import MINI, VAN, Heard, door, guest, until, vehicle
from support.plugin import (
    MockConfigEntry,
    TargetSupport,
    arm_trigger,
    assert_triggers_target_support,
)

from custom_components.placa.trigger import TRIGGERS

KEY = "placa.vehicle_seen"
DRIVE = "event.drive_sighting"
TARGET = {"entity_id": DRIVE}


@pytest.mark.parametrize(
    ("options", "plate", "triggered"),
    [
        (None, "AB12CDE", True),
        ({}, "XY99ZZZ", True),
        ({}, "ST12NGR", False),
        ({"vehicle": "binary_sensor.van_here"}, "AB12CDE", True),
        ({"vehicle": ["binary_sensor.mini_here", "binary_sensor.van_here"]}, "AB12CDE", True),
        ({"vehicle": ["binary_sensor.mini_here"]}, "AB12CDE", False),
        ({"vehicle": ["binary_sensor.gone"]}, "AB12CDE", False),
        ({"vehicle": ["binary_sensor.gone"]}, "ST12NGR", False),
    ],
)
async def test_it_triggers_for_the_vehicles_that_were_asked_for(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    options: dict[str, Any] | None,
    plate: str,
    triggered: bool,
) -> None:
    calls: list[str] = []
    await arm_trigger(hass, KEY, options, TARGET, calls)
    first = sighting(plate)
    await heard.tell(engine, engine.update(first), engine.update(ended(later(first))))
    await hass.async_block_till_done()
    assert calls == ([DRIVE] if triggered else [])


async def test_a_device_or_an_area_can_be_the_target(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    entity = entity_registry.async_get(DRIVE)
    assert entity is not None
    assert entity.device_id is not None
    device_registry.async_update_device(entity.device_id, area_id="front")
    by_device: list[str] = []
    by_area: list[str] = []
    await arm_trigger(hass, KEY, None, {"device_id": entity.device_id}, by_device)
    await arm_trigger(hass, KEY, None, {"area_id": "front"}, by_area)
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    assert by_device == [DRIVE]
    assert by_area == [DRIVE]


@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", "AB12CDE"),
            vehicle(MINI, "Lorry", "DE71NYD") | {"data": {"plates": ["DE71NYD"], "denied": True}},
            guest(expires="2099-01-01T00:00:00+00:00"),
            door(),
        ]
    ],
)
@pytest.mark.parametrize("by", ["device", "area"])
@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("denied_vehicle_seen", {"text": "DE71NYD"}),
        ("door_opened", {}),
        ("door_refused", {"confidence": 0.5}),
        ("guest_pass_used", {"text": "PL10MBR"}),
        ("unknown_vehicle_seen", {"text": "ST12NGR"}),
        ("vehicle_arrived", {"direction": "approaching"}),
        ("vehicle_arrived_again", {"direction": "approaching"}),
        ("vehicle_left", {"direction": "receding"}),
        ("vehicle_seen", {}),
    ],
)
async def test_each_can_be_aimed_at_a_device_or_an_area(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
    name: str,
    changes: dict[str, Any],
    by: str,
) -> None:
    entity = entity_registry.async_get(EVENTS[name])
    assert entity is not None
    assert entity.device_id is not None
    device_registry.async_update_device(entity.device_id, area_id="front")
    target = {"device_id": entity.device_id} if by == "device" else {"area_id": "front"}
    if name == "vehicle_arrived_again":
        await heard.tell(engine, engine.update(ended(sighting("AB12CDE"))))
        clock.passed += 600.0
    calls: list[str] = []
    await arm_trigger(hass, f"placa.{name}", None, target, calls)
    first = sighting(**{"text": "AB12CDE"} | changes)
    await heard.tell(engine, engine.update(first), engine.update(ended(later(first))))
    await hass.async_block_till_done()
    assert calls == [EVENTS[name]]


async def test_event_entities_of_others_do_not_trigger_it(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    calls: list[str] = []
    hass.states.async_set("event.other", "2026-11-22T12:00:00+00:00", {})
    await arm_trigger(hass, KEY, None, {"entity_id": "event.other"}, calls)
    hass.states.async_set(
        "event.other", "2026-11-22T12:00:01+00:00", {"event_type": "known_vehicle"}
    )
    await hass.async_block_till_done()
    assert calls == []


async def test_it_survives_a_reload_and_does_not_trigger_for_what_was_seen_before(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    calls: list[str] = []
    await arm_trigger(hass, KEY, None, TARGET, calls)
    await heard.tell(engine, engine.update(first := sighting()))
    await hass.async_block_till_done()
    assert len(calls) == 1
    await hass.config_entries.async_reload(loaded.entry_id)
    await heard.tell(engine, engine.update(ended(later(first))))
    await hass.async_block_till_done()
    assert len(calls) == 1
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    assert len(calls) == 2


async def test_a_reconnection_does_not_trigger_it(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    calls: list[str] = []
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    await arm_trigger(hass, KEY, None, TARGET, calls)
    coordinator = loaded.runtime_data.coordinator
    connections = engine.connections
    engine.update(sighting("XY99ZZZ"))
    await engine.drop()
    await until(
        coordinator,
        lambda: engine.connections > connections and coordinator.last_update_success,
    )
    await hass.async_block_till_done()
    assert calls == []


@pytest.mark.parametrize(
    "changes",
    [
        {"target": None},
        {"options": {"behavior": "each"}},
        {"options": {"for": 5}},
        {"options": {"vehicle": ["Van"]}},
    ],
)
async def test_what_it_does_not_know_is_refused(
    hass: HomeAssistant, changes: dict[str, Any]
) -> None:
    assert await async_setup_component(hass, "placa", {})
    config = {"platform": KEY, "target": TARGET, "options": {}}
    assert await async_validate_trigger_config(hass, [config])
    wrong = {key: value for key, value in (config | changes).items() if value is not None}
    with pytest.raises(probatio.Invalid):
        await async_validate_trigger_config(hass, [wrong])


def test_each_trigger_is_aimed_somewhere_here() -> None:
    assert EVENTS.keys() == TRIGGERS.keys()


def test_their_targets_are_resolved_by_home_assistant() -> None:
    assert_triggers_target_support(TRIGGERS, dict.fromkeys(TRIGGERS, TargetSupport.STANDARD))


EVENTS = {
    "denied_vehicle_seen": DRIVE,
    "door_opened": "event.garage_decision",
    "door_refused": "event.garage_decision",
    "guest_pass_used": "event.garage_decision",
    "unknown_vehicle_seen": DRIVE,
    "vehicle_arrived": "event.van_movement",
    "vehicle_arrived_again": "event.van_movement",
    "vehicle_left": "event.van_movement",
    "vehicle_seen": DRIVE,
}


@pytest.mark.parametrize(
    ("changes", "triggered"),
    [
        (
            {"text": "AB12CDE", "direction": "approaching"},
            {"door_opened", "vehicle_arrived", "vehicle_seen"},
        ),
        (
            {"text": "AB12CDE", "direction": "receding", "confidence": 0.5},
            {"door_refused", "vehicle_left", "vehicle_seen"},
        ),
        ({"text": "AB12CDE", "direction": "left"}, {"door_refused", "vehicle_seen"}),
        ({"text": "ST12NGR", "direction": "approaching"}, {"unknown_vehicle_seen"}),
    ],
)
async def test_each_triggers_for_its_own_kind_of_event(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    changes: dict[str, Any],
    triggered: set[str],
) -> None:
    calls: dict[str, list[str]] = {name: [] for name in TRIGGERS}
    for name, told in calls.items():
        await arm_trigger(hass, f"placa.{name}", None, {"entity_id": list(EVENTS.values())}, told)
    first = sighting(**changes)
    await heard.tell(engine, engine.update(first), engine.update(ended(later(first))))
    await hass.async_block_till_done()
    assert {name: told for name, told in calls.items() if told} == {
        name: [EVENTS[name]] for name in triggered
    }


@pytest.mark.parametrize(
    "subentries",
    [[vehicle(VAN, "Van", "AB12CDE") | {"data": {"plates": ["AB12CDE"], "denied": True}}, door()]],
)
async def test_a_vehicle_on_the_deny_list_triggers_an_alert_and_opens_nothing(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    calls: dict[str, list[str]] = {"denied_vehicle_seen": [], "vehicle_seen": []}
    for name, told in calls.items():
        await arm_trigger(hass, f"placa.{name}", None, TARGET, told)
    await heard.tell(engine, engine.update(sighting("AB12CDE")))
    await hass.async_block_till_done()
    assert calls == {"denied_vehicle_seen": [DRIVE], "vehicle_seen": []}
    decision = hass.states.get("event.garage_decision")
    assert decision is not None
    assert decision.attributes["refused_by"] == ["deny_list"]
    assert garage == []
