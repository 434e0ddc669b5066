"""Writes docs/reference.md from what Home Assistant is told of the integration."""

from collections.abc import Iterable, Iterator, Mapping
import json
from pathlib import Path
from typing import Any

from homeassistant.util.yaml import load_yaml_dict

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference.md"
_PACKAGE = ROOT / "custom_components" / "placa"

_HEAD = """\
# Reference

What the integration offers, by the names it has in automations and in the user interface; written
by `script/docs` from its own descriptions. [What it is for, and examples](integration.md).
"""


def reference() -> str:
    """Write the whole file."""
    strings = json.loads((_PACKAGE / "translations" / "en.json").read_text())
    sections = (
        ("Entities", _entities(strings["entity"])),
        ("Actions", _described("services.yaml", strings["services"])),
        ("Triggers", _described("triggers.yaml", strings["triggers"])),
        ("Conditions", _described("conditions.yaml", strings["conditions"])),
        ("Repair issues", _issues(strings["issues"])),
    )
    parts = [_HEAD, *(f"\n## {title}\n\n" + "\n".join(lines) + "\n" for title, lines in sections)]
    return "".join(parts)


def _entities(texts: Mapping[str, Any]) -> Iterator[str]:
    yield "| entity | kind | states or kinds of event | attributes |"
    yield "|---|---|---|---|"
    for domain, entities in sorted(texts.items()):
        for text in sorted(entities.values(), key=lambda text: str(text["name"])):
            attributes = dict(text.get("state_attributes", {}))
            kinds = attributes.pop("event_type", {}).get("state", text.get("state", {}))
            yield _row(
                text["name"],
                domain.replace("_", " "),
                ", ".join(kinds.values()),
                ", ".join(sorted(attribute["name"] for attribute in attributes.values())),
            )


def _described(file: str, texts: Mapping[str, Any]) -> Iterator[str]:
    described = load_yaml_dict(str(_PACKAGE / file))
    for number, (key, text) in enumerate(sorted(texts.items())):
        if number:
            yield ""
        yield f"### `placa.{key}`"
        yield ""
        yield f"{text['name']}. {text['description']}"
        fields = described[key]["fields"]
        if fields:
            yield ""
            yield "| field | | what it is |"
            yield "|---|---|---|"
        for name, field in fields.items():
            needed = "required" if field.get("required") else "optional"
            yield _row(f"`{name}`", needed, text["fields"][name]["description"])


def _issues(texts: Mapping[str, Any]) -> Iterable[str]:
    return (f"- {text['title'].replace('{', '*').replace('}', '*')}" for text in texts.values())


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
