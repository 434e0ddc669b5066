"""A household that changes while its entry is still connecting, or being set up."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

from conftest import DOOR, GUEST, VAN, above_debug, door, guest, vehicle
from engine import FakeEngine, camera
from homeassistant.config_entries import ConfigEntryState, ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from plugin import MockConfigEntry
import pytest

from custom_components.placa import binary_sensor, event, sensor
from custom_components.placa.camera_subentries import camera_subentries
from custom_components.placa.engine.camera_client import CameraClient
from custom_components.placa.engine.client import EngineClient

YARD = "01JD00000000000000000000YD"
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()
EVERY_KIND = pytest.mark.parametrize("gone", [VAN, GUEST, DOOR, YARD])


@pytest.fixture
def subentries() -> list[ConfigSubentryDataWithId]:
    return [
        vehicle(VAN, "Van", "AB12CDE"),
        guest(expires=TOMORROW),
        door(),
        {
            "subentry_id": YARD,
            "subentry_type": "camera",
            "title": "Yard",
            "unique_id": "yard",
            "data": {"camera_id": "yard"},
        },
    ]


@pytest.fixture
def remembered(hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry) -> MockConfigEntry:
    """The entry as it is after it was loaded once, with a camera that it added."""
    engine.cameras["yard"] = camera("yard", origin="api")
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "cameras": {entry.unique_id: ["yard"]}}
    )
    return entry


def before(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, happens: Callable[[], Any]
) -> None:
    """Let something happen once, just before a coroutine function does its work."""
    work = getattr(owner, name)
    happened: list[bool] = []

    async def do(*args: Any) -> Any:
        if not happened:
            happened.append(True)
            happens()
        return await work(*args)

    monkeypatch.setattr(owner, name, do)


async def assert_settled_without(
    hass: HomeAssistant, entry: MockConfigEntry, engine: FakeEngine, gone: str
) -> None:
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert gone not in entry.subentries
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    filed = {one.config_subentry_id for one in entities}
    assert filed == {one.config_subentry_id for one in devices}
    assert filed - {None} == set(entry.subentries)
    assert {entity.platform for entity in entities} == {"placa"}
    assert {entity.domain for entity in entities} >= {"binary_sensor", "event", "sensor", "switch"}
    household = entry.runtime_data.household
    known = {one.vehicle_id for one in household.vehicles} | {
        one.door_id for one in household.doors
    }
    assert known == set(entry.subentries) - {YARD}
    assert engine.known_plates == sorted(household.plates)
    assert engine.cameras.keys() == {"drive"} | camera_subentries(entry).keys()
    await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()


@EVERY_KIND
async def test_what_is_removed_while_connecting_is_gone(
    hass: HomeAssistant,
    engine: FakeEngine,
    remembered: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    gone: str,
) -> None:
    before(
        monkeypatch,
        EngineClient,
        "set_known_plates",
        lambda: hass.config_entries.async_remove_subentry(remembered, gone),
    )
    await hass.config_entries.async_setup(remembered.entry_id)
    await assert_settled_without(hass, remembered, engine, gone)


@EVERY_KIND
async def test_what_is_removed_while_cameras_are_removed_is_gone(
    hass: HomeAssistant,
    engine: FakeEngine,
    remembered: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    gone: str,
) -> None:
    engine.cameras["attic"] = camera("attic", origin="api")
    hass.config_entries.async_update_entry(
        remembered, data={**remembered.data, "cameras": {remembered.unique_id: ["attic", "yard"]}}
    )
    before(
        monkeypatch,
        CameraClient,
        "remove",
        lambda: hass.config_entries.async_remove_subentry(remembered, gone),
    )
    await hass.config_entries.async_setup(remembered.entry_id)
    await assert_settled_without(hass, remembered, engine, gone)


@pytest.mark.parametrize(
    ("platform", "gone"),
    [(binary_sensor, VAN), (binary_sensor, DOOR), (event, GUEST), (event, YARD), (sensor, DOOR)],
)
async def test_what_is_removed_while_entities_are_added_is_gone(
    hass: HomeAssistant,
    engine: FakeEngine,
    remembered: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    platform: ModuleType,
    gone: str,
) -> None:
    before(
        monkeypatch,
        platform,
        "async_setup_entry",
        lambda: hass.config_entries.async_remove_subentry(remembered, gone),
    )
    await hass.config_entries.async_setup(remembered.entry_id)
    await assert_settled_without(hass, remembered, engine, gone)
    assert "Error" not in above_debug(caplog)


async def test_what_is_added_while_connecting_is_there(
    hass: HomeAssistant,
    engine: FakeEngine,
    remembered: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    van = remembered.subentries[VAN]
    before(
        monkeypatch,
        EngineClient,
        "set_known_plates",
        lambda: hass.config_entries.async_update_subentry(
            remembered, van, data={"plates": ["NEW1"]}
        ),
    )
    await hass.config_entries.async_setup(remembered.entry_id)
    await assert_settled_without(hass, remembered, engine, "nothing")
    assert engine.known_plates == ["NEW1", "PL10MBR"]
