"""What hassfest and HACS ask of an integration, as far as it can be checked without them."""

import ast
from collections.abc import Iterator
import json
from pathlib import Path
import re
import string
from typing import Any

from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.const import Platform
from homeassistant.core import DOMAIN as HOME_ASSISTANT, HomeAssistant
from homeassistant.helpers import config_validation as cv, issue_registry as ir
from homeassistant.helpers.selector import validate_selector
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import probatio
import pytest

from custom_components.placa.const import DOMAIN

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "custom_components" / "placa"
FILES = sorted(PACKAGE.rglob("*.py"))
ALWAYS_THERE = {platform.value for platform in Platform} | {
    "automation",
    "frontend",
    "homeassistant",
    "media_source",
    "person",
    "websocket_api",
}
ADDRESS = re.compile(r"(?:https?|ftp|mqtts?)://[\w.-]*\w\.[a-z]{2,5}\b|\bwww\.", re.IGNORECASE)
KEY = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")

manifest: dict[str, Any] = json.loads((PACKAGE / "manifest.json").read_text())
strings: dict[str, Any] = json.loads((PACKAGE / "translations" / "en.json").read_text())
icons: dict[str, Any] = json.loads((PACKAGE / "icons.json").read_text())
services: dict[str, Any] = load_yaml_dict(str(PACKAGE / "services.yaml"))


def texts(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the keys that lead to it."""
    if isinstance(node, str):
        yield path, node
        return
    for key, value in node.items():
        yield from texts(value, f"{path}.{key}".lstrip("."))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def calls() -> Iterator[tuple[Path, ast.Call]]:
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield path, node


def given(call: ast.Call, argument: str) -> ast.expr | None:
    return next((word.value for word in call.keywords if word.arg == argument), None)


def test_the_manifest_says_nothing_that_only_core_may_say() -> None:
    assert "quality_scale" not in manifest
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest["version"])
    assert all(owner.startswith("@") for owner in manifest["codeowners"])
    for link in ("documentation", "issue_tracker"):
        assert manifest[link].startswith("https://")


async def test_it_is_set_up_in_the_ui_and_nowhere_else(
    hass: HomeAssistant, issue_registry: ir.IssueRegistry
) -> None:
    assert await async_setup_component(hass, DOMAIN, {DOMAIN: {"url": "http://192.0.2.1"}})
    assert issue_registry.async_get_issue(HOME_ASSISTANT, f"config_entry_only_{DOMAIN}")


def test_what_is_used_of_other_integrations_is_declared() -> None:
    declared = ALWAYS_THERE.union(
        manifest.get("dependencies", ()), manifest.get("after_dependencies", ())
    )
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ImportFrom) or node.level:
                continue
            used = re.match(r"homeassistant\.components\.(\w+)", node.module or "")
            if used and used[1] not in declared:
                assert (PACKAGE / f"{used[1]}.py").is_file(), f"{path.name} uses {used[1]}"
    assert (PACKAGE / f"{REPAIRS}.py").is_file()


@pytest.mark.parametrize(("path", "text"), sorted(texts(strings)))
def test_each_text_is_one_that_hassfest_takes(path: str, text: str) -> None:
    assert text
    assert text == text.strip()
    assert cv.string_with_no_html(text) == text
    assert not ADDRESS.search(text)
    assert not re.search(r"'\{\w+\}'", text)
    assert all(name.isidentifier() for name in placeholders(text))
    assert all(KEY.fullmatch(key) for key in path.split("."))


def test_each_exception_fills_its_text() -> None:
    """Where placeholders come from a function, its test tells."""
    for path, call in calls():
        key = given(call, "translation_key")
        if given(call, "translation_domain") is None or not isinstance(key, ast.Constant):
            continue
        filled = given(call, "translation_placeholders")
        if isinstance(filled, ast.Dict):
            names = {name.value for name in filled.keys if isinstance(name, ast.Constant)}
            assert names == placeholders(strings["exceptions"][key.value]["message"]), path.name
        elif filled is None:
            assert not placeholders(strings["exceptions"][key.value]["message"]), path.name


def test_each_choice_of_a_selector_is_translated_and_each_translation_used() -> None:
    used = {
        key.value
        for _, call in calls()
        if ast.unparse(call.func).endswith("SelectorConfig")
        and isinstance(key := given(call, "translation_key"), ast.Constant)
    }
    for service in services.values():
        for field in service["fields"].values():
            for config in field["selector"].values():
                if "translation_key" in (config or {}):
                    used.add(config["translation_key"])
                    options = set(strings["selector"][config["translation_key"]]["options"])
                    assert options == set(config["options"])
    named = {
        node.value
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
    }
    assert used <= set(strings["selector"]) <= used | named


def keys_of(schema: Any) -> list[Any]:
    """The keys that a schema takes, alone or with more conditions on top."""
    if isinstance(schema, probatio.Schema):
        return keys_of(schema.schema)
    if isinstance(schema, dict):
        return list(schema)
    return next((keys for part in getattr(schema, "validators", ()) if (keys := keys_of(part))), [])


async def test_each_action_has_the_fields_of_its_schema(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    for name, service in hass.services.async_services()[DOMAIN].items():
        keys = keys_of(service.schema)
        described = services[name]["fields"]
        assert {str(key) for key in keys} == set(described), name
        required = {str(key) for key in keys if isinstance(key, probatio.Required)}
        assert {key for key, field in described.items() if field.get("required")} == required, name
        for field in described.values():
            assert validate_selector(field["selector"])


def test_each_icon_is_of_something_and_has_a_name_of_the_icon_set() -> None:
    assert all(re.fullmatch(r"mdi:[a-z0-9-]+", icon) for _, icon in texts(icons))
    for domain, entities in icons["entity"].items():
        for key, icon in entities.items():
            named = strings["entity"][domain][key]
            assert set(icon.get("state", {})) <= {"on", "off", *named.get("state", {})}, key
            assert icon["default"] not in icon.get("state", {}).values(), key
            assert set(icon.get("state_attributes", {})) <= set(named.get("state_attributes", {}))
    for kind in ("services", "triggers", "conditions"):
        assert list(icons[kind]) == sorted(icons[kind])


def test_the_files_that_hacs_looks_for_are_there() -> None:
    hacs = json.loads((ROOT / "hacs.json").read_text())
    assert set(hacs) <= {
        *("name", "content_in_root", "country", "filename", "hacs", "hide_default_branch"),
        *("homeassistant", "persistent_directory", "render_readme", "zip_release"),
    }
    assert (PACKAGE / "brand" / "icon.png").is_file()
    assert [path.name for path in PACKAGE.parent.iterdir() if path.is_dir()] == [DOMAIN]
    assert (ROOT / "README.md").is_file()


def test_the_supervisor_finds_one_app_in_the_repository() -> None:
    """It takes any file of this name for an app, except in hidden folders and below rootfs."""
    found = {
        path.relative_to(ROOT).as_posix()
        for kind in ("yaml", "yml", "json")
        for path in ROOT.glob(f"**/config.{kind}")
        if not any(part.startswith(".") or part == "rootfs" for part in path.parts)
    }
    assert found == {"addon/config.yaml"}
