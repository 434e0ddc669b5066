"""What is told of cameras that give no pictures for minutes, and how they are looked at again."""

from collections.abc import Callable
from datetime import datetime, timedelta

from conftest import Heard, until
from engine import FakeEngine, camera, clock
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from plugin import MockConfigEntry
import pytest
from repairing import Issues, Repairs, issue

from custom_components.placa.devices import camera_identifier
from custom_components.placa.engine.models import CameraProblem
from custom_components.placa.issues import failing_cameras


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
