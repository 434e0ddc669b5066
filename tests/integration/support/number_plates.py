"""Plates of many countries and the plates next to them, made from the engine's plate formats."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
import random
import string
import tomllib

_FORMATS = Path(__file__).parents[3] / "addon/placa_engine/plates/plate_formats.toml"
_ALL = string.digits + string.ascii_uppercase

_LOOKALIKES = (
    "0ODQCGU", "1ILTJ7", "2Z7", "38B", "5S6", "6GB8C", "VYUW", "MNWH", "EFB", "PRF", "KXH", "A4R",
    "9G8",
)  # fmt: skip
"""Characters that readers take for each other, more of them than any matcher folds."""


@dataclass(frozen=True, slots=True)
class NumberPlate:
    """A legal plate. `parts` are what its country writes apart; two may stand above each other."""

    country: str
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.parts)


def countries() -> list[str]:
    return sorted(_formats())


def number_plates(country: str, count: int, chance: random.Random) -> list[NumberPlate]:
    """Different legal plates of a country, spread over all of its patterns."""
    entry = _formats()[country]
    letters = "".join(c for c in string.ascii_uppercase if c not in entry.get("without", ""))
    patterns = [shape for written in entry["patterns"] for shape in _written_out(written)]
    found: dict[str, NumberPlate] = {}
    while len(found) < count:
        parts = tuple(
            "".join(chance.choice(string.digits if sign == "0" else letters) for sign in part)
            for part in chance.choice(patterns)
        )
        plate = NumberPlate(country, parts)
        if len(plate.text) >= 4:
            found[plate.text] = plate
    return list(found.values())


def lookalikes(char: str) -> str:
    """The characters that a reader may take this one for."""
    alike = {other for group in _LOOKALIKES if char in group for other in group}
    return "".join(sorted(alike - {char}))


def neighbors(plate: NumberPlate) -> frozenset[str]:
    """Every text that is one mistake away from a plate.

    One character is another, missing, added or has changed places with the next one; every
    character is one that looks like it; one of two lines is missing, or both are swapped.
    """
    text = plate.text
    beginnings = [(text[:place], text[place:]) for place in range(len(text) + 1)]
    lines = [("".join(plate.parts[:row]), "".join(plate.parts[row:])) for row in (0, 1)]
    found = {
        *(begin + other + end[1:] for begin, end in beginnings if end for other in _ALL),
        *(begin + end[1:] for begin, end in beginnings if end),
        *(begin + other + end for begin, end in beginnings for other in _ALL),
        *(begin + end[1] + end[0] + end[2:] for begin, end in beginnings if len(end) > 1),
        *(lower + upper for upper, lower in lines),
        *(line for both in lines for line in both),
        "".join((lookalikes(char) or char)[0] for char in text),
    }
    return frozenset(other for other in found - {text} if len(other) >= 2)


def _formats() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(_FORMATS.read_text())


def _written_out(pattern: str) -> Iterator[tuple[str, ...]]:
    """Every shape a pattern allows: what stands in brackets may be left out."""
    optional = False
    choices: list[tuple[str, ...]] = []
    for sign in pattern:
        if sign in "()":
            optional = sign == "("
        else:
            choices.append(("", sign) if optional else (sign,))
    for chosen in product(*choices):
        yield tuple("".join(chosen).split())
