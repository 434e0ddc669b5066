"""A household that changes while its entry is still connecting, or being set up."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

from homeassistant.config_entries import ConfigEntryState, ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from support.engine import FakeEngine, camera
from support.home import DOOR, GUEST, VAN, above_debug, door, guest, vehicle
from support.plugin import MockConfigEntry

from custom_components.placa import binary_sensor, event, sensor
from custom_components.placa.client.camera_client import CameraClient
from custom_components.placa.client.client import EngineClient
from custom_components.placa.subentries.camera import camera_subentries

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


@dataclass(frozen=True)
class Setup:
    """The set-up of the entry, in the middle of which something happens."""

    hass: HomeAssistant
    engine: FakeEngine
    entry: MockConfigEntry
    monkeypatch: pytest.MonkeyPatch

    async def with_something_before(
        self, owner: Any, name: str, happens: Callable[[], object]
    ) -> None:
        """Let it happen once, just before a coroutine function does its work."""
        work = getattr(owner, name)
        happened: list[bool] = []

        async def do(*args: Any) -> Any:
            if not happened:
                happened.append(True)
                happens()
            return await work(*args)

        self.monkeypatch.setattr(owner, name, do)
        await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done()

    async def with_removal_before(self, owner: Any, name: str, gone: str) -> None:
        """Remove a subentry just before a coroutine function does its work."""
        manager = self.hass.config_entries
        await self.with_something_before(
            owner, name, lambda: manager.async_remove_subentry(self.entry, gone)
        )
        assert gone not in self.entry.subentries

    async def assert_settled(self) -> None:
        """Check that everything is about the subentries that there are now."""
        entry = self.entry
        assert entry.state is ConfigEntryState.LOADED
        entities = er.async_entries_for_config_entry(er.async_get(self.hass), entry.entry_id)
        devices = dr.async_entries_for_config_entry(dr.async_get(self.hass), entry.entry_id)
        filed = {one.config_subentry_id for one in entities}
        assert filed == {one.config_subentry_id for one in devices}
        assert filed - {None} == set(entry.subentries)
        assert {entity.platform for entity in entities} == {"placa"}
        assert {entity.domain for entity in entities} >= {
            "binary_sensor",
            "event",
            "sensor",
            "switch",
        }
        household = entry.runtime_data.household
        known = {one.vehicle_id for one in household.vehicles} | {
            one.door_id for one in household.doors
        }
        assert known == set(entry.subentries) - {YARD}
        assert self.engine.known_plates == sorted(household.plates)
        assert self.engine.cameras.keys() == {"drive"} | camera_subentries(entry).keys()
        await self.hass.config_entries.async_unload(entry.entry_id)
        await self.hass.async_block_till_done()


@pytest.fixture
def setup(
    hass: HomeAssistant,
    engine: FakeEngine,
    remembered: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> Setup:
    return Setup(hass, engine, remembered, monkeypatch)


@EVERY_KIND
async def test_what_is_removed_while_connecting_is_gone(setup: Setup, gone: str) -> None:
    await setup.with_removal_before(EngineClient, "set_known_plates", gone)
    await setup.assert_settled()


@EVERY_KIND
async def test_what_is_removed_while_cameras_are_removed_is_gone(
    hass: HomeAssistant, engine: FakeEngine, setup: Setup, gone: str
) -> None:
    engine.cameras["attic"] = camera("attic", origin="api")
    entry = setup.entry
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "cameras": {entry.unique_id: ["attic", "yard"]}}
    )
    await setup.with_removal_before(CameraClient, "remove", gone)
    await setup.assert_settled()


@pytest.mark.parametrize(
    ("platform", "gone"),
    [(binary_sensor, VAN), (binary_sensor, DOOR), (event, GUEST), (event, YARD), (sensor, DOOR)],
)
async def test_what_is_removed_while_entities_are_added_is_gone(
    setup: Setup, caplog: pytest.LogCaptureFixture, platform: ModuleType, gone: str
) -> None:
    await setup.with_removal_before(platform, "async_setup_entry", gone)
    await setup.assert_settled()
    assert "Error" not in above_debug(caplog)


async def test_what_is_added_while_connecting_is_there(
    hass: HomeAssistant, engine: FakeEngine, setup: Setup
) -> None:
    van = setup.entry.subentries[VAN]
    await setup.with_something_before(
        EngineClient,
        "set_known_plates",
        lambda: hass.config_entries.async_update_subentry(
            setup.entry, van, data={"plates": ["NEW1"]}
        ),
    )
    await setup.assert_settled()
    assert engine.known_plates == ["NEW1", "PL10MBR"]
