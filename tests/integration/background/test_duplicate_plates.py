"""A vehicle that arrives although it is here may have a double: people are told."""

from typing import Any

from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from support.engine import FakeEngine, clock, ended, later, sighting
from support.home import MINI, VAN, Heard
from support.plugin import ClientSessionGenerator, MockConfigEntry, arm_trigger

from custom_components.placa.const import DOMAIN

COMING: dict[str, Any] = {"text": "AB12CDE", "direction": "approaching"}
MOVEMENT = "event.van_movement"


def issue(entry: MockConfigEntry, issues: ir.IssueRegistry) -> ir.IssueEntry | None:
    return issues.async_get_issue(DOMAIN, f"arrived_again_{entry.entry_id}_{VAN}")


async def arrive_twice(heard: Heard, engine: FakeEngine) -> None:
    """Let the van arrive, and an hour later a car with its plate."""
    first = sighting(**COMING)
    await heard.tell(engine, engine.update(first), engine.update(ended(later(first))))
    clock.passed += 3600
    await heard.tell(engine, engine.update(sighting(**COMING)))


async def test_a_car_with_the_plate_of_one_that_is_here_is_reported_and_triggers(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    issue_registry: ir.IssueRegistry,
) -> None:
    calls: list[str] = []
    await arm_trigger(hass, "placa.vehicle_arrived_again", None, {"entity_id": MOVEMENT}, calls)
    await arrive_twice(heard, engine)
    await hass.async_block_till_done()
    found = issue(loaded, issue_registry)
    assert found is not None
    assert found.translation_placeholders == {"vehicle": "Van"}
    assert found.is_persistent
    assert calls == [MOVEMENT]


async def test_coming_back_after_leaving_is_nothing_to_report(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    issue_registry: ir.IssueRegistry,
) -> None:
    await heard.tell(engine, engine.update(sighting(**COMING)))
    clock.passed += 3600
    leaving = sighting("AB12CDE", direction="receding")
    await heard.tell(engine, engine.update(leaving))
    clock.passed += 3600
    await heard.tell(engine, engine.update(sighting(**COMING)))
    await hass.async_block_till_done()
    assert issue(loaded, issue_registry) is None


async def test_the_owner_looks_into_it_and_the_issue_is_gone(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    issue_registry: ir.IssueRegistry,
    hass_client: ClientSessionGenerator,
) -> None:
    assert await async_setup_component(hass, REPAIRS, {})
    await arrive_twice(heard, engine)
    await hass.async_block_till_done()
    found = issue(loaded, issue_registry)
    assert found is not None
    client = await hass_client()
    flow = {"handler": DOMAIN, "issue_id": found.issue_id}
    started = await (await client.post("/api/repairs/issues/fix", json=flow)).json()
    assert started["menu_options"] == ["looked_into", "ignore"]
    path = f"/api/repairs/issues/fix/{started['flow_id']}"
    answered = await client.post(path, json={"next_step_id": "looked_into"})
    assert (await answered.json())["type"] == "create_entry"
    assert issue(loaded, issue_registry) is None


@pytest.mark.parametrize(("removed", "stays"), [(VAN, False), (MINI, True)])
async def test_the_report_outlasts_a_restart_but_not_the_vehicle(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    issue_registry: ir.IssueRegistry,
    removed: str,
    stays: bool,
) -> None:
    await arrive_twice(heard, engine)
    hass.config_entries.async_remove_subentry(loaded, removed)
    await hass.async_block_till_done()
    assert (issue(loaded, issue_registry) is not None) == stays
    await hass.config_entries.async_remove(loaded.entry_id)
    assert issue(loaded, issue_registry) is None
