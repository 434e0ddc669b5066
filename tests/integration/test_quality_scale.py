"""Every rule of Home Assistant's quality scale is shown to hold, or is exempt for a reason."""

import ast
from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any

from homeassistant.helpers import entity_registry as er
from homeassistant.util.yaml import load_yaml_dict
import pytest
from support.plugin import MockConfigEntry

from tools.reference import REFERENCE, reference

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "custom_components" / "placa"
FILES = sorted(PACKAGE.rglob("*.py"))
PLATFORM_FILES = [file for file in FILES if "PARALLEL_UPDATES" in file.read_text()]
TABLE = (ROOT / "docs" / "quality-scale.md").read_text()

BRONZE = [
    "action-setup",
    "appropriate-polling",
    "brands",
    "common-modules",
    "config-flow-test-coverage",
    "config-flow",
    "dependency-transparency",
    "docs-actions",
    "docs-conditions",
    "docs-high-level-description",
    "docs-installation-instructions",
    "docs-removal-instructions",
    "docs-triggers",
    "entity-event-setup",
    "entity-unique-id",
    "has-entity-name",
    "runtime-data",
    "test-before-configure",
    "test-before-setup",
    "unique-config-entry",
]
SILVER = [
    "action-exceptions",
    "config-entry-unloading",
    "docs-configuration-parameters",
    "docs-installation-parameters",
    "entity-unavailable",
    "integration-owner",
    "log-when-unavailable",
    "parallel-updates",
    "reauthentication-flow",
    "test-coverage",
]
GOLD = [
    "devices",
    "diagnostics",
    "discovery-update-info",
    "discovery",
    "docs-data-update",
    "docs-examples",
    "docs-known-limitations",
    "docs-supported-devices",
    "docs-supported-functions",
    "docs-troubleshooting",
    "docs-use-cases",
    "dynamic-devices",
    "entity-category",
    "entity-device-class",
    "entity-disabled-by-default",
    "entity-translations",
    "exception-translations",
    "icon-translations",
    "reconfiguration-flow",
    "repair-issues",
    "stale-devices",
]
PLATINUM = ["async-dependency", "inject-websession", "strict-typing"]
RULES = [*BRONZE, *SILVER, *GOLD, *PLATINUM]

scale: dict[str, Any] = load_yaml_dict(str(PACKAGE / "quality_scale.yaml"))["rules"]
rows = re.findall(r"^\| ([a-z-]+) \| (.+) \|$", TABLE, re.MULTILINE)
shown = {rule: proof for rule, proof in rows if rule != "rule"}
proofs = sorted(set(re.findall(r"`([^`]+)`", "\n".join(shown.values()))))


def exempt() -> set[str]:
    return {rule for rule in RULES if scale[rule] != "done"}


def headings(path: Path) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}


def functions_of(path: Path) -> set[str]:
    return {
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_all_rules_are_there_and_no_other() -> None:
    assert len(RULES) == len(set(RULES)) == 54
    assert list(scale) == RULES
    assert list(shown) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_done_or_exempt_for_a_reason(rule: str) -> None:
    if scale[rule] == "done":
        assert "exempt" not in shown[rule]
        assert "`" in shown[rule]
    else:
        assert set(scale[rule]) == {"status", "comment"}
        assert scale[rule]["status"] == "exempt"
        assert scale[rule]["comment"].endswith(".")
        assert shown[rule].startswith("exempt")


@pytest.mark.parametrize("proof", proofs)
def test_each_test_and_document_that_is_named_exists(proof: str) -> None:
    if "::" in proof:
        file, name = proof.split("::")
        assert name.startswith("test_")
        assert name in functions_of(ROOT / file)
    elif "#" in proof:
        file, anchor = proof.split("#")
        assert anchor in headings(ROOT / file)
    else:
        assert (ROOT / proof).is_file()


def test_the_reference_is_up_to_date() -> None:
    assert REFERENCE.read_text() == reference(), "run script/docs"


def links() -> Iterator[tuple[str, str]]:
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text()):
            if "://" not in link:
                yield str(path.relative_to(ROOT)), link


@pytest.mark.parametrize(("document", "link"), sorted(set(links())))
def test_each_link_within_the_documents_leads_somewhere(document: str, link: str) -> None:
    file, _, anchor = link.partition("#")
    target = (ROOT / document).parent / file if file else ROOT / document
    assert target.exists()
    assert not anchor or anchor in headings(target)


def calls(node: ast.AST) -> set[str]:
    return {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}


def test_entities_subscribe_when_they_are_added_and_never_before() -> None:
    """What an entity listens to is tied to its life by `async_on_remove`."""
    subscribing = re.compile(
        r"(async_(dispatcher_connect|track_\w+|call_later|listen(_once)?|add_listener)"
        r"|self\.listen)$"
    )
    listening = []
    for path in [*PACKAGE.glob("*entity.py"), *PACKAGE.glob("*_sensor*.py"), *PLATFORM_FILES]:
        for found in ast.walk(ast.parse(path.read_text())):
            if not isinstance(found, ast.ClassDef):
                continue
            for method in found.body:
                if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and any(
                    map(subscribing.search, calls(method))
                ):
                    where = (path.name, found.name)
                    assert method.name in {"async_added_to_hass", "listen"}, where
                    assert calls(method) & {"self.async_on_remove", "self.listen"}, where
                    listening.append(found.name)
    assert listening


def test_what_an_entry_needs_while_it_runs_is_its_runtime_data() -> None:
    """Of no entry are the clock, when Home Assistant began to run, who may see what, and traces."""
    assert "entry.runtime_data = placa" in (PACKAGE / "__init__.py").read_text()
    of_no_entry = {path.relative_to(PACKAGE) for path in FILES if "hass.data" in path.read_text()}
    of_the_panel = {path for path in of_no_entry if path.parts[0] in {"panel", "media"}}
    assert {str(path) for path in of_no_entry - of_the_panel} == {
        "clock.py",
        "doors/uptime.py",
        "erasure.py",
        "image.py",
        "media_source.py",
        "storage/permissions.py",
    }


def test_all_requests_go_through_home_assistants_session() -> None:
    made = {path.name for path in FILES if "ClientSession(" in path.read_text()}
    assert not made
    given = {path.name for path in FILES if "async_get_clientsession(" in path.read_text()}
    assert given == {"__init__.py", "config_flow.py"}


def test_every_config_entry_is_typed() -> None:
    """Home Assistant's own class stands for an entry only where no runtime data is used."""
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and {"entry", "config_entry"} & {arg.arg for arg in node.args.args}
                and "runtime_data" in ast.unparse(node)
            ):
                (entry,) = (a for a in node.args.args if a.arg in ("entry", "config_entry"))
                assert ast.unparse(entry.annotation or entry) == "PlacaConfigEntry", (
                    path.name,
                    node.name,
                )


async def test_what_few_people_need_is_disabled_at_first(
    loaded: MockConfigEntry, entity_registry: er.EntityRegistry
) -> None:
    entities = er.async_entries_for_config_entry(entity_registry, loaded.entry_id)
    disabled = {entity.translation_key for entity in entities if entity.disabled}
    assert disabled == {"frame_rate", "since"}
