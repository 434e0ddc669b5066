"""What is told of entities and apps that doors and vehicles need and that are gone."""

from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from support.engine import FakeEngine
from support.home import DOOR, GARAGE, MINI, VAN, door, vehicle
from support.plugin import MockConfigEntry, async_mock_service
from support.repairing import Issues, Repairs, issue


def garage_issue(entry: MockConfigEntry) -> str:
    return f"missing_entity_{entry.entry_id}_{DOOR}"


@pytest.mark.usefixtures("garage")
async def test_a_door_whose_cover_is_removed_is_told_until_it_is_back(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    assert issue(issue_registry, garage_issue(loaded)) is None
    hass.states.async_set(GARAGE, "open")
    hass.states.async_remove(GARAGE)
    await hass.async_block_till_done()
    found = issue(issue_registry, garage_issue(loaded))
    assert found is not None
    assert found.translation_placeholders == {"door": "Garage", "entities": f"- {GARAGE}"}
    hass.states.async_set(GARAGE, "closed")
    await hass.async_block_till_done()
    assert issue(issue_registry, garage_issue(loaded)) is None


async def test_a_door_whose_cover_is_disabled_is_told_and_one_that_is_unavailable_is_not(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    issue_registry: Issues,
    entity_registry: er.EntityRegistry,
) -> None:
    registered = entity_registry.async_get_or_create(
        "cover", "test", "garage", suggested_object_id="garage"
    )
    assert registered.entity_id == GARAGE
    await hass.config_entries.async_setup(entry.entry_id)
    assert issue(issue_registry, garage_issue(entry)) is None
    entity_registry.async_update_entity(GARAGE, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    assert issue(issue_registry, garage_issue(entry)) is not None
    entity_registry.async_update_entity(GARAGE, disabled_by=None)
    await hass.async_block_till_done()
    assert issue(issue_registry, garage_issue(entry)) is None
    entity_registry.async_update_entity(GARAGE, new_entity_id="cover.other")
    await hass.async_block_till_done()
    assert issue(issue_registry, garage_issue(entry)) is not None
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("garage")
@pytest.mark.parametrize(
    "subentries", [[door(policy={"schedule": "schedule.day", "alarm": "alarm_control_panel.home"})]]
)
async def test_a_door_also_needs_its_schedule_and_its_alarm(
    loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    found = issue(issue_registry, garage_issue(loaded))
    assert found is not None
    assert found.translation_placeholders is not None
    assert found.translation_placeholders["entities"] == (
        "- schedule.day\n- alarm_control_panel.home"
    )


ANNA, PHONE = "person.anna", "device_tracker.phone"
IN_THE_APP = {"kind": "confirmation", "notify": ["mobile_app_anna"]}


def of_the_door(**factor: Any) -> pytest.MarkDecorator:
    """A vehicle of Anna's, and a door that asks for a second factor."""
    anna = vehicle(VAN, "Van", "AB12CDE", owner=ANNA)
    return pytest.mark.parametrize("subentries", [[anna, door(policy={"second_factor": factor})]])


def of_the_vehicle(**factor: Any) -> pytest.MarkDecorator:
    """A vehicle of Anna's that asks for a second factor itself, and a door."""
    anna = vehicle(VAN, "Van", "AB12CDE", owner=ANNA, second_factor=factor)
    return pytest.mark.parametrize("subentries", [[anna, door()]])


def told(registry: Issues, entry: MockConfigEntry, subentry_id: str) -> dict[str, str] | None:
    """What is told to be missing for a door or a vehicle."""
    found = issue(registry, f"missing_entity_{entry.entry_id}_{subentry_id}")
    return found.translation_placeholders if found else None


@pytest.mark.usefixtures("garage")
@of_the_door(kind="presence", witnesses=[PHONE])
async def test_a_door_whose_witness_is_removed_is_told_until_it_is_back(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    lacks = {"door": "Garage", "entities": f"- {PHONE}"}
    assert told(issue_registry, loaded, DOOR) == lacks
    hass.states.async_set(PHONE, "not_home")
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, DOOR) is None
    hass.states.async_remove(PHONE)
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, DOOR) == lacks
    assert told(issue_registry, loaded, VAN) is None


@pytest.mark.usefixtures("garage")
@of_the_door(kind="presence")
async def test_a_vehicle_whose_owner_is_removed_is_told_until_they_are_back(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    hass.states.async_set(ANNA, "home")
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, VAN) is None
    hass.states.async_remove(ANNA)
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, VAN) == {"vehicle": "Van", "entities": f"- {ANNA}"}
    assert told(issue_registry, loaded, DOOR) is None
    hass.states.async_set(ANNA, "unavailable")
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, VAN) is None


@pytest.mark.usefixtures("garage")
@of_the_door(kind="presence", vehicles=[MINI])
async def test_an_owner_of_whom_no_door_asks_anything_may_be_gone(
    loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    assert told(issue_registry, loaded, VAN) is None


@pytest.mark.usefixtures("garage")
@of_the_vehicle(kind="presence")
async def test_a_vehicle_that_asks_for_its_owner_itself_needs_them(
    loaded: MockConfigEntry, issue_registry: Issues
) -> None:
    assert told(issue_registry, loaded, VAN) == {"vehicle": "Van", "entities": f"- {ANNA}"}


@pytest.mark.usefixtures("garage")
@pytest.mark.parametrize("subentry_id", [DOOR, VAN])
@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", "AB12CDE", second_factor=IN_THE_APP),
            door(policy={"second_factor": IN_THE_APP}),
        ]
    ],
)
async def test_an_app_that_is_gone_is_told_until_it_is_back(
    hass: HomeAssistant, loaded: MockConfigEntry, issue_registry: Issues, subentry_id: str
) -> None:
    lacks = told(issue_registry, loaded, subentry_id)
    assert lacks is not None
    assert lacks["entities"] == "- notify.mobile_app_anna"
    async_mock_service(hass, "other", "mobile_app_anna")
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, subentry_id) == lacks
    async_mock_service(hass, "notify", "mobile_app_anna")
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, subentry_id) is None
    hass.services.async_remove("notify", "mobile_app_anna")
    await hass.async_block_till_done()
    assert told(issue_registry, loaded, subentry_id) == lacks


@of_the_vehicle(kind="presence")
async def test_the_repair_of_a_vehicle_goes_on_to_its_form(
    hass: HomeAssistant, loaded: MockConfigEntry, repairs: Repairs
) -> None:
    await repairs.start(f"missing_entity_{loaded.entry_id}_{VAN}")
    done = await repairs.choose("reconfigure")
    form = hass.config_entries.subentries.async_get(done["next_flow"][1])
    assert form["handler"] == (loaded.entry_id, "vehicle")


async def test_a_door_is_not_told_while_home_assistant_starts(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, issue_registry: Issues
) -> None:
    hass.set_state(CoreState.starting)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert issue(issue_registry, garage_issue(entry)) is None
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    assert issue(issue_registry, garage_issue(entry)) is not None
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_repair_of_a_door_goes_on_to_its_form(
    hass: HomeAssistant, loaded: MockConfigEntry, repairs: Repairs
) -> None:
    shown = await repairs.start(garage_issue(loaded))
    assert shown["menu_options"] == ["reconfigure", "ignore"]
    done = await repairs.choose("reconfigure")
    assert done["reason"] == "reconfigure"
    kind, flow_id = done["next_flow"]
    assert kind == "config_subentries_flow"
    form = hass.config_entries.subentries.async_get(flow_id)
    assert form["step_id"] == "reconfigure"
    assert form["handler"] == (loaded.entry_id, "door")


async def test_the_form_of_a_door_waits_for_the_engine(
    hass: HomeAssistant, loaded: MockConfigEntry, repairs: Repairs
) -> None:
    await repairs.start(garage_issue(loaded))
    await hass.config_entries.async_unload(loaded.entry_id)
    assert (await repairs.choose("reconfigure"))["reason"] == "not_connected"
