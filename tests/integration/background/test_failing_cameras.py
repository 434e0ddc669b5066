"""What is told of cameras that give no pictures for minutes, and how they are looked at again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.issue_registry import IssueEntry
import pytest
from support.engine import FakeEngine, camera, clock
from support.home import Heard, until
from support.plugin import MockConfigEntry
from support.repairing import Issues, Repairs, issue

from custom_components.placa.background import failing_cameras
from custom_components.placa.client.models import CameraProblem
from custom_components.placa.device import camera_identifier


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


@dataclass(slots=True)
class Drive:
    """The camera of the drive, what the engine says of it, and the issue about it."""

    hass: HomeAssistant
    engine: FakeEngine
    entry: MockConfigEntry
    heard: Heard
    patience: Patience
    issues: Issues

    async def is_told(self, state: str, problem: str | None = None) -> None:
        """Let the engine tell a state."""
        update = self.engine.camera_update(camera(state=state, problem=problem))
        await self.heard.tell(self.engine, update)

    async def fails(self, problem: str) -> None:
        """Fail for minutes."""
        await self.is_told("stalled" if problem == "stalled" else "failed", problem=problem)
        self.patience.ends()

    @property
    def issue_id(self) -> str:
        """The issue's name while the camera has a device."""
        identifier = camera_identifier(self.entry.entry_id, "drive")
        devices = dr.async_get(self.hass)
        device = devices.async_get_device_by_identifier(identifier, self.entry.entry_id)
        return f"camera_failing_{self.entry.entry_id}_{device.id if device else None}"

    @property
    def issue(self) -> IssueEntry | None:
        """The issue, if there is one."""
        return issue(self.issues, self.issue_id)


@pytest.fixture
def drive(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    heard: Heard,
    patience: Patience,
    issue_registry: Issues,
) -> Drive:
    return Drive(hass, engine, entry, heard, patience, issue_registry)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("problem", CameraProblem)
async def test_a_camera_that_fails_for_minutes_is_told_with_advice_until_it_streams(
    drive: Drive, problem: CameraProblem
) -> None:
    await drive.fails(problem)
    found = drive.issue
    assert found is not None
    assert found.translation_key == f"camera_{problem}"
    assert found.translation_placeholders == {"camera": "Drive"}
    await drive.is_told("connecting", problem=problem)
    assert drive.issue is not None
    await drive.is_told("streaming")
    assert drive.issue is None


@pytest.mark.usefixtures("loaded")
async def test_a_camera_that_is_back_soon_is_not_told(drive: Drive) -> None:
    await drive.heard.tell(
        drive.engine,
        drive.engine.camera_update(camera(state="failed", problem="unreachable")),
        drive.engine.camera_update(camera(state="streaming")),
    )
    drive.patience.ends()
    assert drive.issue is None


@pytest.mark.usefixtures("loaded")
async def test_a_file_that_ended_and_a_camera_that_is_switched_off_are_not_told(
    drive: Drive,
) -> None:
    await drive.is_told("idle", problem="ended")
    drive.patience.ends()
    assert drive.issue is None


@pytest.mark.usefixtures("loaded")
async def test_the_advice_follows_the_problem(drive: Drive) -> None:
    await drive.fails("unreachable")
    await drive.is_told("failed", problem="unauthorized")
    assert drive.issue is not None
    assert drive.issue.translation_key == "camera_unauthorized"


@pytest.mark.usefixtures("loaded")
async def test_a_failing_camera_that_is_removed_is_no_issue(drive: Drive) -> None:
    await drive.fails("unreachable")
    issue_id = drive.issue_id
    assert issue(drive.issues, issue_id) is not None
    await drive.heard.tell(drive.engine, drive.engine.camera_removed("drive"))
    assert issue(drive.issues, issue_id) is None


@pytest.mark.usefixtures("loaded")
async def test_a_camera_that_fails_from_the_beginning_is_told_when_it_has_a_device(
    hass: HomeAssistant,
    engine: FakeEngine,
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
    drive: Drive, loaded: MockConfigEntry
) -> None:
    await drive.fails("unreachable")
    coordinator = loaded.runtime_data.coordinator
    await drive.engine.stop()
    await until(coordinator, lambda: not coordinator.last_update_success)
    assert drive.issue is not None


@pytest.mark.usefixtures("loaded")
async def test_a_camera_is_looked_at_again(drive: Drive, repairs: Repairs) -> None:
    await drive.fails("unreachable")
    shown = await repairs.start(drive.issue_id)
    assert shown["type"] == "menu"
    assert shown["menu_options"] == ["look_again", "ignore"]
    assert shown["description_placeholders"] == {"camera": "Drive"}
    assert (await repairs.choose("look_again"))["reason"] == "still_there"
    await repairs.start(drive.issue_id)
    await drive.is_told("streaming")
    done = await repairs.choose("look_again")
    assert done["type"] == "create_entry"
    assert drive.issue is None


async def test_a_camera_cannot_be_looked_at_while_nothing_is_set_up(
    hass: HomeAssistant, drive: Drive, loaded: MockConfigEntry, repairs: Repairs
) -> None:
    await drive.fails("unreachable")
    await hass.config_entries.async_unload(loaded.entry_id)
    await repairs.start(drive.issue_id)
    assert (await repairs.choose("look_again"))["reason"] == "not_connected"
    assert drive.issue is not None


async def test_the_repair_of_a_camera_that_was_added_here_goes_on_to_its_form(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    drive: Drive,
    repairs: Repairs,
) -> None:
    failing = {"origin": "api", "state": "failed", "problem": "unauthorized"}
    engine.cameras["drive"] = camera(**failing)
    engine.configs["drive"] = {"camera_id": "drive", "name": "Drive", "url": "rtsp://192.0.2.9/"}
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    drive.patience.ends()
    shown = await repairs.start(drive.issue_id)
    assert shown["menu_options"] == ["look_again", "reconfigure", "ignore"]
    done = await repairs.choose("reconfigure")
    assert done["reason"] == "reconfigure"
    form = hass.config_entries.subentries.async_get(done["next_flow"][1])
    assert form["handler"] == (entry.entry_id, "camera")
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
async def test_an_issue_that_is_left_as_it_is_is_ignored(drive: Drive, repairs: Repairs) -> None:
    await drive.fails("not_video")
    await repairs.start(drive.issue_id)
    assert (await repairs.choose("ignore"))["reason"] == "ignored"
    assert drive.issue is not None
    assert drive.issue.dismissed_version is not None
