"""The plan of the house: which package may import which, and what the pure ones must not touch."""

import ast
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "custom_components" / "placa"
LAYERS = (
    {"const", "clock", "serialization"},
    {"client"},
    {"household"},
    {"access", "issues", "signals"},
    {"localization", "subentries"},
    {"device", "storage"},
    {"doors"},
    {"coordinator"},
    {"entity", "media", "llm", "diagnostics"},
    {"background", "panel", "erasure", "recorder_purge"}
    | {"binary_sensor", "button", "event", "image", "select", "sensor", "switch"}
    | {"condition", "logbook", "media_source", "trigger"},
    {"flows", "repairs"},
    {"services", "config_flow"},
    {"__init__"},
)
"""From the ground up: each may import what stands beside it or below it."""

PURE = ("household", "access", "serialization")
IMPURE = {"homeassistant", "aiohttp", "asyncio", "time", "random", "os", "logging", "socket"}
FILES = {"pathlib", "shutil", "tempfile"}
READS_ITS_TABLE = PACKAGE / "household" / "plate_countries.py"
"""Reads once, when it is imported, the table that lies beside it."""


def package_of(path: Path) -> str:
    """The package or root module that a file belongs to."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports_of(path: Path) -> set[tuple[str, ...]]:
    """What a file imports: the parts of each module's name, `placa` first for our own."""
    own = ("placa", *path.relative_to(PACKAGE).with_suffix("").parts)
    found: set[tuple[str, ...]] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {tuple(alias.name.split(".")) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = own[: -node.level] if node.level else ()
            module = tuple(node.module.split(".")) if node.module else ()
            names = [()] if module else [(alias.name,) for alias in node.names]
            found |= {(*base, *module, *name) for name in names}
    return found


def arrows() -> dict[str, set[str]]:
    """Each package with the packages that it imports."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        own = package_of(path)
        targets = {name[1] for name in imports_of(path) if name[0] == "placa" and len(name) > 1}
        found.setdefault(own, set()).update(targets - {own})
    return found


def test_every_package_has_its_place() -> None:
    assert set(arrows()) <= set[str]().union(*LAYERS)


def test_arrows_point_down_only() -> None:
    level = {name: height for height, layer in enumerate(LAYERS) for name in layer}
    climbing = {
        f"{own} -> {target}"
        for own, targets in arrows().items()
        for target in targets
        if level[target] > level[own]
    }
    assert climbing == set()


def test_no_package_imports_one_that_imports_it() -> None:
    TopologicalSorter(arrows()).prepare()


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PACKAGE.rglob("*.py")) if package_of(path) in PURE],
    ids=lambda path: path.relative_to(PACKAGE).as_posix(),
)
def test_what_is_pure_touches_no_clock_no_network_and_no_home_assistant(path: Path) -> None:
    imported = {name[0] for name in imports_of(path)}
    assert not imported & IMPURE
    assert path == READS_ITS_TABLE or not imported & FILES


def test_no_two_classes_or_types_share_a_name() -> None:
    names = Counter(
        node.name if isinstance(node, ast.ClassDef) else node.name.id
        for path in PACKAGE.rglob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef | ast.TypeAlias)
    )
    assert [name for name, times in names.items() if times > 1] == []


def test_no_test_imports_a_test() -> None:
    tests = Path(__file__).parent
    importing = {
        path.name
        for path in tests.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        and str(node.module).rpartition(".")[2].startswith(("test_", "conftest"))
    }
    assert importing == set()
