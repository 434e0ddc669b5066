"""What the owner is asked to mend, how the repair goes, and when it is over by itself."""

from datetime import timedelta

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
import pytest
from support.engine import FakeEngine, clock
from support.home import DOOR, MINI, VAN, vehicle
from support.plugin import MockConfigEntry
from support.repairing import Issues, Repairs, issue

from custom_components.placa.const import DOMAIN
from custom_components.placa.issues.passer_by_alike import PASSER_BY_ALIKE, report_passers_by
from custom_components.placa.repairs import async_create_fix_flow


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
    skew: timedelta,
) -> None:
    issue_id = f"clock_skew_{loaded.entry_id}"
    engine.snapshot_age = 0.0
    assert issue(issue_registry, issue_id) is None
    clock.wrong = skew.total_seconds()
    await hass.config_entries.async_reload(loaded.entry_id)
    found = issue(issue_registry, issue_id)
    assert found is not None
    assert found.translation_placeholders is not None
    assert found.translation_placeholders["engine"] == "2026-11-22 12:00:00 UTC"
    await repairs.start(issue_id)
    assert (await repairs.choose("look_again"))["reason"] == "still_there"
    clock.wrong = 0.0
    await repairs.start(issue_id)
    assert (await repairs.choose("look_again"))["type"] == "create_entry"
    assert issue(issue_registry, issue_id) is None


async def test_a_message_may_take_its_time(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    issue_registry: Issues,
) -> None:
    engine.snapshot_age = 0.0
    clock.wrong = 10.0
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


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE")]])
async def test_a_passer_by_is_shown_with_its_plate_to_those_who_can_open_the_form(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues, repairs: Repairs
) -> None:
    placa = loaded.runtime_data
    placa.door_controller.frequent = often = frozenset({"AB12CDF", "ST12NGR"})
    report_passers_by(hass, loaded.entry_id, placa.household.vehicles, often)
    (issue_id,) = (key for _, key in issue_registry.issues if key.startswith(PASSER_BY_ALIKE))
    listed = issue(issue_registry, issue_id)
    assert listed is not None
    assert listed.translation_placeholders == {"vehicles": "- Van"}
    shown = await repairs.start(issue_id)
    assert shown["description_placeholders"] == {
        "vehicles": "- Van",
        "plates": "- [AB12CDF](/placa/plate#id=AB12CDF)",
    }
    await hass.config_entries.async_unload(loaded.entry_id)
    shown = await repairs.start(issue_id)
    assert shown["description_placeholders"] == {"vehicles": "- Van", "plates": "–"}


async def test_all_issues_go_with_the_entry(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    assert issue(issue_registry, f"missing_entity_{loaded.entry_id}_{DOOR}") is not None
    await hass.config_entries.async_remove(loaded.entry_id)
    assert not [key for key in issue_registry.issues if key[0] == DOMAIN]


async def test_an_issue_of_another_version_can_be_confirmed(hass: HomeAssistant) -> None:
    flow = await async_create_fix_flow(hass, "of_another_version", None)
    assert hasattr(flow, "async_step_confirm")
