"""What is told of cameras whose plates show that they hang turned, and how it is mended."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.issue_registry import IssueEntry
import pytest
from support.engine import FakeEngine, camera
from support.home import Heard
from support.plugin import MockConfigEntry
from support.repairing import Issues, Repairs, issue

from custom_components.placa.client.models import Camera, CameraOrientation
from custom_components.placa.device import camera_device
from custom_components.placa.serialization import DeserializationError, deserialize

UPSIDE_DOWN = {"rotation": 180, "mirrored": False}


def issue_of(hass: HomeAssistant, entry: MockConfigEntry, issues: Issues) -> IssueEntry | None:
    device = camera_device(hass, entry.entry_id, "drive")
    assert device is not None
    return issue(issues, f"camera_turned_{entry.entry_id}_{device.id}")


@pytest.fixture
async def added(hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry) -> MockConfigEntry:
    """An entry whose camera was added in Home Assistant."""
    engine.cameras["drive"] = camera(origin="api")
    engine.configs["drive"] = {"camera_id": "drive", "name": "Drive", "url": "rtsp://192.0.2.9/"}
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


async def test_a_turned_camera_is_turned_upright_with_one_click(
    hass: HomeAssistant,
    engine: FakeEngine,
    added: MockConfigEntry,
    heard: Heard,
    issue_registry: Issues,
    repairs: Repairs,
) -> None:
    assert issue_of(hass, added, issue_registry) is None
    turned = camera(origin="api", suggested_orientation=UPSIDE_DOWN)
    await heard.tell(engine, engine.camera_update(turned))
    found = issue_of(hass, added, issue_registry)
    assert found is not None
    assert found.translation_placeholders == {"camera": "Drive"}
    shown = await repairs.start(found.issue_id)
    assert shown["menu_options"] == ["turn", "ignore"]
    done = await repairs.choose("turn")
    assert done["type"] == "create_entry"
    assert engine.configs["drive"].items() >= UPSIDE_DOWN.items()
    assert issue_of(hass, added, issue_registry) is None
    await hass.config_entries.async_unload(added.entry_id)


async def test_an_engine_that_refuses_leaves_the_issue(
    hass: HomeAssistant,
    engine: FakeEngine,
    added: MockConfigEntry,
    heard: Heard,
    issue_registry: Issues,
    repairs: Repairs,
) -> None:
    turned = camera(origin="api", suggested_orientation=UPSIDE_DOWN)
    await heard.tell(engine, engine.camera_update(turned))
    found = issue_of(hass, added, issue_registry)
    assert found is not None
    engine.refuse_cameras = 503
    await repairs.start(found.issue_id)
    assert (await repairs.choose("turn"))["reason"] == "engine_away"
    assert issue_of(hass, added, issue_registry) is not None
    await hass.config_entries.async_unload(added.entry_id)
    await repairs.start(found.issue_id)
    assert (await repairs.choose("turn"))["reason"] == "engine_away"


async def test_what_is_upright_by_then_needs_nothing(
    hass: HomeAssistant,
    engine: FakeEngine,
    added: MockConfigEntry,
    heard: Heard,
    issue_registry: Issues,
    repairs: Repairs,
) -> None:
    turned = camera(origin="api", suggested_orientation=UPSIDE_DOWN)
    await heard.tell(engine, engine.camera_update(turned))
    found = issue_of(hass, added, issue_registry)
    assert found is not None
    await repairs.start(found.issue_id)
    before = dict(engine.configs["drive"])
    await heard.tell(engine, engine.camera_update(camera(origin="api")))
    assert issue_of(hass, added, issue_registry) is None
    assert (await repairs.choose("turn"))["type"] == "create_entry"
    assert engine.configs["drive"] == before
    await hass.config_entries.async_unload(added.entry_id)


async def test_of_a_camera_in_the_engines_own_file_it_is_told_where_to_set_it(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    issue_registry: Issues,
) -> None:
    turned = camera(origin="config", suggested_orientation=UPSIDE_DOWN)
    await heard.tell(engine, engine.camera_update(turned))
    found = issue_of(hass, loaded, issue_registry)
    assert found is not None
    assert not found.is_fixable
    assert found.translation_key == "camera_turned_fixed"


@pytest.mark.parametrize(
    "orientation", [{"rotation": 45, "mirrored": False}, {"rotation": 180}, "upside down"]
)
def test_an_orientation_that_breaks_the_contract_is_refused(orientation: Any) -> None:
    with pytest.raises(DeserializationError):
        deserialize(Camera, camera(suggested_orientation=orientation))


def test_a_camera_that_is_upright_suggests_nothing() -> None:
    assert deserialize(Camera, camera(suggested_orientation=None)).suggested_orientation is None
    turned = deserialize(Camera, camera(suggested_orientation=UPSIDE_DOWN))
    assert turned.suggested_orientation == CameraOrientation(180, mirrored=False)
