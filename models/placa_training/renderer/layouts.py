"""Plate layouts: what the plates of a country look like, read from ``layouts/*.toml``.

Lengths are millimeters on the plate, colors ``#rrggbb``. See models/renderer.md for every field.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
import re
import tomllib
from typing import Any

import numpy as np

from .grammar import LETTERS, Mark, as_regex, draw, fit

LAYOUTS = Path(__file__).parent / "layouts"

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colors of a plate, BGR: ground, characters, border (None: no border line).

    ground_to: the ground fades into this color downwards. scenery: hills, blots of color.
    """

    ground: Color
    ink: Color
    border: Color | None
    ground_to: Color | None = None
    scenery: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Band:
    """A colored band at one side, with small lettering and perhaps a ring of stars or a flag."""

    side: str
    width: float
    color: Color
    letters: tuple[str, ...] = ()
    stars: bool = False
    chance: float = 1.0
    scenery: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Lettering that does not belong to the text: state names, slogans, cities."""

    at: str
    texts: tuple[str, ...]
    height: float
    color: Color | None = None
    font: str = "any"
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of plate."""

    name: str
    family: str
    size: tuple[float, float]
    patterns: tuple[str, ...]
    schemes: tuple[Scheme, ...]
    alphabet: str = LETTERS
    char_height: float = 77.0
    char_width: float = 44.0
    spacing: float = 8.0
    gap: float = 24.0
    pitch: str = "proportional"
    fonts: tuple[str, ...] = ("any",)
    bands: tuple[Band, ...] = ()
    words: tuple[Words, ...] = ()
    stickers: tuple[str, ...] = ()
    seal: str = "round"
    bolts: float = 0.5
    radius: float = 8.0
    emboss: float = 0.5
    holder: float = 0.0
    weight: float = 1.0
    line_scale: tuple[float, float] = (1.0, 1.0)

    @property
    def lines(self) -> int:
        """The number of text lines, 1 or 2."""
        return 2 if "/" in self.patterns[0] else 1

    def draw(self, rng: np.random.Generator) -> tuple[Mark, ...]:
        """Draw a text of one of the layout's patterns."""
        return draw(rng, self.patterns[int(rng.random() * len(self.patterns))], self.alphabet)

    def set(self, text: str) -> tuple[Mark, ...]:
        """Set a given text in the first pattern that it matches.

        Raises:
            ValueError: the text matches no pattern of the layout.

        """
        for pattern in self.patterns:
            marks = fit(text, pattern, self.alphabet)
            if marks is not None:
                return marks
        raise ValueError(f"the text matches no pattern of layout {self.name}")

    def matches(self, text: str) -> bool:
        """Whether a text without separators is one that this layout may carry."""
        return any(as_regex(pattern, self.alphabet).fullmatch(text) for pattern in self.patterns)


def color(code: str) -> Color:
    """Read ``#rrggbb`` as BGR.

    Raises:
        ValueError: the code is not of that form.

    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", code):
        raise ValueError(f"{code!r} is not a color like #1a2b3c")
    return int(code[5:7], 16), int(code[3:5], 16), int(code[1:3], 16)


def _maybe(code: str | None) -> Color | None:
    return None if code is None else color(code)


def _scheme(data: dict[str, Any]) -> Scheme:
    return Scheme(
        ground=color(data["ground"]),
        ink=color(data["ink"]),
        border=_maybe(data.get("border")),
        ground_to=_maybe(data.get("ground_to")),
        scenery=data.get("scenery", False),
        weight=data.get("weight", 1.0),
    )


def _layout(family: str, defaults: dict[str, Any], entry: dict[str, Any]) -> Layout:
    data = {**defaults, **entry}
    listed: dict[str, Any] = {
        "schemes": tuple(_scheme(one) for one in data.pop("schemes")),
        "bands": tuple(
            Band(**{**band, "color": color(band["color"]), "letters": tuple(letters)})
            for band in data.pop("bands", ())
            for letters in (band.get("letters", ()),)
        ),
        "words": tuple(
            Words(**{**one, "color": _maybe(one.get("color")), "texts": tuple(one["texts"])})
            for one in data.pop("words", ())
        ),
    }
    excluded = data.pop("excluded", "")
    alphabet = "".join(letter for letter in data.pop("alphabet", LETTERS) if letter not in excluded)
    for key in ("size", "patterns", "fonts", "stickers", "line_scale"):
        if key in data:
            data[key] = tuple(data[key])
    return Layout(family=family, alphabet=alphabet, **listed, **data)


@cache
def layouts() -> tuple[Layout, ...]:
    """Read every layout, in the order of the files' names."""
    return tuple(
        _layout(path.stem, data.get("defaults", {}), entry)
        for path in sorted(LAYOUTS.glob("*.toml"))
        for data in (tomllib.loads(path.read_text()),)
        for entry in data["layout"]
    )


@cache
def _weights() -> tuple[float, ...]:
    return tuple(np.cumsum([layout.weight for layout in layouts()]).tolist())


def layout_named(name: str) -> Layout:
    """Return the layout of that name.

    Raises:
        KeyError: there is none.

    """
    for layout in layouts():
        if layout.name == name:
            return layout
    raise KeyError(name)


def pick_layout(rng: np.random.Generator) -> Layout:
    """Draw a layout by weight."""
    cumulative = _weights()
    return layouts()[int(np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right"))]


def pick_scheme(rng: np.random.Generator, layout: Layout) -> Scheme:
    """Draw one of the layout's color schemes by weight."""
    at = rng.random() * sum(scheme.weight for scheme in layout.schemes)
    for scheme in layout.schemes:
        at -= scheme.weight
        if at <= 0:
            return scheme
    return layout.schemes[-1]
