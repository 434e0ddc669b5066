"""The connection: set up, lost, found again, refused; and what the engine is told."""

import asyncio

from aiohttp import ClientTimeout
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest
from support.engine import FakeEngine, camera, ended, sighting
from support.home import Heard, above_debug, until
from support.plugin import MockConfigEntry

from custom_components.placa.client import client as client_module
from custom_components.placa.client.client import EngineClient
from custom_components.placa.const import DOMAIN

STREAM = "binary_sensor.drive_stream"
ALL = ("event.drive_sighting", "image.drive_plate", "sensor.drive_last_plate", STREAM)


def state_of(hass: HomeAssistant, entity_id: str) -> str | None:
    state = hass.states.get(entity_id)
    return state.state if state else None


async def test_the_household_is_told_to_the_engine_and_only_its_plates(
    engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    assert engine.known_plates == ["AB12CDE", "XY99ZZZ"]


async def test_plates_are_told_again_after_a_change_and_after_a_reconnection(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    van = next(iter(loaded.subentries.values()))
    hass.config_entries.async_update_subentry(loaded, van, data={"plates": ["NEW123"]})
    await hass.async_block_till_done()
    assert engine.known_plates == ["NEW123", "XY99ZZZ"]
    engine.known_plates = None
    coordinator = loaded.runtime_data.coordinator
    await engine.drop()
    await until(
        coordinator,
        lambda: engine.known_plates is not None and coordinator.last_update_success,
    )
    assert engine.known_plates == ["NEW123", "XY99ZZZ"]


async def test_a_connection_that_is_being_made_when_the_entry_is_unloaded_is_closed(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    being_made = asyncio.Event()

    async def hangs(_client: EngineClient, _plates: object) -> None:
        being_made.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(EngineClient, "set_known_plates", hangs)
    await engine.drop()
    async with asyncio.timeout(10):
        await being_made.wait()
        assert await hass.config_entries.async_unload(loaded.entry_id)
        await engine.all_gone.wait()


async def test_everything_is_unavailable_while_the_engine_is_gone_and_it_is_logged_once(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    coordinator = loaded.runtime_data.coordinator
    assert state_of(hass, STREAM) == "on"
    await engine.stop()
    await until(coordinator, lambda: not coordinator.last_update_success)
    assert {state_of(hass, entity_id) for entity_id in ALL} == {STATE_UNAVAILABLE}
    await coordinator.async_refresh()
    assert not coordinator.last_update_success
    await engine.start()
    await until(coordinator, lambda: coordinator.last_update_success)
    assert state_of(hass, STREAM) == "on"
    assert caplog.text.count("Error requesting placa data") == 1
    assert caplog.text.count("The connection to the engine is back") == 1


async def test_a_poll_changes_nothing(engine: FakeEngine, loaded: MockConfigEntry) -> None:
    before = loaded.runtime_data.coordinator.data
    await loaded.runtime_data.coordinator.async_refresh()
    assert loaded.runtime_data.coordinator.data is before
    assert loaded.runtime_data.coordinator.update_interval is None


async def test_set_up_waits_for_an_engine_that_does_not_answer(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    await engine.stop()
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "cannot_connect"


@pytest.mark.parametrize(
    ("first_message", "reason"),
    [
        ("this is not JSON", "invalid_answer"),
        ('{"type": "snapshot"}', "invalid_answer"),
        (
            '{"type": "camera_removed", "sent_at": "2026-11-22T12:00:00Z", "camera_id": "a"}',
            "invalid_answer",
        ),
        ("[]", "invalid_answer"),
    ],
)
async def test_set_up_waits_while_something_else_answers(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    first_message: str,
    reason: str,
) -> None:
    engine.first_message = first_message
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == reason


async def test_an_engine_that_says_nothing_is_not_waited_for_forever(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(client_module, "_TIMEOUT", ClientTimeout(total=0.05))
    engine.silent = True
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY


@pytest.mark.parametrize(("status", "reason"), [(500, "cannot_connect"), (422, "invalid_answer")])
async def test_set_up_waits_while_the_engine_refuses_the_plates(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, status: int, reason: str
) -> None:
    engine.refuse_plates = status
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == reason


async def test_a_refused_token_asks_for_a_new_one(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    engine.token = "another"
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"


async def test_a_token_refused_while_running_asks_for_a_new_one(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    (stream,) = (task for task in loaded._background_tasks if task.get_name() == "placa stream")
    engine.token = "another"
    await engine.drop()
    await stream
    await hass.async_block_till_done()
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == "reauth"
    assert state_of(hass, STREAM) == STATE_UNAVAILABLE


@pytest.mark.parametrize("checks_versions", [True, False], ids=["refused by it", "found out"])
@pytest.mark.parametrize(("version", "issue_key"), [(2, "engine_too_new"), (0, "engine_too_old")])
async def test_an_engine_of_another_version_is_a_repair_issue_until_it_fits(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    version: int,
    issue_key: str,
    checks_versions: bool,
) -> None:
    engine.api_version = version
    engine.checks_versions = checks_versions
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    issue_id = f"api_version_{entry.entry_id}"
    issue = issue_registry.async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    assert issue.translation_key == issue_key
    assert issue.translation_placeholders == {"found": str(version), "needed": "1"}
    engine.api_version = 1
    await hass.config_entries.async_reload(entry.entry_id)
    assert issue_registry.async_get_issue(DOMAIN, issue_id) is None
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_message_that_breaks_the_contract_is_skipped_and_not_quoted(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await engine.send(
        {"type": "sighting", "sent_at": "2026-11-22T12:00:00Z", "sighting": {"text": "AB12CDE"}}
    )
    await engine.send("not JSON, AB12CDE")
    await engine.send({"type": "weather"})
    await heard.tell(engine, engine.camera_update(camera(state="failed", problem="unreachable")))
    assert state_of(hass, STREAM) == "off"
    assert "breaks the contract: sighting_id is missing" in caplog.text
    assert "AB12CDE" not in above_debug(caplog)


async def test_a_fault_while_handling_a_message_leaves_no_stale_states(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    coordinator = loaded.runtime_data.coordinator
    connections = engine.connections

    def fail(_sighting: object) -> bool:
        raise RuntimeError("a fault")

    monkeypatch.setattr(coordinator._memory, "accept", fail)
    await engine.send(engine.update(sighting()))
    await until(
        coordinator,
        lambda: engine.connections > connections and coordinator.last_update_success,
    )
    assert "A message of the engine could not be handled" in caplog.text
    caplog.clear()


async def test_a_clock_that_was_set_starts_a_new_connection(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    coordinator = loaded.runtime_data.coordinator
    connections = engine.connections
    message = engine.camera_update(camera()) | {"sent_at": "2020-01-01T00:00:00Z"}
    await engine.send(message)
    await until(
        coordinator,
        lambda: engine.connections > connections and coordinator.last_update_success,
    )
    assert "The engine's clock was set" in caplog.text


async def test_a_snapshot_in_the_middle_replaces_everything(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    engine.cameras = {"yard": camera("yard")}
    await heard.tell(engine, engine.snapshot())
    await hass.async_block_till_done()
    assert state_of(hass, "binary_sensor.yard_stream") == "on"
    assert state_of(hass, STREAM) is None


async def test_a_new_camera_appears_and_a_removed_one_goes_with_its_device(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    device_registry: dr.DeviceRegistry,
) -> None:
    await heard.tell(engine, engine.camera_update(camera("yard")))
    await hass.async_block_till_done()
    assert state_of(hass, "binary_sensor.yard_stream") == "on"
    names = {
        device.name
        for device in dr.async_entries_for_config_entry(device_registry, loaded.entry_id)
    }
    assert names == {"Placa", "Drive", "Yard", "Garage", "Van", "Mini"}
    await heard.tell(engine, engine.camera_removed("yard"))
    await hass.async_block_till_done()
    assert state_of(hass, "binary_sensor.yard_stream") is None
    names = {
        device.name
        for device in dr.async_entries_for_config_entry(device_registry, loaded.entry_id)
    }
    assert names == {"Placa", "Drive", "Garage", "Van", "Mini"}
    await heard.tell(engine, engine.camera_update(camera("yard")))
    await hass.async_block_till_done()
    assert state_of(hass, "binary_sensor.yard_stream") == "on"


async def test_a_camera_that_was_renamed_and_an_engine_that_was_updated_show_it(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    device_registry: dr.DeviceRegistry,
) -> None:
    engine.version = "0.2.0"
    await heard.tell(engine, engine.camera_update(camera(name="Front")), engine.snapshot())
    devices = dr.async_entries_for_config_entry(device_registry, loaded.entry_id)
    assert {device.name for device in devices} == {"Placa", "Front", "Garage", "Van", "Mini"}
    assert {device.sw_version for device in devices} == {None, "0.2.0"}


async def test_a_camera_removed_while_away_goes_with_the_next_snapshot(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    coordinator = loaded.runtime_data.coordinator
    engine.cameras = {}
    await engine.drop()
    await until(
        coordinator, lambda: coordinator.last_update_success and not coordinator.data.cameras
    )
    await hass.async_block_till_done()
    assert state_of(hass, STREAM) is None


async def test_the_last_plate_is_known_after_a_restart_without_an_event(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    engine.last = [ended(sighting("OLD123", age=3600.0, began=3700.0))]
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert state_of(hass, "sensor.drive_last_plate") == "OLD123"
    assert state_of(hass, "event.drive_sighting") == "unknown"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_unloading_closes_the_connection_and_removing_leaves_nothing(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    hass_storage: dict[str, object],
) -> None:
    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert loaded.state is ConfigEntryState.NOT_LOADED
    await engine.all_gone.wait()
    kept = f"placa.{loaded.entry_id}."
    assert any(key.startswith(kept) for key in hass_storage)
    await hass.config_entries.async_remove(loaded.entry_id)
    assert not any(key.startswith(kept) for key in hass_storage)
