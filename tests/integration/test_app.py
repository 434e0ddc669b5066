"""An engine that runs as an app of the Supervisor: away, back, and uninstalled."""

import asyncio
from types import SimpleNamespace
from typing import Any

from aiohasupervisor import SupervisorConnectionError, SupervisorNotFoundError
from homeassistant.components import hassio
from homeassistant.components.hassio import AddonError, AddonState
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from support.engine import FakeEngine
from support.home import until
from support.plugin import MockConfigEntry
from support.repairing import Issues, Repairs, issue

CONNECTED = "binary_sensor.placa_connected"


class Apps:
    """What the Supervisor says of the app."""

    says: AddonState | Exception = AddonState.RUNNING
    asked_about: str | None = None

    def manager(self, _hass: HomeAssistant, _logger: Any, _name: str, slug: str) -> Any:
        async def info() -> Any:
            self.asked_about = slug
            if isinstance(self.says, Exception):
                raise AddonError("asking failed") from self.says
            return SimpleNamespace(state=self.says)

        return SimpleNamespace(async_get_addon_info=info)


@pytest.fixture
def apps(hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch) -> Apps:
    """A Supervisor whose app the entry was made from."""
    apps = Apps()
    hass.config.components.add("hassio")
    monkeypatch.setattr(hassio, "AddonManager", apps.manager)
    hass.config_entries.async_update_entry(entry, data={**entry.data, "app": "local_placa"})
    return apps


def issue_id(entry: MockConfigEntry) -> str:
    return f"app_removed_{entry.entry_id}"


async def test_an_engine_that_is_away_is_seen_before_there_is_a_camera(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    coordinator = loaded.runtime_data.coordinator
    state = hass.states.get(CONNECTED)
    assert state is not None
    assert state.state == "on"
    entity = er.async_get(hass).async_get(CONNECTED)
    assert entity is not None
    assert entity.device_id is not None
    await engine.stop()
    await until(coordinator, lambda: hass.states.is_state(CONNECTED, "off"))
    await engine.start()
    await until(coordinator, lambda: hass.states.is_state(CONNECTED, "on"))


@pytest.mark.parametrize("says", [AddonState.NOT_INSTALLED, SupervisorNotFoundError()])
async def test_an_app_that_was_uninstalled_is_reported_until_the_engine_is_back(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    apps: Apps,
    issue_registry: Issues,
    repairs: Repairs,
    says: AddonState | Exception,
) -> None:
    apps.says = says
    await engine.stop()
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert apps.asked_about == "local_placa"
    shown = await repairs.start(issue_id(entry))
    assert shown["description_placeholders"] == {"entry": "Placa"}
    assert (await repairs.choose("look_again"))["reason"] == "still_there"
    await engine.start()
    await repairs.start(issue_id(entry))
    assert (await repairs.choose("look_again"))["type"] == "create_entry"
    assert issue(issue_registry, issue_id(entry)) is None
    await hass.config_entries.async_unload(entry.entry_id)


async def test_it_is_reported_while_the_entry_is_loaded_too(
    hass: HomeAssistant,
    engine: FakeEngine,
    apps: Apps,
    loaded: MockConfigEntry,
    issue_registry: Issues,
) -> None:
    coordinator = loaded.runtime_data.coordinator
    apps.says = AddonState.NOT_INSTALLED
    await engine.stop()
    async with asyncio.timeout(10):
        while issue(issue_registry, issue_id(loaded)) is None:
            await hass.async_block_till_done()
    await engine.start()
    await until(coordinator, lambda: coordinator.last_update_success)
    assert issue(issue_registry, issue_id(loaded)) is None


@pytest.mark.parametrize(
    "says",
    [AddonState.NOT_RUNNING, AddonState.UPDATING, SupervisorConnectionError()],
    ids=["stopped", "being updated", "the Supervisor does not answer"],
)
async def test_an_app_that_is_merely_away_is_not(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    apps: Apps,
    issue_registry: Issues,
    says: AddonState | Exception,
) -> None:
    apps.says = says
    await engine.stop()
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert apps.asked_about == "local_placa"
    assert issue(issue_registry, issue_id(entry)) is None


async def test_an_engine_that_somebody_runs_elsewhere_has_no_app(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, apps: Apps
) -> None:
    data = {key: value for key, value in entry.data.items() if key != "app"}
    hass.config_entries.async_update_entry(entry, data=data)
    await engine.stop()
    await hass.config_entries.async_setup(entry.entry_id)
    assert apps.asked_about is None
