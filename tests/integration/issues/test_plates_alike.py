"""Registered plates that are too alike are a repair issue until one of them is gone."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from support.home import MINI, VAN, vehicle
from support.plugin import MockConfigEntry

from custom_components.placa.const import DOMAIN

ALIKE = [
    vehicle(VAN, "Van", "AB12CDE", "AB12CDG"),
    vehicle(MINI, "Mini", "AB12CDF"),
    vehicle("lorry", "Lorry", "XY99ZZZ"),
]
type Issues = ir.IssueRegistry


def issue(entry: MockConfigEntry, issues: Issues) -> ir.IssueEntry | None:
    found = [
        issue
        for (domain, issue_id), issue in issues.issues.items()
        if domain == DOMAIN and issue_id.startswith(f"plates_alike_{entry.entry_id}_")
    ]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize("subentries", [ALIKE])
async def test_it_names_the_vehicles_once_and_no_plate(
    loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    found = issue(loaded, issue_registry)
    assert found is not None
    assert found.translation_key == "plates_alike"
    assert found.translation_placeholders == {"vehicles": "- Mini, Van"}


@pytest.mark.parametrize("subentries", [ALIKE])
async def test_it_goes_with_the_vehicle(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    hass.config_entries.async_remove_subentry(loaded, MINI)
    await hass.async_block_till_done()
    assert issue(loaded, issue_registry) is None


@pytest.mark.parametrize("subentries", [ALIKE])
async def test_it_goes_with_the_entry(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    await hass.config_entries.async_remove(loaded.entry_id)
    assert issue(loaded, issue_registry) is None


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE", "AB12CDF")]])
async def test_one_vehicle_may_have_plates_alike(
    loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    assert issue(loaded, issue_registry) is None


@pytest.mark.parametrize("subentries", [ALIKE])
async def test_one_that_was_acknowledged_stays_so_until_another_vehicle_joins(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    found = issue(loaded, issue_registry)
    assert found is not None
    issue_registry.async_ignore(DOMAIN, found.issue_id, True)
    await hass.config_entries.async_reload(loaded.entry_id)
    again = issue(loaded, issue_registry)
    assert again is not None
    assert again.dismissed_version is not None
    lorry = loaded.subentries["lorry"]
    hass.config_entries.async_update_subentry(loaded, lorry, data={"plates": ["AB12CDH"]})
    await hass.async_block_till_done()
    other = issue(loaded, issue_registry)
    assert other is not None
    assert other.dismissed_version is None
    assert other.translation_placeholders == {
        "vehicles": "- Lorry, Mini\n- Lorry, Van\n- Mini, Van"
    }


@pytest.mark.parametrize("subentries", [ALIKE])
async def test_nothing_of_a_plate_can_be_guessed_from_what_is_stored(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    """The id stays in a file; plates are few enough to try them all."""
    before = issue(loaded, issue_registry)
    mini = loaded.subentries[MINI]
    hass.config_entries.async_update_subentry(loaded, mini, data={"plates": ["AB12CDK"]})
    await hass.async_block_till_done()
    after = issue(loaded, issue_registry)
    assert before is not None
    assert after is not None
    assert before.issue_id == after.issue_id
