"""An erased plate is in no byte of the recorder's files, and what stays is told by its name."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from homeassistant.components.automation.const import DOMAIN as AUTOMATION
from homeassistant.components.trace.const import DATA_TRACE
from homeassistant.components.trace.util import async_list_traces
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.json import json_dumps
from homeassistant.helpers.recorder import get_instance
from homeassistant.setup import async_setup_component
import pytest
from support.engine import FakeEngine, ended, later, sighting
from support.home import Heard
from support.plugin import (
    MockConfigEntry,
    MockUser,
    WebSocketGenerator,
    async_wait_recording_done,
)

from custom_components.placa import recorder_purge

CANARY = "CANARY7"
OTHER = "ST12NGR"
WHY = {"reason": "The person concerned asked for it."}
LAST_PLATE = "sensor.drive_last_plate"
on_disk = pytest.mark.parametrize("persistent_database", [True])


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Let the recorder be there first, as Home Assistant's tests do."""


@pytest.fixture
async def passed(
    hass: HomeAssistant,
    recorder_mock: Any,
    engine: FakeEngine,
    entry: MockConfigEntry,
    heard: Heard,
    options: dict[str, Any],
) -> AsyncGenerator[MockConfigEntry]:
    """The entry, after a canary and another stranger passed again and again."""
    hass.config_entries.async_update_entry(entry, options=options)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    for _ in range(30):
        for plate in (CANARY, OTHER):
            first = sighting(plate)
            last = ended(later(first))
            engine.kept.insert(0, last)
            await heard.tell(engine, engine.update(first), engine.update(last))
            await hass.async_block_till_done()
    await async_wait_recording_done(hass)
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
def options() -> dict[str, Any]:
    return {"show_plates": True}


async def erase(hass: HomeAssistant, **scope: Any) -> dict[str, Any]:
    answer: Any = await hass.services.async_call(
        "placa", "erase_sightings", scope | WHY, blocking=True, return_response=True
    )
    await hass.async_block_till_done()
    await async_wait_recording_done(hass)
    return dict(answer)


def files_with(hass: HomeAssistant, plate: str) -> list[str]:
    """The files of the recorder in whose bytes a plate stands."""
    url = get_instance(hass).db_url
    database = Path(url.removeprefix("sqlite:///"))
    files = sorted(database.parent.glob(f"{database.name}*"))
    assert database in files
    return [file.name for file in files if plate.encode() in file.read_bytes()]


@on_disk
@pytest.mark.parametrize("packed_anew", [False, True])
@pytest.mark.parametrize("options", [{}, {"show_plates": False}, {"show_plates": True}])
async def test_an_erased_plate_is_in_no_byte_of_the_recorder(
    hass: HomeAssistant,
    passed: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    options: dict[str, Any],
    packed_anew: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By SQLite, which overwrites what it deletes where it was built so, or by packing anew."""
    if packed_anew:
        monkeypatch.setattr(recorder_purge, "_leaves_bytes", lambda _instance: True)
    shown = options.get("show_plates", False)
    assert bool(files_with(hass, CANARY)) is shown
    socket = await hass_ws_client(hass)
    await socket.send_json_auto_id({"type": "placa/plates/erase", "text": CANARY, **WHY})
    answer = await socket.receive_json()
    assert answer["result"]["sightings"] == 30
    assert answer["result"]["left"] == ["backups"]
    assert files_with(hass, CANARY) == []


@on_disk
async def test_an_action_that_names_the_plate_says_that_its_own_event_keeps_it(
    hass: HomeAssistant, passed: MockConfigEntry
) -> None:
    """No service of Home Assistant purges events, so the panel, which makes none, is better."""
    answer = await erase(hass, plate=CANARY)
    assert answer["erased"] == 30
    assert answer["emptied"] == [LAST_PLATE]
    assert answer["left"] == ["recorder: events", "backups"]
    assert files_with(hass, CANARY) != []


@on_disk
async def test_a_time_is_erased_without_an_event_that_names_a_plate(
    hass: HomeAssistant, passed: MockConfigEntry
) -> None:
    answer = await erase(hass, since="2000-01-01T00:00:00+00:00")
    assert answer["emptied"] == [LAST_PLATE]
    assert answer["left"] == ["backups"]
    assert files_with(hass, CANARY) == files_with(hass, OTHER) == []


async def test_what_others_recorded_of_a_plate_is_told_by_name(
    hass: HomeAssistant, passed: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    hass.states.async_set("input_text.note", f"{CANARY} again")
    hass.states.async_set("sensor.copy", "1", {"plate": CANARY})
    await async_wait_recording_done(hass)
    hass.states.async_set("input_text.note", "")
    socket = await hass_ws_client(hass)
    await socket.send_json_auto_id({"type": "placa/plates/erase", "text": CANARY, **WHY})
    answer = await socket.receive_json()
    assert answer["result"]["left"] == [
        "state: sensor.copy",
        "recorder: input_text.note",
        "recorder: sensor.copy",
        "backups",
    ]


@pytest.mark.parametrize("options", [{}])
async def test_nothing_is_purged_where_no_plate_was_recorded(
    hass: HomeAssistant, passed: MockConfigEntry
) -> None:
    answer = await erase(hass, plate=CANARY)
    assert answer["emptied"] == []


async def test_the_plate_of_a_vehicle_stays_the_households(
    hass: HomeAssistant, passed: MockConfigEntry
) -> None:
    assert "household" in (await erase(hass, plate="AB12CDE"))["left"]


async def test_traces_of_automations_forget_the_plate(
    hass: HomeAssistant,
    engine: FakeEngine,
    passed: MockConfigEntry,
    heard: Heard,
    hass_storage: dict[str, Any],
) -> None:
    automation = {
        "id": "tell",
        "alias": "Tell",
        "triggers": {
            "trigger": "placa.unknown_vehicle_seen",
            "target": {"entity_id": "event.drive_sighting"},
        },
        "actions": {"variables": {"plate": "{{ trigger.to_state.attributes.plate }}"}},
    }
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: automation})
    for plate in (OTHER, CANARY):
        await heard.tell(engine, engine.update(sighting(plate)))
        await hass.async_block_till_done()
    assert CANARY in json_dumps([t.as_dict() for t in kept_traces(hass)])
    answer = await erase(hass, plate=CANARY)
    assert answer["traces"] >= 1
    assert CANARY not in json_dumps([trace.as_dict() for trace in kept_traces(hass)])
    assert CANARY not in json_dumps(hass_storage["trace.saved_traces"])
    assert OTHER in json_dumps(hass_storage["trace.saved_traces"])
    assert await async_list_traces(hass, AUTOMATION, "automation.tell")
    assert (await erase(hass, since="2000-01-01T00:00:00+00:00"))["traces"] >= 1
    assert await async_list_traces(hass, AUTOMATION, "automation.tell") == []


def kept_traces(hass: HomeAssistant) -> list[Any]:
    return [trace for kept in hass.data[DATA_TRACE].values() for trace in kept.all_traces()]


async def test_a_repair_forgets_the_plate_of_a_stranger(
    hass: HomeAssistant, passed: MockConfigEntry, hass_admin_user: MockUser
) -> None:
    for name, plate in (("one", CANARY), ("another", OTHER)):
        ir.async_create_issue(
            hass,
            "placa",
            name,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="passer_by_alike",
            translation_placeholders={"plate": plate},
        )
    await hass.services.async_call(
        "placa",
        "erase_sightings",
        {"plate": CANARY} | WHY,
        blocking=True,
        context=Context(user_id=hass_admin_user.id),
    )
    assert ("placa", "one") not in ir.async_get(hass).issues
    assert ("placa", "another") in ir.async_get(hass).issues
