"""Adding and changing vehicles and doors."""

from datetime import time
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import probatio
import pytest
from support.engine import FakeEngine, camera
from support.forms import add, go_on
from support.home import DOOR, GARAGE, MINI, VAN, Heard, vehicle
from support.plugin import MockConfigEntry, async_mock_service

from custom_components.placa.access.policy import (
    DEFAULT_POLICY,
    CameraZone,
    DoorMode,
    DoorPolicy,
)
from custom_components.placa.client.models import Direction
from custom_components.placa.household.second_factor import FactorKind, SecondFactor
from custom_components.placa.subentries.household import Household

SAVE = {"next_step_id": "save"}
GATE = {
    "name": "Gate",
    "entity_id": "lock.gate",
    "cameras": ["drive"],
    "all_vehicles": False,
    "vehicles": [VAN],
    "mode": "armed",
    "reading": {"min_frames": 5},
}


def household(entry: MockConfigEntry) -> Household:
    found = entry.runtime_data.household
    assert isinstance(found, Household)
    return found


def suggestions(schema: probatio.Schema) -> dict[str, Any]:
    """What a form shows in its fields, or in those of a section."""
    return {
        str(key): (key.description or {}).get("suggested_value")
        for key in schema.schema
        if isinstance(key, probatio.Marker)
    }


async def test_a_vehicle_is_added_and_known_at_once(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    form = await add(hass, loaded, "vehicle")
    assert form["type"] is FlowResultType.FORM
    check = await go_on(
        hass, form, {"name": " Golf ", "plates": ["m-üc 1234", "MUC1234", "9q9 q9"]}
    )
    assert check["type"] is FlowResultType.MENU
    placeholders = check["description_placeholders"]
    assert placeholders is not None
    assert placeholders["plates"] == "- MUC1234: AT, BR, DE, GB\n- 9Q9Q9: –"
    done = await go_on(hass, check, SAVE)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "Golf"
    assert done["data"] == {"plates": ["MUC1234", "9Q9Q9"], "denied": False}
    assert engine.known_plates == ["9Q9Q9", "AB12CDE", "MUC1234", "XY99ZZZ"]
    found = household(loaded).match("MUC1234")
    assert found is not None
    assert found.vehicle.name == "Golf"


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        ({"name": "Golf", "plates": ["?"]}, {"plates": "invalid_plate"}),
        ({"name": "Golf", "plates": ["Д123ЖЖ"]}, {"plates": "unreadable_letter"}),
        ({"name": "Golf", "plates": []}, {"plates": "plates_missing"}),
        ({"name": "Golf", "plates": ["", " "]}, {"plates": "plates_missing"}),
        ({"name": "Golf", "plates": ["ab-12 cde"]}, {"plates": "plate_taken"}),
        ({"name": "van", "plates": ["NEW1"]}, {"name": "name_taken"}),
        ({"name": "  ", "plates": ["NEW1"]}, {"name": "name_missing"}),
        ({"name": "x" * 101, "plates": ["NEW1"]}, {"name": "name_too_long"}),
        (
            {"name": "Fleet", "plates": [f"FL{number}" for number in range(999)]},
            {"plates": "too_many_plates"},
        ),
    ],
)
async def test_a_vehicle_that_cannot_be_is_explained_and_can_be_mended(
    hass: HomeAssistant, loaded: MockConfigEntry, answer: dict[str, Any], errors: dict[str, str]
) -> None:
    failed = await add(hass, loaded, "vehicle", answer)
    assert failed["errors"] == errors
    check = await go_on(hass, failed, {"name": "Golf", "plates": ["NEW1"]})
    assert check["step_id"] == "check"
    done = await go_on(hass, check, SAVE)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_a_vehicle_is_changed_and_may_keep_its_name_and_plate(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    form = await loaded.start_subentry_reconfigure_flow(hass, VAN)
    assert form["type"] is FlowResultType.FORM
    check = await go_on(hass, form, {"name": "Van", "plates": ["AB12CDE", "NEW 1"]})
    again = await go_on(hass, check, {"next_step_id": "edit"})
    assert again["step_id"] == "reconfigure"
    check = await go_on(hass, again, {"name": "Van", "plates": ["AB12CDE", "NEW 1"]})
    done = await go_on(hass, check, SAVE)
    assert done["reason"] == "reconfigure_successful"
    assert engine.known_plates == ["AB12CDE", "NEW1", "XY99ZZZ"]


async def test_a_vehicle_has_an_owner_a_group_notes_and_a_place_on_the_deny_list(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    details = {"owner": "person.ada", "group": " Family ", "notes": " Blue. ", "denied": True}
    check = await add(hass, loaded, "vehicle", {"name": "Golf", "plates": ["NEW1"], **details})
    done = await go_on(hass, check, SAVE)
    assert done["data"] == {
        "plates": ["NEW1"],
        "owner": "person.ada",
        "group": "Family",
        "notes": "Blue.",
        "denied": True,
    }
    (golf,) = (one for one in household(loaded).vehicles if one.name == "Golf")
    assert (golf.owner, golf.group, golf.denied) == ("person.ada", "Family", True)


async def test_a_plate_too_alike_anothers_is_warned_of_and_can_be_mended_or_kept(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    answer = {"name": "Golf", "plates": ["AB12CDF"]}
    warning = await add(hass, loaded, "vehicle", answer)
    assert warning["type"] is FlowResultType.MENU
    placeholders = warning["description_placeholders"]
    assert placeholders is not None
    assert placeholders["alike"] == "- AB12CDF: Van (AB12CDE)"
    form = await go_on(hass, warning, {"next_step_id": "edit"})
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "user"
    warned_again = await go_on(hass, form, answer)
    done = await go_on(hass, warned_again, SAVE)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert engine.known_plates == ["AB12CDE", "AB12CDF", "XY99ZZZ"]
    again = await loaded.start_subentry_reconfigure_flow(hass, VAN)
    kept = await go_on(hass, again, {"name": "Van", "plates": ["AB12CDE"]})
    assert kept["reason"] == "reconfigure_successful"


async def test_a_warning_that_waits_does_not_let_a_plate_be_registered_twice(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    warning = await loaded.start_subentry_reconfigure_flow(hass, MINI)
    warning = await go_on(hass, warning, {"name": "Mini", "plates": ["AB12CDF"]})
    check = await add(hass, loaded, "vehicle", {"name": "Golf", "plates": ["NEW1"]})
    await go_on(hass, check, SAVE)
    other = await loaded.start_subentry_reconfigure_flow(hass, VAN)
    other = await go_on(hass, other, {"name": "Van", "plates": ["AB12CDF"]})
    await go_on(hass, other, SAVE)
    refused = await go_on(hass, warning, SAVE)
    assert refused["step_id"] == "reconfigure"
    assert refused["errors"] == {"plates": "plate_taken"}


async def test_a_door_opens_for_a_group_as_it_is_at_the_time(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    family = {"name": "Mini", "plates": ["XY99ZZZ"], "group": "Family"}
    form = await loaded.start_subentry_reconfigure_flow(hass, MINI)
    await go_on(hass, form, family)
    done = await add(hass, loaded, "door", GATE | {"vehicles": [], "groups": ["Family"]})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert household(loaded).doors[-1].vehicles == frozenset({MINI})
    form = await loaded.start_subentry_reconfigure_flow(hass, MINI)
    await go_on(hass, form, family | {"group": "Friends"})
    assert household(loaded).doors[-1].vehicles == frozenset()


async def test_a_door_is_added_with_its_defaults(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    form = await add(hass, loaded, "door")
    assert form["type"] is FlowResultType.FORM
    done = await go_on(hass, form, {"name": "Barn", "entity_id": GARAGE, "cameras": ["drive"]})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    barn = household(loaded).doors[-1]
    assert barn.name == "Barn"
    assert barn.vehicles is None
    assert barn.mode is DoorMode.SHADOW
    assert barn.policy == DEFAULT_POLICY
    assert hass.states.get("event.barn_decision") is not None


async def test_a_door_is_added_for_one_vehicle_with_its_own_strictness(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    done = await add(hass, loaded, "door", GATE)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    gate = household(loaded).doors[-1]
    assert gate.vehicles == frozenset({VAN})
    assert gate.policy == DoorPolicy(min_frames=5)
    assert isinstance(gate.policy.min_frames, int)


async def test_what_a_door_asks_for_is_stored_and_shown_again(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    moment = {"alarm": "alarm_control_panel.home", "schedule": "schedule.deliveries"}
    arrival = {"zones": ["drive/Gate"], "directions": ["left", "approaching"]}
    await add(hass, loaded, "door", GATE | {"arrival": arrival, "moment": moment})
    gate = household(loaded).doors[-1]
    assert gate.policy == DoorPolicy(
        min_frames=5,
        zones=frozenset({CameraZone("drive", "Gate")}),
        directions=frozenset({Direction.LEFT, Direction.APPROACHING}),
        schedule="schedule.deliveries",
        alarm="alarm_control_panel.home",
    )
    form = await loaded.start_subentry_reconfigure_flow(hass, gate.door_id)
    assert form["data_schema"] is not None
    sections = form["data_schema"].schema
    assert suggestions(sections["arrival"].schema)["zones"] == ["drive/Gate"]
    assert suggestions(sections["moment"].schema)["alarm"] == "alarm_control_panel.home"
    done = await go_on(hass, form, GATE | {"arrival": arrival})
    assert done["reason"] == "reconfigure_successful"
    policy = household(loaded).doors[-1].policy
    assert (policy.schedule, policy.alarm) == (None, None)
    assert policy.zones == frozenset({CameraZone("drive", "Gate")})


async def test_a_zone_that_is_gone_stays_chosen_until_it_is_changed(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await add(hass, loaded, "door", GATE | {"arrival": {"zones": ["drive/Gate"]}})
    await heard.tell(engine, engine.camera_update(camera(zones=[])))
    gate = household(loaded).doors[-1]
    form = await loaded.start_subentry_reconfigure_flow(hass, gate.door_id)
    await go_on(hass, form, GATE | {"arrival": {"zones": ["drive/Gate"]}})
    assert household(loaded).doors[-1].policy.zones == {CameraZone("drive", "Gate")}


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": " "}, {"name": "name_missing"}),
        ({"cameras": []}, {"cameras": "cameras_missing"}),
        ({"vehicles": []}, {"vehicles": "vehicles_missing"}),
        ({"arrival": {"directions": []}}, {"base": "directions_missing"}),
        (
            {"moment": {"alarm": "alarm_control_panel.home", "alarm_states": []}},
            {"base": "alarm_states_missing"},
        ),
    ],
)
async def test_a_door_that_cannot_be_is_explained_and_can_be_mended(
    hass: HomeAssistant, loaded: MockConfigEntry, changes: dict[str, Any], errors: dict[str, str]
) -> None:
    failed = await add(hass, loaded, "door", GATE | changes)
    assert failed["errors"] == errors
    done = await go_on(hass, failed, GATE)
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    "changes",
    [
        {"cameras": ["nowhere"]},
        {"vehicles": ["nobody"]},
        {"entity_id": "switch.lamp"},
        {"reading": {"min_frames": 1}},
        {"reading": {"min_confidence": 20}},
        {"reading": {"second_reader": "maybe"}},
        {"arrival": {"directions": ["up"]}},
        {"arrival": {"zones": ["drive/Nowhere"]}},
        {"moment": {"cool_down": 0}},
        {"moment": {"alarm": "switch.lamp"}},
        {"moment": {"alarm_states": ["triggered"]}},
    ],
)
async def test_what_no_form_offers_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry, changes: dict[str, Any]
) -> None:
    form = await add(hass, loaded, "door")
    with pytest.raises(InvalidData):
        await go_on(hass, form, GATE | changes)


async def test_a_door_is_changed_and_removed_with_its_device(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    form = await loaded.start_subentry_reconfigure_flow(hass, DOOR)
    assert form["data_schema"] is not None
    shown = suggestions(form["data_schema"])
    assert shown["name"] == "Garage"
    assert shown["cameras"] == ["drive"]
    done = await go_on(hass, form, GATE | {"name": "Garage", "mode": "off"})
    assert done["reason"] == "reconfigure_successful"
    assert household(loaded).doors[0].mode is DoorMode.OFF
    assert hass.states.get("event.garage_decision") is not None
    hass.config_entries.async_remove_subentry(loaded, DOOR)
    await hass.async_block_till_done()
    assert household(loaded).doors == ()
    assert hass.states.get("event.garage_decision") is None


async def test_a_door_needs_a_camera(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    engine.cameras = {}
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert (await add(hass, entry, "door"))["reason"] == "no_cameras"
    await hass.config_entries.async_unload(entry.entry_id)
    assert (await add(hass, entry, "door"))["reason"] == "entry_not_loaded"


@pytest.mark.parametrize("subentries", [[vehicle(MINI, "Mini", "XY99ZZZ")]])
async def test_cameras_are_offered_by_name(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    form = await add(hass, loaded, "door")
    assert form["data_schema"] is not None
    options = form["data_schema"].schema["cameras"].config["options"]
    assert options == [{"value": "drive", "label": camera()["name"]}]


async def test_a_door_is_added_with_a_second_factor(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    async_mock_service(hass, "notify", "mobile_app_phone")
    async_mock_service(hass, "notify", "mail")
    factor = {
        "kind": "confirmation",
        "start": "22:00:00",
        "end": "06:00:00",
        "vehicles": [VAN],
        "notify": ["mobile_app_phone", "family"],
        "max_wait": 90,
    }
    form = await add(hass, loaded, "door")
    assert form["data_schema"] is not None
    fields = form["data_schema"].schema["second_factor"].schema.schema
    assert fields["notify"].config["options"] == [{"value": "mobile_app_phone", "label": "phone"}]
    done = await go_on(hass, form, GATE | {"second_factor": factor})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    gate = household(loaded).doors[-1]
    assert gate.policy == DoorPolicy(
        min_frames=5,
        second_factor=SecondFactor(
            kind=FactorKind.CONFIRMATION,
            start=time(22),
            end=time(6),
            vehicles=frozenset({VAN}),
            notify=frozenset({"mobile_app_phone", "family"}),
            max_wait=90,
        ),
    )
    assert hass.states.get("button.gate_confirm_opening") is not None
    again = await loaded.start_subentry_reconfigure_flow(hass, gate.door_id)
    assert again["data_schema"] is not None
    section = again["data_schema"].schema["second_factor"].schema.schema
    shown = {str(key): key.description["suggested_value"] for key in section}
    assert shown["max_wait"] == 90
    assert shown["start"] == "22:00:00"
    await go_on(hass, again, GATE | {"second_factor": {"kind": "none"}})
    assert household(loaded).doors[-1].policy.second_factor.kind is FactorKind.NONE
    assert hass.states.get("button.gate_confirm_opening") is None


async def test_a_vehicle_is_added_with_a_second_factor_and_an_import_leaves_it(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    async_mock_service(hass, "notify", "mobile_app_phone")
    form = await add(hass, loaded, "vehicle")
    assert form["data_schema"] is not None
    fields = form["data_schema"].schema["second_factor"].schema.schema
    assert "vehicles" not in fields
    assert fields["notify"].config["options"] == [{"value": "mobile_app_phone", "label": "phone"}]
    factor = {"kind": "confirmation", "start": "22:00:00", "end": "06:00:00", "notify": ["family"]}
    golf = {"name": "Golf", "plates": ["MUC1234"], "second_factor": factor}
    done = await go_on(hass, await go_on(hass, form, golf), SAVE)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    found = household(loaded).match("MUC1234")
    assert found is not None
    asked = SecondFactor(
        kind=FactorKind.CONFIRMATION,
        start=time(22),
        end=time(6),
        notify=frozenset({"family"}),
    )
    assert found.vehicle.second_factor == asked
    assert hass.states.get("button.garage_confirm_opening") is not None
    admin = await hass.auth.async_create_user("Ada", group_ids=["system-admin"])
    await hass.services.async_call(
        "placa",
        "import_vehicles",
        {"table": "name,plates,group\nGolf,MUC1234,family"},
        blocking=True,
        return_response=True,
        context=Context(user_id=admin.id),
    )
    await hass.async_block_till_done()
    imported = household(loaded).match("MUC1234")
    assert imported is not None
    assert imported.vehicle.group == "family"
    assert imported.vehicle.second_factor == asked
    again = await loaded.start_subentry_reconfigure_flow(hass, found.vehicle.vehicle_id)
    assert again["data_schema"] is not None
    shown = suggestions(again["data_schema"].schema["second_factor"].schema)
    assert (shown["kind"], shown["start"]) == ("confirmation", "22:00:00")
    await go_on(hass, again, golf | {"second_factor": {"kind": "none"}})
    vehicle = household(loaded).vehicle(found.vehicle.vehicle_id)
    assert vehicle is not None
    assert vehicle.second_factor == SecondFactor()
    assert hass.states.get("button.garage_confirm_opening") is None


async def test_a_presence_that_nobody_could_give_for_a_vehicle_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    golf = {"name": "Golf", "plates": ["MUC1234"], "second_factor": {"kind": "presence"}}
    failed = await add(hass, loaded, "vehicle", golf)
    assert failed["errors"] == {"base": "witnesses_missing"}
    check = await go_on(hass, failed, golf | {"owner": "person.anna"})
    done = await go_on(hass, check, SAVE)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_a_presence_that_nobody_could_give_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    asking = GATE | {"second_factor": {"kind": "presence"}}
    failed = await add(hass, loaded, "door", asking)
    assert failed["errors"] == {"base": "witnesses_missing"}
    named = GATE | {"second_factor": {"kind": "presence", "witnesses": ["person.anna"]}}
    done = await go_on(hass, failed, named)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    form = await loaded.start_subentry_reconfigure_flow(hass, VAN)
    owned = {"name": "Van", "plates": ["AB12CDE"], "owner": "person.anna"}
    await go_on(hass, form, owned)
    done = await add(hass, loaded, "door", asking | {"name": "Other gate"})
    assert done["type"] is FlowResultType.CREATE_ENTRY
