"""Registered plates that are too alike are a repair issue until one of them is gone."""

from conftest import MINI, VAN, vehicle
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from plugin import MockConfigEntry
import pytest

from custom_components.placa.const import DOMAIN

ALIKE = [
    vehicle(VAN, "Van", "AB12CDE", "AB12CDG"),
    vehicle(MINI, "Mini", "AB12CDF"),
    vehicle("lorry", "Lorry", "XY99ZZZ"),
]
type Issues = ir.IssueRegistry


def issue(entry: MockConfigEntry, issues: Issues) -> ir.IssueEntry | None:
    return issues.async_get_issue(DOMAIN, f"plates_alike_{entry.entry_id}")


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
