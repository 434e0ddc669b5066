"""What a building's imports say: which room leans on which, and what pure rooms may not touch.

A room is a folder or a module directly inside a package. Works on source text, so that nothing
is imported and both buildings can be looked at in any environment. Writes the diagrams of
docs/architecture.md with `python -m tools.architecture` (script/docs).
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

IMPURE_MODULES = frozenset(
    {
        "aiohttp",
        "asyncio",
        "concurrent",
        "homeassistant",
        "http",
        "io",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "random",
        "secrets",
        "shutil",
        "socket",
        "sqlalchemy",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "urllib",
    }
)
"""Modules that bring a clock, chance, files, the network, threads, logging or Home Assistant."""

CLOCK_CALLS = frozenset({"now", "utcnow", "today"})
"""Methods of `datetime` and `date` that ask the clock."""


ENGINE_ORDER = (
    ("egress",),
    (
        "announcement",
        "identity",
        "readiness",
        "recent_log",
        "redact",
        "shielded",
        "trusted_clock",
        "validation_errors",
    ),
    ("plates", "imaging"),
    ("vision", "tracking", "known_plates"),
    ("cameras", "benchmark"),
    ("messages", "config"),
    ("problems",),
    ("store", "publisher"),
    ("camera_manager", "sighting_service", "retention"),
    ("engine",),
    ("server",),
    ("cli",),
)
"""The levels of `addon/placa_engine` from the bottom; rooms of one level do not know each other."""

ENGINE_PURE = ("plates", "imaging", "tracking", "known_plates")

TRAINING_ORDER = (
    ("records", "settings"),
    ("renderer", "manifest"),
    ("run_record", "prune"),
    ("training_run",),
    ("detector", "reader"),
    ("second_reader", "plausibility", "tiny_data", "figures"),
    ("train",),
)
"""The levels of `models/placa_training` from the bottom."""


ROOT = Path(__file__).resolve().parents[1]
ARCHITECTURE = ROOT / "docs" / "architecture.md"

PLATFORMS = ("binary_sensor", "button", "event", "image", "select", "sensor", "switch")
"""Home Assistant's platforms, one box of the diagram."""

BUILDINGS: Mapping[str, tuple[Path, Mapping[str, str]]] = {
    "placa_engine": (ROOT / "addon" / "placa_engine", {}),
    "custom_components.placa": (
        ROOT / "custom_components" / "placa",
        dict.fromkeys(PLATFORMS, "platforms"),
    ),
}
"""Of each building: its folder, and the rooms that share a box."""


@dataclass(frozen=True, slots=True)
class Import:
    """One import of a room's file: the module's full name and where it stands."""

    room: str
    module: str
    place: str


def rooms(package: Path) -> list[str]:
    """Return the rooms of a package, sorted; `__init__` stands for the package itself."""
    folders = {file.relative_to(package).parts[0] for file in package.rglob("*.py")}
    return sorted(name.removesuffix(".py") for name in folders)


def imports(package: Path, name: str) -> Iterator[Import]:
    """Yield every import of every file of a package called `name`, wherever in the file."""
    for file in sorted(package.rglob("*.py")):
        inside = file.relative_to(package)
        room = inside.parts[0].removesuffix(".py")
        parents = (*name.split("."), *inside.parts[:-1])
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            place = f"{inside}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(room, alias.name, place)
            elif isinstance(node, ast.ImportFrom):
                base = parents[: len(parents) - node.level + 1] if node.level else ()
                module = ".".join((*base, *((node.module or "").split(".") if node.module else ())))
                for alias in node.names:
                    yield Import(room, f"{module}.{alias.name}", place)


def arrows(package: Path, name: str) -> dict[tuple[str, str], list[str]]:
    """Return each (room, other room that it imports) with the places where it does."""
    known, found = set(rooms(package)), dict[tuple[str, str], list[str]]()
    for one in imports(package, name):
        if not one.module.startswith(f"{name}."):
            continue
        target = one.module.removeprefix(f"{name}.").split(".")[0]
        target = target if target in known else "__init__"
        if target != one.room:
            found.setdefault((one.room, target), []).append(one.place)
    return found


def climbing(package: Path, name: str, order: Sequence[Iterable[str]]) -> list[str]:
    """Return a sentence for every arrow that does not point down, and every room without a place.

    `order` are the levels of the house from the bottom; rooms of one level do not know each
    other. As every arrow must go to a lower level, an empty answer also means that there is no
    cycle. The package's own `__init__` may be imported by all (for its version).
    """
    level = {room: height for height, names in enumerate(order) for room in names}
    homeless = [
        f"{room} has no place in the order"
        for room in rooms(package)
        if room not in level and room != "__init__"
    ]
    gone = [
        f"{room} is in the order, but not in the house"
        for room in level
        if room not in rooms(package)
    ]
    wrong = [
        f"{room} -> {other} at {', '.join(places)}"
        for (room, other), places in sorted(arrows(package, name).items())
        if other != "__init__" and room in level and other in level and level[other] >= level[room]
    ]
    return [*homeless, *gone, *wrong]


def impure(
    package: Path,
    name: str,
    pure: Iterable[str],
    allowed: Mapping[str, Iterable[str]] | None = None,
) -> list[str]:
    """Return a sentence for everything impure in the rooms that shall be pure.

    `allowed` are modules that a file, named from the package, may import all the same.
    """
    chosen, wrong = set(pure), list[str]()
    exceptions = {file: set(modules) for file, modules in (allowed or {}).items()}
    for one in imports(package, name):
        root = one.module.split(".")[0]
        allowed_here = exceptions.get(one.place.rpartition(":")[0], set())
        if one.room in chosen and root in IMPURE_MODULES - allowed_here:
            wrong.append(f"{one.place} imports {one.module}")
    for room in sorted(chosen):
        folder = package / room
        for file in sorted(
            folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")]
        ):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _asks_the_clock_or_a_file(node):
                    wrong.append(
                        f"{file.relative_to(package)}:{node.lineno} calls {ast.unparse(node.func)}"
                    )
    return wrong


def _asks_the_clock_or_a_file(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id="open" | "print" | "input"):
            return True
        case ast.Attribute(value=ast.Name(id="datetime" | "date"), attr=method):
            return method in CLOCK_CALLS
        case _:
            return False


def diagram(package: Path, name: str, boxes: Mapping[str, str]) -> str:
    """Return a building's rooms and arrows as a Mermaid flowchart, callers above.

    An arrow is left out where a way over other rooms leads to the same one. `boxes` names the
    box of each room that does not have one of its own.
    """
    targets: dict[str, set[str]] = {boxes.get(room, room): set() for room in rooms(package)}
    for room, other in arrows(package, name):
        source, target = boxes.get(room, room), boxes.get(other, other)
        if target not in {source, "__init__"}:
            targets[source].add(target)
    lines = [
        f"    {source} --> {target}"
        for source in sorted(targets)
        for target in sorted(targets[source])
        if not any(target in _reachable(targets, other) for other in targets[source] - {target})
    ]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```"])


def _reachable(targets: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = targets[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def with_diagrams(text: str) -> str:
    """Return a page with each building's diagram between its two marks."""
    for name, (package, boxes) in BUILDINGS.items():
        begin, end = f"<!-- {name}: made by script/docs -->", f"<!-- {name}: end -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n{diagram(package, name, boxes)}\n{end}{after}"
    return text


if __name__ == "__main__":
    ARCHITECTURE.write_text(
        with_diagrams(ARCHITECTURE.read_text(encoding="utf-8")), encoding="utf-8"
    )
