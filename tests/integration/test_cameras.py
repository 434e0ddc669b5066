"""Cameras at work: their switches and sensors, and how they keep in step with the engine."""

from importlib import import_module
import sys
from typing import Any
from unittest.mock import Mock

from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import CoreState, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from support.engine import FakeEngine, camera, sighting
from support.home import Heard, above_debug, until
from support.identities import new_identity
from support.plugin import MockConfigEntry

from custom_components.placa.background import stream_sources as camera_source
from custom_components.placa.device import camera_identifier
from custom_components.placa.subentries.camera import camera_subentries

SWITCH = "switch.drive_detection"
YARD = "01JD00000000000000000000YD"
STREAM = "rtsp://viewer:sesame@192.0.2.30/live?token="


def yard(**data: str) -> ConfigSubentryDataWithId:
    return {
        "subentry_id": YARD,
        "subentry_type": "camera",
        "title": "Yard",
        "unique_id": "yard",
        "data": {"camera_id": "yard", **data},
    }


def add_yard(engine: FakeEngine) -> None:
    engine.cameras["yard"] = camera("yard", origin="api")
    engine.configs["yard"] = {"camera_id": "yard", "name": "Yard", "url": STREAM + "one"}


def state_of(hass: HomeAssistant, entity_id: str) -> str | None:
    state = hass.states.get(entity_id)
    return state.state if state else None


async def load(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


async def test_detection_is_switched_off_and_on_by_the_engine(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    async def switch(how: str) -> None:
        await hass.services.async_call(
            "switch", f"turn_{how}", {"entity_id": SWITCH}, blocking=True
        )
        await until(loaded.runtime_data.coordinator, lambda: state_of(hass, SWITCH) == how)

    assert state_of(hass, SWITCH) == "on"
    await switch("off")
    assert not engine.cameras["drive"]["detection"]
    assert state_of(hass, SWITCH) == "off"
    assert state_of(hass, "binary_sensor.drive_stream") == "off"
    await switch("on")
    assert engine.cameras["drive"]["detection"]
    assert state_of(hass, SWITCH) == "on"


async def test_a_switch_that_fails_says_so(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    engine.refuse_cameras = 409
    with pytest.raises(HomeAssistantError, match="refused"):
        await hass.services.async_call("switch", "turn_off", {"entity_id": SWITCH}, blocking=True)
    assert state_of(hass, SWITCH) == "on"


async def test_the_sensors_say_what_is_wrong_and_what_is_seen(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    assert state_of(hass, "sensor.drive_problem") == "none"
    assert state_of(hass, "sensor.drive_resolution") == "1280×720"
    failing = camera(state="failed", problem="unauthorized", fps=None, frame_size=None)
    await heard.tell(engine, engine.camera_update(failing))
    assert state_of(hass, "sensor.drive_problem") == "unauthorized"
    assert state_of(hass, "sensor.drive_resolution") == "unknown"
    assert state_of(hass, "binary_sensor.drive_plate_in_view") == "off"
    await heard.tell(engine, engine.update(sighting()))
    assert state_of(hass, "binary_sensor.drive_plate_in_view") == "on"


@pytest.mark.parametrize(
    "fares",
    [
        {"state": "idle", "detection": False},
        {"state": "failed", "problem": "unreachable"},
        {"fps": 0.3},
    ],
)
async def test_no_door_opens_by_a_camera_that_is_paused_or_not_well(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    fares: dict[str, Any],
) -> None:
    await heard.tell(engine, engine.camera_update(camera(**fares)), engine.update(sighting()))
    await hass.async_block_till_done()
    assert garage == []
    decision = hass.states.get("event.garage_decision")
    assert decision is not None
    assert decision.attributes["refused_by"] == ["camera_health"]
    await heard.tell(engine, engine.camera_update(camera()), engine.update(sighting()))
    await hass.async_block_till_done()
    assert len(garage) == 1


async def test_what_changes_often_is_not_shown_unless_it_is_wanted(
    hass: HomeAssistant, loaded: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    for entity_id in ("sensor.drive_frame_rate", "sensor.drive_state_since"):
        registered = entity_registry.async_get(entity_id)
        assert registered is not None
        assert registered.disabled_by is er.RegistryEntryDisabler.INTEGRATION


async def test_a_camera_that_somebody_else_added_is_taken_in(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    add_yard(engine)
    await load(hass, entry)
    subentry = camera_subentries(entry)["yard"]
    assert (subentry.title, dict(subentry.data)) == ("Yard", {"camera_id": "yard"})
    assert camera_subentries(entry).keys() == {"yard"}
    device = device_registry.async_get_device_by_identifier(
        camera_identifier(entry.entry_id, "yard"), entry.entry_id
    )
    assert device is not None
    assert device.config_subentry_id == subentry.subentry_id
    entities = er.async_entries_for_device(entity_registry, device.id)
    assert {entity.config_subentry_id for entity in entities} == {subentry.subentry_id}
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_camera_that_appears_while_running_moves_to_its_subentry_with_its_entities(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    entity_registry: er.EntityRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    add_yard(engine)
    await heard.tell(engine, engine.camera_update(engine.cameras["yard"]))
    await hass.async_block_till_done()
    entity_registry.async_update_entity("switch.yard_detection", name="Eye")
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    moved = entity_registry.async_get("switch.yard_detection")
    assert moved is not None
    assert moved.config_subentry_id == camera_subentries(loaded)["yard"].subentry_id
    assert moved.name == "Eye"
    assert state_of(hass, "switch.yard_detection") == "on"
    assert "different config subentry" not in caplog.text


async def test_removing_the_subentry_removes_the_camera_from_the_engine(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
) -> None:
    add_yard(engine)
    await load(hass, entry)
    subentry_id = camera_subentries(entry)["yard"].subentry_id
    hass.config_entries.async_remove_subentry(entry, subentry_id)
    await hass.async_block_till_done()
    assert engine.cameras.keys() == {"drive"}
    assert camera_subentries(entry) == {}
    assert state_of(hass, "binary_sensor.yard_stream") is None
    assert {
        device.name for device in dr.async_entries_for_config_entry(device_registry, entry.entry_id)
    } == {"Placa", "Drive", "Garage", "Van", "Mini"}
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_camera_that_was_removed_while_the_engine_was_away_is_removed_later(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    add_yard(engine)
    await load(hass, entry)
    await engine.stop()
    hass.config_entries.async_remove_subentry(entry, camera_subentries(entry)["yard"].subentry_id)
    await hass.async_block_till_done()
    await engine.start()
    await hass.config_entries.async_reload(entry.entry_id)
    assert engine.cameras.keys() == {"drive"}
    assert camera_subentries(entry) == {}
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_camera_of_another_engine_is_not_taken_for_the_one_that_was_removed(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    add_yard(engine)
    await load(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    hass.config_entries.async_remove_subentry(entry, camera_subentries(entry)["yard"].subentry_id)
    other = new_identity()
    await engine.become(other)
    hass.config_entries.async_update_entry(
        entry,
        unique_id=other.server_id,
        data={"url": engine.url, "pairing_key": other.pairing_key()},
    )
    await load(hass, entry)
    assert engine.cameras.keys() == {"drive", "yard"}
    assert camera_subentries(entry).keys() == {"yard"}
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_camera_that_the_engine_will_not_let_go_stays_and_is_removed_next_time(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    add_yard(engine)
    await load(hass, entry)
    engine.refuse_cameras = 503
    hass.config_entries.async_remove_subentry(entry, camera_subentries(entry)["yard"].subentry_id)
    await hass.async_block_till_done()
    assert "still in the engine" in caplog.text
    assert state_of(hass, "binary_sensor.yard_stream") == "on"
    assert camera_subentries(entry) == {}
    engine.refuse_cameras = None
    await hass.config_entries.async_reload(entry.entry_id)
    assert engine.cameras.keys() == {"drive"}
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_camera_that_is_gone_already_is_removed_all_the_same(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    add_yard(engine)
    await load(hass, entry)
    engine.refuse_cameras = 404
    hass.config_entries.async_remove_subentry(entry, camera_subentries(entry)["yard"].subentry_id)
    await hass.async_block_till_done()
    assert state_of(hass, "binary_sensor.yard_stream") is None
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("subentries", [[yard()]])
async def test_a_camera_the_engine_does_not_know_loses_its_subentry(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    assert camera_subentries(loaded) == {}


@pytest.mark.parametrize("subentries", [[yard()]])
async def test_a_camera_that_the_engine_removes_loses_its_subentry(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, heard: Heard
) -> None:
    add_yard(engine)
    await load(hass, entry)
    assert camera_subentries(entry).keys() == {"yard"}
    await heard.tell(engine, engine.camera_removed("yard"))
    await hass.async_block_till_done()
    assert camera_subentries(entry) == {}
    assert state_of(hass, "binary_sensor.yard_stream") is None
    await hass.config_entries.async_unload(entry.entry_id)


class Barn:
    """A camera of Home Assistant whose stream gets another address each time it is asked."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self.token = "two"
        self.asked = 0

    async def source(self, _hass: HomeAssistant, _entity_id: str) -> str:
        self.asked += 1
        return STREAM + self.token

    def show(self, state: str) -> None:
        self._hass.states.async_set("camera.barn", state)


@pytest.fixture
async def barn(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Barn:
    monkeypatch.setitem(sys.modules, "turbojpeg", Mock())
    component = import_module("homeassistant.components.camera")
    assert await async_setup_component(hass, "camera", {})
    barn = Barn(hass)
    monkeypatch.setattr(component, "async_get_stream_source", barn.source)
    return barn


FROM_BARN = pytest.mark.parametrize("subentries", [[yard(entity_id="camera.barn")]])


@FROM_BARN
async def test_the_engine_is_told_the_stream_of_a_camera_at_every_start(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    barn: Barn,
    caplog: pytest.LogCaptureFixture,
) -> None:
    add_yard(engine)
    barn.show("idle")
    hass.set_state(CoreState.starting)
    await load(hass, entry)
    assert barn.asked == 0
    await hass.async_start()
    await hass.async_block_till_done()
    assert engine.configs["yard"]["url"] == STREAM + "two"
    assert "sesame" not in above_debug(caplog)
    await hass.config_entries.async_unload(entry.entry_id)


@FROM_BARN
async def test_the_engine_is_told_the_stream_of_a_camera_that_comes_back(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, barn: Barn
) -> None:
    add_yard(engine)
    barn.show("unavailable")
    await load(hass, entry)
    await hass.async_block_till_done()
    assert engine.configs["yard"]["url"] == STREAM + "one"
    barn.show("idle")
    await hass.async_block_till_done()
    assert engine.configs["yard"]["url"] == STREAM + "two"
    barn.show("recording")
    barn.show("unavailable")
    await hass.async_block_till_done()
    assert barn.asked == 1
    await hass.config_entries.async_unload(entry.entry_id)
    barn.show("idle")
    await hass.async_block_till_done()
    assert barn.asked == 1


@FROM_BARN
async def test_an_expired_stream_is_renewed_but_not_again_and_again(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    barn: Barn,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fare(state: str) -> None:
        problem = "unauthorized" if state == "failed" else None
        told = camera("yard", origin="api", state=state, problem=problem)
        await heard.tell(engine, engine.camera_update(told))
        await hass.async_block_till_done()

    monkeypatch.setattr(camera_source, "PAUSE", 0.0)
    add_yard(engine)
    barn.show("idle")
    await load(hass, entry)
    await hass.async_block_till_done()
    barn.token = "three"
    await fare("failed")
    assert engine.configs["yard"]["url"] == STREAM + "three"
    monkeypatch.setattr(camera_source, "PAUSE", 1e9)
    asked = barn.asked
    for state in ("connecting", "failed", "connecting", "failed"):
        await fare(state)
    assert barn.asked == asked
    await hass.config_entries.async_unload(entry.entry_id)


@FROM_BARN
async def test_an_engine_that_is_away_keeps_the_stream_it_has(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    barn: Barn,
    caplog: pytest.LogCaptureFixture,
) -> None:
    add_yard(engine)
    barn.show("idle")
    engine.refuse_cameras = 503
    await load(hass, entry)
    await hass.async_block_till_done()
    assert engine.configs["yard"]["url"] == STREAM + "one"
    assert barn.asked == 1
    assert "sesame" not in caplog.text
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("subentries", [[yard(entity_id="camera.generic_barn")]])
async def test_a_camera_entity_that_is_renamed_is_followed(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    barn: Barn,
    entity_registry: er.EntityRegistry,
) -> None:
    registered = entity_registry.async_get_or_create("camera", "generic", "barn")
    add_yard(engine)
    assert registered.entity_id == "camera.generic_barn"
    hass.states.async_set(registered.entity_id, "idle")
    await load(hass, entry)
    await hass.async_block_till_done()
    barn.token = "three"
    entity_registry.async_update_entity(registered.entity_id, new_entity_id="camera.stable")
    hass.states.async_set("camera.stable", "idle")
    await hass.async_block_till_done()
    assert camera_subentries(entry)["yard"].data["entity_id"] == "camera.stable"
    assert engine.configs["yard"]["url"] == STREAM + "three"
    await hass.config_entries.async_unload(entry.entry_id)
