"""What Home Assistant's own checks ask of an integration, and what the design asks of its files."""

import ast
from dataclasses import fields
import importlib
import json
from pathlib import Path
import re
import struct
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.condition import (
    async_get_all_descriptions as async_get_all_condition_descriptions,
)
from homeassistant.helpers.translation import async_get_translations
from homeassistant.helpers.trigger import async_get_all_descriptions
from homeassistant.loader import async_get_integration
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest
from support.engine import FakeEngine
from support.home import VAN, door, vehicle
from support.plugin import MockConfigEntry

from custom_components.placa.access.decision import Verdict
from custom_components.placa.access.policy import DEFAULT_POLICY, DoorMode, SecondReader
from custom_components.placa.access.reasons import ReasonCode
from custom_components.placa.background.engine_problems import PROBLEMS
from custom_components.placa.client.ledger_proof import LedgerProblem
from custom_components.placa.client.models import CameraProblem, Direction
from custom_components.placa.condition import CONDITIONS
from custom_components.placa.const import API_VERSION, DOMAIN
from custom_components.placa.event import DENIED_VEHICLE, KNOWN_VEHICLE, SEEN, UNKNOWN_VEHICLE
from custom_components.placa.flows.areas import Area
from custom_components.placa.household.presence import Facing, Movement
from custom_components.placa.household.registration import RegistrationProblem
from custom_components.placa.household.second_factor import FactorKind, SecondFactor
from custom_components.placa.household.vehicle_import import LineProblem
from custom_components.placa.repairs import async_create_fix_flow
from custom_components.placa.sensor import NO_PROBLEM
from custom_components.placa.subentries.household import POLICY_FIELDS
from custom_components.placa.trigger import TRIGGERS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "custom_components" / "placa"
FILES = sorted(PACKAGE.rglob("*.py"))
PLATFORMS = ("binary_sensor", "button", "event", "image", "select", "sensor", "switch")

manifest: dict[str, Any] = json.loads((PACKAGE / "manifest.json").read_text())
strings: dict[str, Any] = json.loads((PACKAGE / "translations" / "en.json").read_text())
icons: dict[str, Any] = json.loads((PACKAGE / "icons.json").read_text())


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def arguments(name: str) -> set[str]:
    """Every literal text given to an argument of this name anywhere in the package."""
    return {
        keyword.value.value
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == name
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
    }


def first_arguments(function: str) -> set[str]:
    """Every literal text that a function is called with anywhere in the package."""
    return {
        node.args[0].value
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == function
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def without_anchors(described: dict[str, Any]) -> dict[str, Any]:
    """What a YAML file describes, without the parts that are only referred to."""
    return {key: value for key, value in described.items() if not key.startswith(".")}


def values_for(key: str, module: str) -> set[str]:
    """Every literal text that stands behind this key in a dict of a module."""
    return {
        value.value
        for node in ast.walk(tree(PACKAGE / f"{module}.py"))
        if isinstance(node, ast.Dict)
        for name, holder in zip(node.keys, node.values, strict=True)
        if isinstance(name, ast.Constant) and name.value == key
        for value in ast.walk(holder)
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    }


def texts(module: str) -> set[str]:
    """Every literal text of a module."""
    return {
        node.value
        for node in ast.walk(tree(PACKAGE / f"{module}.py"))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def steps(module: str, flow: str) -> set[str]:
    """The steps of a flow that show something."""
    (found,) = (
        node
        for node in ast.walk(tree(PACKAGE / f"{module}.py"))
        if isinstance(node, ast.ClassDef) and node.name == flow
    )
    return {
        node.name.removeprefix("async_step_")
        for node in found.body
        if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("async_step_")
    }


def test_the_manifest_is_complete_and_in_order() -> None:
    keys = list(manifest)
    assert keys[:2] == ["domain", "name"]
    assert keys[2:] == sorted(keys[2:])
    assert manifest["domain"] == DOMAIN == PACKAGE.name
    assert manifest["iot_class"] == "local_push"
    assert manifest["integration_type"] == "hub"
    assert manifest["requirements"] == []
    assert {"codeowners", "config_flow", "documentation", "issue_tracker", "version"} <= set(keys)


def test_hacs_finds_what_it_asks_for() -> None:
    hacs = json.loads((ROOT / "hacs.json").read_text())
    assert set(hacs) <= {
        "name",
        "render_readme",
        "homeassistant",
        "hacs",
        "zip_release",
        "filename",
        "hide_default_branch",
    }
    assert hacs["homeassistant"] == "2026.10.0"


@pytest.mark.parametrize(
    ("name", "height"), [("icon", 256), ("icon@2x", 512), ("logo", 256), ("logo@2x", 512)]
)
def test_the_brand_has_its_pictures(name: str, height: int) -> None:
    head = (PACKAGE / "brand" / f"{name}.png").read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, found = struct.unpack(">II", head[16:])
    assert found == height
    assert width == height or name.startswith("logo")


async def test_home_assistant_loads_it(hass: HomeAssistant) -> None:
    integration = await async_get_integration(hass, DOMAIN)
    assert integration.name == "Placa"
    assert integration.file_path == PACKAGE
    assert not integration.is_built_in


def test_every_step_is_translated() -> None:
    shown = steps("config_flow", "PlacaConfigFlow") - {"hassio", "reauth"}
    assert set(strings["config"]["step"]) == shown
    vehicle = strings["config_subentries"]["vehicle"]
    guest_pass = strings["config_subentries"]["guest_pass"]
    with_plates = steps("flows/plates", "PlatesFlow")
    for kind in (vehicle, guest_pass):
        for step in ("alike", "check"):
            options = set(kind["step"][step]["menu_options"])
            assert options == {"edit", "save"} < with_plates
        assert set(kind["step"]) == with_plates - {"edit", "save"}
    door = strings["config_subentries"]["door"]
    assert set(door["step"]) == steps("flows/door", "DoorFlow")
    options = strings["options"]["step"]
    assert set(options) == steps("flows/options", "PlacaOptionsFlow") - {"take_in"}
    offered = {name for step in options.values() for name in step.get("menu_options", ())}
    assert offered == {"shown", "import_vehicles", "take_in"}
    camera = strings["config_subentries"]["camera"]
    assert set(camera["step"]) == steps("flows/camera", "CameraFlow") - {"reconfigure"}
    for section in (camera, vehicle, guest_pass, door):
        assert set(section["initiate_flow"]) == {"user", "reconfigure"}


def test_every_field_of_a_step_has_a_name_and_a_description() -> None:
    sections = [strings["config"], strings["options"], *strings["config_subentries"].values()]
    for step in (step for section in sections for step in section["step"].values()):
        assert set(step.get("data", {})) == set(step.get("data_description", {}))
    for step in ("user", "reconfigure"):
        own = strings["config_subentries"]["vehicle"]["step"][step]["sections"]["second_factor"]
        asked = {field.name for field in fields(SecondFactor)} - {"vehicles"}
        assert set(own["data"]) == set(own["data_description"]) == asked
    for step in strings["config_subentries"]["door"]["step"].values():
        parts = dict(step["sections"])
        for part in parts.values():
            assert set(part["data"]) == set(part["data_description"])
        factor = parts.pop("second_factor")
        assert set(factor["data"]) == {field.name for field in fields(SecondFactor)}
        named = [field for part in parts.values() for field in part["data"]]
        assert sorted([*named, "second_factor"]) == sorted(POLICY_FIELDS)


def test_every_error_and_abort_is_translated_and_used() -> None:
    errors = values_for("base", "config_flow")
    assert set(strings["config"]["error"]) == errors
    aborts = arguments("reason") | errors - {"invalid_url"}
    aborts |= {"reauth_successful", "reconfigure_successful", "already_in_progress"}
    door = {"entry_not_loaded", "no_cameras"}
    camera = {"entry_not_loaded", "camera_fixed", "camera_gone", "engine_away"}
    repairs = {
        reason
        for issue in strings["issues"].values()
        for reason in issue.get("fix_flow", {}).get("abort", ())
    }
    assert repairs <= aborts
    options = set(strings["options"]["abort"])
    assert options < aborts
    assert set(strings["config"]["abort"]) == aborts - door - camera - repairs - options
    of_tables = first_arguments("CsvError")
    assert set(strings["options"]["error"]) == of_tables
    of_cameras = strings["config_subentries"]["camera"]
    assert set(of_cameras["abort"]) == camera | {"already_configured", "reconfigure_successful"}
    assert set(of_cameras["error"]) - {problem.value for problem in CameraProblem} <= (
        texts("flows/camera")
        | texts("flows/camera_form")
        | texts("background/stream_sources")
        | texts("client/camera_models")
    )
    assert set(strings["config_subentries"]["door"]["abort"]) == door | {"reconfigure_successful"}
    errors_of_passes = {refusal.value for refusal in RegistrationProblem} | {
        "expired",
        "hours_incomplete",
        "too_far",
    }
    assert set(strings["config_subentries"]["guest_pass"]["error"]) == errors_of_passes
    errors_of_vehicles = {refusal.value for refusal in RegistrationProblem}
    errors_of_vehicles |= {problem.value for problem in LineProblem} | {"witnesses_missing"}
    assert set(strings["config_subentries"]["vehicle"]["error"]) == errors_of_vehicles
    used = {
        text
        for name in ("door", "policy_form", "second_factor_form")
        for text in texts(f"flows/{name}")
    }
    assert set(strings["config_subentries"]["door"]["error"]) <= used


def test_every_exception_and_issue_is_translated_and_used() -> None:
    of_uploads = {"csv_not_uploaded", "csv_too_large"}
    keys = arguments("translation_key") | first_arguments("invalid")
    keys |= first_arguments("CsvError") - of_uploads
    issues = {
        "app_removed",
        "arrived_again",
        "card_resource",
        "clock_skew",
        "engine_too_new",
        "engine_too_old",
        "missing_entity",
        "missing_entity_of_vehicle",
        "other_identity",
        "passer_by_alike",
        "plates_alike",
        "shadow_report",
        "camera_turned",
        "camera_turned_fixed",
        *(f"engine_problem_{problem}" for problem in PROBLEMS),
        *(f"ledger_{problem.value}" for problem in LedgerProblem),
        *(f"camera_{problem.value}" for problem in CameraProblem),
    }
    exceptions = keys - set(strings["selector"]) - set(strings["device"]) - issues
    assert exceptions == set(strings["exceptions"])
    assert set(strings["issues"]) == issues
    for issue in strings["issues"].values():
        assert set(issue) in ({"title", "description"}, {"title", "fix_flow"})


@pytest.mark.parametrize(
    "name", sorted(name for name, issue in strings["issues"].items() if "fix_flow" in issue)
)
async def test_every_repair_offers_what_its_flow_can_do(hass: HomeAssistant, name: str) -> None:
    """The flow for an issue of this kind has each step, and each says why when it cannot."""
    failing = (f"camera_{problem.value}" for problem in CameraProblem)
    kinds = dict.fromkeys(failing, "camera_failing")
    kinds |= {"engine_too_old": "api_version", "engine_too_new": "api_version"}
    kind = kinds.get(name, name)
    flow = await async_create_fix_flow(hass, f"{kind}_of_an_entry", None)
    texts = strings["issues"][name]["fix_flow"]
    for step in texts["step"].values():
        assert step["title"]
        assert step["description"]
        for option in step["menu_options"]:
            assert hasattr(flow, f"async_step_{option}")


@pytest.mark.parametrize(
    "subentries",
    [
        [
            vehicle(VAN, "Van", "AB12CDE"),
            door(policy={"second_factor": {"kind": "confirmation"}}),
        ]
    ],
)
async def test_every_entity_has_a_name_and_an_icon(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    entities = er.async_entries_for_config_entry(entity_registry, loaded.entry_id)
    assert {entity.domain for entity in entities} == set(PLATFORMS) == set(strings["entity"])
    for entity in entities:
        assert strings["entity"][entity.domain][entity.translation_key]["name"]
        assert (
            entity.original_device_class
            or entity.translation_key in (icons["entity"][entity.domain])
        )


def test_every_choice_is_translated() -> None:
    modes = {choice.value for choice in DoorMode}
    assert set(strings["entity"]["select"]["mode"]["state"]) == modes
    assert set(strings["selector"]["door_mode"]["options"]) == modes
    readers = strings["selector"]["second_reader"]["options"]
    assert set(readers) == {choice.value for choice in SecondReader}
    assert set(strings["selector"]["direction"]["options"]) == {
        choice.value for choice in Direction
    }
    alarms = set(strings["selector"]["alarm_state"]["options"])
    assert alarms >= DEFAULT_POLICY.alarm_states
    factors = strings["selector"]["second_factor"]["options"]
    assert set(factors) == {choice.value for choice in FactorKind}
    events = strings["entity"]["event"]
    sighting = events["sighting"]["state_attributes"]
    movement = events["vehicle"]["state_attributes"]
    assert set(movement["event_type"]["state"]) == {SEEN, *(choice.value for choice in Movement)}
    assert set(movement["direction"]["state"]) == {choice.value for choice in Direction}
    facings = {choice.value for choice in Facing}
    assert set(strings["entity"]["select"]["facing"]["state"]) == facings
    assert set(sighting["event_type"]["state"]) == {
        KNOWN_VEHICLE,
        UNKNOWN_VEHICLE,
        DENIED_VEHICLE,
    }
    assert set(sighting["direction"]["state"]) == {choice.value for choice in Direction}
    decision = events["decision"]["state_attributes"]
    assert set(decision["event_type"]["state"]) == {choice.value for choice in Verdict}
    problem = strings["entity"]["sensor"]["problem"]
    assert set(problem["state"]) == {NO_PROBLEM, *(choice.value for choice in CameraProblem)}
    areas = strings["selector"]["camera_area"]["options"]
    assert set(areas) == {area.value for area in Area}
    assert len(set(areas.values())) == len(areas)
    assert set(strings["selector"]["camera_facing"]["options"]) == facings


async def test_every_trigger_is_described_translated_and_has_an_icon(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "automation", {"automation": []})
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    descriptions = await async_get_all_descriptions(hass)
    described = without_anchors(load_yaml_dict(str(PACKAGE / "triggers.yaml")))
    assert set(described) == set(TRIGGERS) == set(strings["triggers"]) == set(icons["triggers"])
    translations = await async_get_translations(hass, "en", "triggers", {DOMAIN})
    for key, description in described.items():
        assert descriptions[f"{DOMAIN}.{key}"] is not None
        translated = strings["triggers"][key]
        assert translated["description"].startswith("Triggers when one or more ")
        assert set(translated["fields"]) == set(description["fields"])
        assert f"component.{DOMAIN}.triggers.{key}.name" in translations


async def test_every_condition_is_described_translated_and_has_an_icon(
    hass: HomeAssistant,
) -> None:
    assert await async_setup_component(hass, "automation", {"automation": []})
    assert await async_setup_component(hass, DOMAIN, {})
    await hass.async_block_till_done()
    descriptions = await async_get_all_condition_descriptions(hass)
    described = without_anchors(load_yaml_dict(str(PACKAGE / "conditions.yaml")))
    assert set(described) == set(CONDITIONS) == set(strings["conditions"])
    assert set(described) == set(icons["conditions"])
    for key, description in described.items():
        assert descriptions[f"{DOMAIN}.{key}"] is not None
        translated = strings["conditions"][key]
        assert translated["description"].startswith("Tests if one or more ")
        assert set(translated["fields"]) == set(description["fields"])


async def test_every_action_is_described_translated_and_has_an_icon(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    described = load_yaml_dict(str(PACKAGE / "services.yaml"))
    registered = hass.services.async_services()[DOMAIN]
    assert set(described) == set(registered) == set(strings["services"]) == set(icons["services"])
    for key, description in described.items():
        translated = strings["services"][key]
        assert set(translated["fields"]) == set(description["fields"])
        for field in (translated, *translated["fields"].values()):
            assert field["name"]
            assert field["description"].endswith(".")


def test_every_condition_of_a_door_stands_in_its_documentation() -> None:
    documented = re.findall(
        r"^\| `([a-z_]+)` \| ", (ROOT / "docs" / "doors.md").read_text(), re.MULTILINE
    )
    assert sorted(documented) == sorted(code.value for code in ReasonCode)


def test_no_translation_refers_to_another() -> None:
    """Home Assistant resolves such references for its own integrations only."""
    assert "[%key" not in json.dumps(strings)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_each_platform_says_how_many_updates_it_bears(platform: str) -> None:
    module = importlib.import_module(f"custom_components.placa.{platform}")
    assert module.PARALLEL_UPDATES == 0


def test_nothing_but_doors_questions_and_purges_calls_a_service() -> None:
    """The panel calls Placa's own, which do what the household's tables ask."""
    calls = {
        path.stem: re.findall(r"services\.async_call\(\s*(\w+)", text)
        for path in FILES
        if "services.async_call" in (text := path.read_text())
    }
    assert calls.keys() == {"actuator", "confirmation_notifier", "recorder_purge", "vehicles"}
    assert calls["vehicles"] == ["DOMAIN"]
    assert set(calls["recorder_purge"]) == {"RECORDER"}


def test_it_speaks_the_version_of_the_contract() -> None:
    contract = json.loads((ROOT / "docs" / "wire-contract.json").read_text())
    assert contract["$defs"]["EngineInfo"]["properties"]["api_version"]["const"] == API_VERSION
