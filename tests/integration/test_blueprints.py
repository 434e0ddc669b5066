"""The blueprints: valid for Home Assistant, and each does what it says."""

from datetime import timedelta
from pathlib import Path
import shutil
from typing import Any

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict
import pytest
from support.engine import FakeEngine, clock, sighting
from support.home import VAN, Heard, door, guest, vehicle
from support.plugin import MockConfigEntry, async_mock_service

FOLDER = Path(__file__).parents[2] / "blueprints" / "automation" / "placa"
FILES = sorted(FOLDER.glob("*.yaml"))
TELL = [{"action": "test.tell", "data": {"vehicle": "{{ vehicle }}"}}]
TELL_STRANGER = [
    {"action": "test.tell", "data": {"plate": "{{ plate }}", "camera": "{{ camera }}"}}
]
LEAVING: dict[str, Any] = {"text": "AB12CDE", "direction": "receding"}


@pytest.fixture(autouse=True)
def _folder_of_its_own(hass: HomeAssistant, tmp_path: Path) -> None:
    """Let no other test, run at the same time, see the blueprints."""
    hass.config.config_dir = str(tmp_path)


@pytest.fixture
def told(hass: HomeAssistant) -> list[ServiceCall]:
    calls: list[ServiceCall] = async_mock_service(hass, "test", "tell")
    return calls


async def use(hass: HomeAssistant, name: str, inputs: dict[str, Any]) -> None:
    """Make an automation of a blueprint, as people do."""
    target = Path(hass.config.path("blueprints", "automation", "placa"))
    await hass.async_add_executor_job(shutil.copytree, FOLDER, target)
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "alias": "From the blueprint",
                "use_blueprint": {"path": f"placa/{name}.yaml", "input": inputs},
            }
        },
    )
    await hass.async_block_till_done()
    state = hass.states.get("automation.from_the_blueprint")
    assert state is not None
    assert state.state == "on"


def test_there_is_one_for_each_common_wish() -> None:
    assert [file.stem for file in FILES] == [
        "guest_arrived",
        "left_the_drive",
        "open_garage",
        "stranger_at_night",
    ]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_is_valid(file: Path) -> None:
    blueprint = Blueprint(
        load_yaml_dict(str(file)),
        expected_domain="automation",
        path=str(file),
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )
    assert blueprint.validate() is None
    assert blueprint.metadata["source_url"].endswith(f"blueprints/automation/placa/{file.name}")
    assert blueprint.metadata["description"]


@pytest.mark.parametrize(("confidence", "opened"), [(0.97, 1), (0.5, 0)])
async def test_the_garage_opens_for_a_decision_and_not_for_a_mere_read(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    confidence: float,
    opened: int,
) -> None:
    await use(
        hass,
        "open_garage",
        {"door": "event.garage_decision", "cover": {"entity_id": "cover.inner"}},
    )
    await heard.tell(engine, engine.update(sighting(confidence=confidence)))
    await hass.async_block_till_done()
    inner = [call for call in garage if call.data["entity_id"] == ["cover.inner"]]
    assert len(inner) == opened


@pytest.mark.parametrize(
    ("begins", "ends", "plate", "notified"),
    [(-1, 1, "ST12NGR", True), (1, 2, "ST12NGR", False), (-1, 1, "AB12CDE", False)],
)
async def test_strangers_are_told_of_at_night(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    told: list[ServiceCall],
    begins: int,
    ends: int,
    plate: str,
    notified: bool,
) -> None:
    now = dt_util.now()
    inputs = {
        "cameras": {"entity_id": "event.drive_sighting"},
        "after": (now + timedelta(hours=begins)).strftime("%H:%M:%S"),
        "before": (now + timedelta(hours=ends)).strftime("%H:%M:%S"),
        "actions": TELL_STRANGER,
    }
    await use(hass, "stranger_at_night", inputs)
    await heard.tell(engine, engine.update(sighting(plate)))
    await hass.async_block_till_done()
    assert [dict(call.data) for call in told] == (
        [{"plate": plate, "camera": "Drive"}] if notified else []
    )


@pytest.mark.parametrize(
    "subentries",
    [[vehicle(VAN, "Van", "AB12CDE"), door(), guest(expires="2126-01-01T00:00:00+00:00")]],
)
async def test_a_guest_who_was_let_in_is_told_of(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    told: list[ServiceCall],
) -> None:
    tell = [{"action": "test.tell", "data": {"vehicle": "{{ vehicle }} at {{ door }}"}}]
    await use(
        hass, "guest_arrived", {"doors": {"entity_id": "event.garage_decision"}, "actions": tell}
    )
    await heard.tell(engine, engine.update(sighting("AB12CDE")))
    await hass.async_block_till_done()
    clock.passed += 600
    await heard.tell(engine, engine.update(sighting("PL10MBR")))
    await hass.async_block_till_done()
    assert len(garage) == 2
    assert [dict(call.data) for call in told] == [{"vehicle": "Plumber at Garage"}]


@pytest.mark.parametrize(("at_home", "notified"), [("not_home", True), ("home", False)])
async def test_a_vehicle_that_leaves_is_told_of_unless_somebody_is_at_home(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    told: list[ServiceCall],
    at_home: str,
    notified: bool,
) -> None:
    hass.states.async_set("person.ann", at_home)
    inputs = {
        "vehicles": {"entity_id": "event.van_movement"},
        "people": ["person.ann"],
        "actions": TELL,
    }
    await use(hass, "left_the_drive", inputs)
    await heard.tell(engine, engine.update(sighting(**LEAVING)))
    await hass.async_block_till_done()
    assert len(told) == notified
