"""What the owner is asked to mend, how the repair goes, and when it is over by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
import json
from pathlib import Path
from typing import Any

from conftest import DOOR, GARAGE, MINI, VAN, Heard, door, until, vehicle
from engine import FakeEngine, Json, camera, clock
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
from plugin import ClientSessionGenerator, MockConfigEntry, async_mock_service
import pytest

from custom_components.placa.const import DOMAIN
from custom_components.placa.devices import camera_identifier
from custom_components.placa.engine.models import CameraProblem
from custom_components.placa.issues import failing_cameras
from custom_components.placa.repairs import async_create_fix_flow

type Issues = ir.IssueRegistry

PACKAGE = Path(__file__).parents[2] / "custom_components" / "placa"
TEXTS = json.loads((PACKAGE / "translations" / "en.json").read_text())["issues"]


@pytest.fixture
async def repairs(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, issue_registry: Issues
) -> Repairs:
    assert await async_setup_component(hass, "repairs", {})
    return Repairs(await hass_client(), issue_registry)


class Repairs:
    """Goes through fix flows as the frontend does."""

    def __init__(self, client: Any, issues: Issues) -> None:
        self._client = client
        self._issues = issues
        self._flow_id = ""

    async def start(self, issue_id: str) -> Json:
        body = {"handler": DOMAIN, "issue_id": issue_id}
        shown = await self._post("/api/repairs/issues/fix", body)
        self._flow_id = shown["flow_id"]
        key = self._issues.issues[DOMAIN, issue_id].translation_key
        for text in TEXTS[str(key)]["fix_flow"]["step"]["init"].values():
            if isinstance(text, str):
                assert text.format(**shown["description_placeholders"])
        return shown

    async def choose(self, option: str) -> Json:
        return await self._post(
            f"/api/repairs/issues/fix/{self._flow_id}", {"next_step_id": option}
        )

    async def _post(self, path: str, body: Json) -> Json:
        response = await self._client.post(path, json=body)
        assert response.status == HTTPStatus.OK, await response.text()
        answer: Json = await response.json()
        return answer


def issue(issues: Issues, issue_id: str) -> ir.IssueEntry | None:
    return issues.async_get_issue(DOMAIN, issue_id)


class Patience:
    """Stands for the minutes that Home Assistant waits with a failing camera."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[datetime], None]] = []

    def call_later(
        self, _hass: HomeAssistant, delay: timedelta, action: Callable[[datetime], None]
    ) -> Callable[[], None]:
        assert timedelta(minutes=2) <= delay <= timedelta(minutes=10)
        self._waiting.append(action)
        return lambda: self._waiting.remove(action) if action in self._waiting else None

    def ends(self) -> None:
        for action in tuple(self._waiting):
            self._waiting.remove(action)
            action(clock.now())


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> Patience:
    patience = Patience()
    monkeypatch.setattr(failing_cameras, "async_call_later", patience.call_later)
    return patience


def drive_issue(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    identifier = camera_identifier(entry.entry_id, "drive")
    device = dr.async_get(hass).async_get_device_by_identifier(identifier, entry.entry_id)
    return f"camera_failing_{entry.entry_id}_{device.id if device else None}"


async def fail(engine: FakeEngine, heard: Heard, patience: Patience, problem: str) -> None:
    state = "stalled" if problem == "stalled" else "failed"
    await heard.tell(engine, engine.camera_update(camera(state=state, problem=problem)))
    patience.ends()


@pytest.mark.parametrize("problem", CameraProblem)
async def test_a_camera_that_fails_for_minutes_is_told_with_advice_until_it_streams(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    patience: Patience,
    issue_registry: Issues,
    problem: CameraProblem,
) -> None:
    await fail(engine, heard, patience, problem)
    found = issue(issue_registry, drive_issue(hass, loaded))
    assert found is not None
    assert found.translation_key == f"camera_{problem}"
    assert found.translation_placeholders == {"camera": "Drive"}
    await heard.tell(engine, engine.camera_update(camera(state="connecting", problem=problem)))
    assert issue(issue_registry, drive_issue(hass, loaded)) is not None
    await heard.tell(engine, engine.camera_update(camera(state="streaming")))
    assert issue(issue_registry, drive_issue(hass, loaded)) is None


async def test_a_camera_that_is_back_soon_is_not_told(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    patience: Patience,
    issue_registry: Issues,
) -> None:
    await heard.tell(
        engine,
        engine.camera_update(camera(state="failed", problem="unreachable")),
        engine.camera_update(camera(state="streaming")),
    )
    patience.ends()
    assert issue(issue_registry, drive_issue(hass, loaded)) is None


async def test_a_file_that_ended_and_a_camera_that_is_switched_off_are_not_told(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    patience: Patience,
    issue_registry: Issues,
) -> None:
    await heard.tell(engine, engine.camera_update(camera(state="idle", problem="ended")))
    patience.ends()
    assert issue(issue_registry, drive_issue(hass, loaded)) is None


async def test_the_advice_follows_the_problem(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    patience: Patience,
    issue_registry: Issues,
) -> None:
    await fail(engine, heard, patience, "unreachable")
    await heard.tell(engine, engine.camera_update(camera(state="failed", problem="unauthorized")))
    found = issue(issue_registry, drive_issue(hass, loaded))
    assert found is not None
    assert found.translation_key == "camera_unauthorized"


async def test_a_failing_camera_that_is_removed_is_no_issue(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    patience: Patience,
    issue_registry: Issues,
) -> None:
    await fail(engine, heard, patience, "unreachable")
    issue_id = drive_issue(hass, loaded)
    assert issue(issue_registry, issue_id) is not None
    await heard.tell(engine, engine.camera_removed("drive"))
    assert issue(issue_registry, issue_id) is None


async def test_a_camera_that_fails_from_the_beginning_is_told_when_it_has_a_device(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    patience: Patience,
    issue_registry: Issues,
) -> None:
    yard = camera("yard", state="failed", problem="unauthorized")
    await heard.tell(engine, engine.camera_update(yard))
    await hass.async_block_till_done()
    patience.ends()
    (found,) = (
        issue for issue in issue_registry.issues.values() if issue.issue_id.startswith("camera")
    )
    assert found.translation_placeholders == {"camera": "Yard"}


async def test_without_the_engine_nobody_knows_how_the_cameras_fare(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    patience: Patience,
    issue_registry: Issues,
) -> None:
    await fail(engine, heard, patience, "unreachable")
    coordinator = loaded.runtime_data
    await engine.stop()
    await until(coordinator, lambda: not coordinator.last_update_success)
    assert issue(issue_registry, drive_issue(hass, loaded)) is not None


async def test_a_camera_is_looked_at_again(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    patience: Patience,
    issue_registry: Issues,
    repairs: Repairs,
) -> None:
    await fail(engine, heard, patience, "unreachable")
    shown = await repairs.start(drive_issue(hass, loaded))
    assert shown["type"] == "menu"
    assert shown["menu_options"] == ["look_again", "ignore"]
    assert shown["description_placeholders"] == {"camera": "Drive"}
    assert (await repairs.choose("look_again"))["reason"] == "still_there"
    await repairs.start(drive_issue(hass, loaded))
    await heard.tell(engine, engine.camera_update(camera(state="streaming")))
    done = await repairs.choose("look_again")
    assert done["type"] == "create_entry"
    assert issue(issue_registry, drive_issue(hass, loaded)) is None


async def test_the_repair_of_a_camera_that_was_added_here_goes_on_to_its_form(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    patience: Patience,
    repairs: Repairs,
) -> None:
    failing = {"origin": "api", "state": "failed", "problem": "unauthorized"}
    engine.cameras["drive"] = camera(**failing)
    engine.configs["drive"] = {"camera_id": "drive", "name": "Drive", "url": "rtsp://192.0.2.9/"}
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    patience.ends()
    shown = await repairs.start(drive_issue(hass, entry))
    assert shown["menu_options"] == ["look_again", "reconfigure", "ignore"]
    done = await repairs.choose("reconfigure")
    assert done["reason"] == "reconfigure"
    form = hass.config_entries.subentries.async_get(done["next_flow"][1])
    assert form["handler"] == (entry.entry_id, "camera")
    await hass.config_entries.async_unload(entry.entry_id)


async def test_an_issue_that_is_left_as_it_is_is_ignored(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    patience: Patience,
    issue_registry: Issues,
    repairs: Repairs,
) -> None:
    await fail(engine, heard, patience, "not_video")
    await repairs.start(drive_issue(hass, loaded))
    assert (await repairs.choose("ignore"))["reason"] == "ignored"
    found = issue(issue_registry, drive_issue(hass, loaded))
    assert found is not None
    assert found.dismissed_version is not None


@pytest.mark.parametrize("version", [0, 2])
async def test_an_engine_that_was_updated_is_connected_from_the_repair(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    issue_registry: Issues,
    repairs: Repairs,
    version: int,
) -> None:
    engine.api_version = version
    await hass.config_entries.async_setup(entry.entry_id)
    issue_id = f"api_version_{entry.entry_id}"
    shown = await repairs.start(issue_id)
    assert shown["description_placeholders"] == {"found": str(version), "needed": "1"}
    assert (await repairs.choose("look_again"))["reason"] == "still_there"
    engine.api_version = 1
    await repairs.start(issue_id)
    assert (await repairs.choose("look_again"))["type"] == "create_entry"
    assert entry.state is ConfigEntryState.LOADED
    assert issue(issue_registry, issue_id) is None
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("skew", [timedelta(seconds=-11), timedelta(hours=1)])
async def test_clocks_that_differ_are_told_at_each_connection_until_they_agree(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    issue_registry: Issues,
    repairs: Repairs,
    monkeypatch: pytest.MonkeyPatch,
    skew: timedelta,
) -> None:
    issue_id = f"clock_skew_{loaded.entry_id}"
    assert issue(issue_registry, issue_id) is None
    right = clock.time
    monkeypatch.setattr(clock, "time", lambda: right() + skew.total_seconds())
    await hass.config_entries.async_reload(loaded.entry_id)
    found = issue(issue_registry, issue_id)
    assert found is not None
    assert found.translation_placeholders is not None
    assert found.translation_placeholders["engine"] == "2026-11-22 12:00:00 UTC"
    await repairs.start(issue_id)
    assert (await repairs.choose("look_again"))["reason"] == "still_there"
    monkeypatch.setattr(clock, "time", right)
    await repairs.start(issue_id)
    assert (await repairs.choose("look_again"))["type"] == "create_entry"
    assert issue(issue_registry, issue_id) is None


async def test_a_message_may_take_its_time(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    issue_registry: Issues,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = clock.time
    monkeypatch.setattr(clock, "time", lambda: right() + 10)
    await hass.config_entries.async_reload(loaded.entry_id)
    assert issue(issue_registry, f"clock_skew_{loaded.entry_id}") is None


@pytest.mark.parametrize(
    "subentries", [[vehicle(VAN, "Van", "AB12CDE"), vehicle(MINI, "Mini", "AB12CDF")]]
)
async def test_vehicles_with_plates_alike_are_shown_and_can_be_acknowledged(
    loaded: MockConfigEntry, issue_registry: Issues, repairs: Repairs
) -> None:
    (issue_id,) = (key for _, key in issue_registry.issues if key.startswith("plates_alike"))
    shown = await repairs.start(issue_id)
    assert shown["description_placeholders"] == {"vehicles": "- Mini, Van"}
    assert shown["menu_options"] == ["ignore"]
    assert (await repairs.choose("ignore"))["reason"] == "ignored"
    found = issue(issue_registry, issue_id)
    assert found is not None
    assert found.dismissed_version is not None


def garage_issue(entry: MockConfigEntry) -> str:
    return f"missing_entity_{entry.entry_id}_{DOOR}"


@pytest.mark.usefixtures("garage")
async def test_a_door_whose_cover_is_removed_is_told_until_it_is_back(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    assert issue(issue_registry, garage_issue(loaded)) is None
    hass.states.async_set(GARAGE, "open")
    hass.states.async_remove(GARAGE)
    await hass.async_block_till_done()
    found = issue(issue_registry, garage_issue(loaded))
    assert found is not None
    assert found.translation_placeholders == {"door": "Garage", "entities": f"- {GARAGE}"}
    hass.states.async_set(GARAGE, "closed")
    await hass.async_block_till_done()
    assert issue(issue_registry, garage_issue(loaded)) is None


async def test_a_door_whose_cover_is_disabled_is_told_and_one_that_is_unavailable_is_not(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    issue_registry: Issues,
    entity_registry: er.EntityRegistry,
) -> None:
    registered = entity_registry.async_get_or_create(
        "cover", "test", "garage", suggested_object_id="garage"
    )
    assert registered.entity_id == GARAGE
    await hass.config_entries.async_setup(entry.entry_id)
    assert issue(issue_registry, garage_issue(entry)) is None
    entity_registry.async_update_entity(GARAGE, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    assert issue(issue_registry, garage_issue(entry)) is not None
    entity_registry.async_update_entity(GARAGE, disabled_by=None)
    await hass.async_block_till_done()
    assert issue(issue_registry, garage_issue(entry)) is None
    entity_registry.async_update_entity(GARAGE, new_entity_id="cover.other")
    await hass.async_block_till_done()
    assert issue(issue_registry, garage_issue(entry)) is not None
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("garage")
@pytest.mark.parametrize(
    "subentries", [[door(policy={"schedule": "schedule.day", "alarm": "alarm_control_panel.home"})]]
)
async def test_a_door_also_needs_its_schedule_and_its_alarm(
    loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    found = issue(issue_registry, garage_issue(loaded))
    assert found is not None
    assert found.translation_placeholders is not None
    assert found.translation_placeholders["entities"] == (
        "- schedule.day\n- alarm_control_panel.home"
    )


ANNA, PHONE = "person.anna", "device_tracker.phone"
IN_THE_APP = {"kind": "confirmation", "notify": ["mobile_app_anna"]}


def of_the_door(**factor: Any) -> pytest.MarkDecorator:
    """A vehicle of Anna's, and a door that asks for a second factor."""
    anna = vehicle(VAN, "Van", "AB12CDE", owner=ANNA)
    return pytest.mark.parametrize("subentries", [[anna, door(policy={"second_factor": factor})]])


def of_the_vehicle(**factor: Any) -> pytest.MarkDecorator:
    """A vehicle of Anna's that asks for a second factor itself, and a door."""
    anna = vehicle(VAN, "Van", "AB12CDE", owner=ANNA, second_factor=factor)
    return pytest.mark.parametrize("subentries", [[anna, door()]])


def told(registry: Issues, entry: MockConfigEntry, subentry_id: str) -> dict[str, str] | None:
    """What is told to be missing for a door or a vehicle."""
    found = issue(registry, f"missing_entity_{entry.entry_id}_{subentry_id}")
    return found.translation_placeholders if found else None


@pytest.mark.usefixtures("garage")
@of_the_door(kind="presence", witnesses=[PHONE])
async def test_a_door_whose_witness_is_removed_is_told_until_it_is_back(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    lacks = {"door": "Garage", "entities": f"- {PHONE}"}
    assert told(issue_registry, loaded, DOOR) == lacks
    hass.states.async_set(PHONE, "not_home")
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, DOOR) is None
    hass.states.async_remove(PHONE)
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, DOOR) == lacks
    assert told(issue_registry, loaded, VAN) is None


@pytest.mark.usefixtures("garage")
@of_the_door(kind="presence")
async def test_a_vehicle_whose_owner_is_removed_is_told_until_they_are_back(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    hass.states.async_set(ANNA, "home")
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, VAN) is None
    hass.states.async_remove(ANNA)
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, VAN) == {"vehicle": "Van", "entities": f"- {ANNA}"}
    assert told(issue_registry, loaded, DOOR) is None
    hass.states.async_set(ANNA, "unavailable")
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, VAN) is None


@pytest.mark.usefixtures("garage")
@of_the_door(kind="presence", vehicles=[MINI])
async def test_an_owner_of_whom_no_door_asks_anything_may_be_gone(
    loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    assert told(issue_registry, loaded, VAN) is None


@pytest.mark.usefixtures("garage")
@of_the_vehicle(kind="presence")
async def test_a_vehicle_that_asks_for_its_owner_itself_needs_them(
    loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    assert told(issue_registry, loaded, VAN) == {"vehicle": "Van", "entities": f"- {ANNA}"}


@pytest.mark.usefixtures("garage")
@pytest.mark.parametrize("subentry_id", [DOOR, VAN])
@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", "AB12CDE", second_factor=IN_THE_APP),
            door(policy={"second_factor": IN_THE_APP}),
        ]
    ],
)
async def test_an_app_that_is_gone_is_told_until_it_is_back(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues, subentry_id: str
) -> None:
    lacks = told(issue_registry, loaded, subentry_id)
    assert lacks is not None
    assert lacks["entities"] == "- notify.mobile_app_anna"
    async_mock_service(hass, "other", "mobile_app_anna")
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, subentry_id) == lacks
    async_mock_service(hass, "notify", "mobile_app_anna")
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, subentry_id) is None
    hass.services.async_remove("notify", "mobile_app_anna")
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, subentry_id) == lacks


@of_the_vehicle(kind="presence")
async def test_the_repair_of_a_vehicle_goes_on_to_its_form(
    hass: HomeAssistant, loaded: MockConfigEntry, repairs: Repairs
) -> None:
    await repairs.start(f"missing_entity_{loaded.entry_id}_{VAN}")
    done = await repairs.choose("reconfigure")
    form = hass.config_entries.subentries.async_get(done["next_flow"][1])
    assert form["handler"] == (loaded.entry_id, "vehicle")


async def test_a_door_is_not_told_while_home_assistant_starts(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, issue_registry: Issues
) -> None:
    hass.set_state(CoreState.starting)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert issue(issue_registry, garage_issue(entry)) is None
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    assert issue(issue_registry, garage_issue(entry)) is not None
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_repair_of_a_door_goes_on_to_its_form(
    hass: HomeAssistant, loaded: MockConfigEntry, repairs: Repairs
) -> None:
    shown = await repairs.start(garage_issue(loaded))
    assert shown["menu_options"] == ["reconfigure", "ignore"]
    done = await repairs.choose("reconfigure")
    assert done["reason"] == "reconfigure"
    kind, flow_id = done["next_flow"]
    assert kind == "config_subentries_flow"
    form = hass.config_entries.subentries.async_get(flow_id)
    assert form["step_id"] == "reconfigure"
    assert form["handler"] == (loaded.entry_id, "door")


async def test_the_form_of_a_door_waits_for_the_engine(
    hass: HomeAssistant, loaded: MockConfigEntry, repairs: Repairs
) -> None:
    await repairs.start(garage_issue(loaded))
    await hass.config_entries.async_unload(loaded.entry_id)
    assert (await repairs.choose("reconfigure"))["reason"] == "not_connected"


async def test_all_issues_go_with_the_entry(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    assert issue(issue_registry, garage_issue(loaded)) is not None
    await hass.config_entries.async_remove(loaded.entry_id)
    assert not [key for key in issue_registry.issues if key[0] == DOMAIN]


async def test_an_issue_of_another_version_can_be_confirmed(hass: HomeAssistant) -> None:
    flow = await async_create_fix_flow(hass, "of_another_version", None)
    assert hasattr(flow, "async_step_confirm")
