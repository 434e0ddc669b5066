"""Countries' plate formats: a weak prior for characters that look alike.

A format never filters and never invents. It may only tilt the choice between two
characters of one group of confusables that were both read in the same place, and only
by the factor `_TILT`, which a few sure frames outweigh.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
import tomllib

import numpy as np
from numpy.typing import NDArray

from placa_engine.plates.alphabet import ALPHABET, GAP, OTHER, CharProbabilities
from placa_engine.plates.confusables import lookalikes

_TILT = 4.0
_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
EUROPE = "Europe"
MOST_TEXTS = 256
"""More texts than these are not weighed against each other."""


@dataclass(frozen=True, slots=True)
class PlateFormat:
    """One country's legal patterns: strings of L (letter) and 0 (digit).

    `letters` are the letters in use; others do not stand where a pattern has L. `region` is
    shared by countries whose vehicles meet on the road.
    """

    country: str
    name: str
    patterns: frozenset[str]
    letters: str
    region: str = EUROPE

    def is_legal(self, text: str) -> bool:
        """Return whether a text without separators fits a pattern."""
        return _shape(text) in self.patterns and all(
            char in self.letters or char in _DIGITS for char in text
        )

    def tilted(self, columns: CharProbabilities, read: NDArray[np.bool_]) -> CharProbabilities:
        """Return the columns tilted towards the nearest legal text, or as they are.

        `columns` are probabilities of shape (columns, 38); `read` has the same shape and
        tells which symbols any frame read there. Nothing changes if the best text is legal
        already, or if no exchange of look-alikes that were read makes it so.
        """
        best = columns[:, :OTHER].argmax(axis=1)
        spoken = [column for column in range(len(columns)) if best[column] != GAP]
        if self.is_legal("".join(ALPHABET[best[column]] for column in spoken)):
            return columns
        candidates = [alike(int(best[column]), read[column]) for column in spoken]
        if np.prod([len(choice) for choice in candidates]) > MOST_TEXTS:
            return columns
        legal = [
            choice
            for choice in product(*candidates)
            if self.is_legal("".join(ALPHABET[index] for index in choice))
        ]
        if not legal:
            return columns
        nearest = max(legal, key=lambda choice: _log_probability(columns, spoken, choice))
        tilted = columns.copy()
        for column, index in zip(spoken, nearest, strict=True):
            if index != best[column]:
                tilted[column, index] *= _TILT
                tilted[column] /= tilted[column].sum()
        return tilted


def plate_format(country: str | None) -> PlateFormat | None:
    """Return the formats of a country by its ISO 3166 code, in any case; None if unknown."""
    return None if country is None else _formats().get(country.upper())


def known_countries() -> tuple[str, ...]:
    """Return the ISO codes of the countries whose formats are known, sorted."""
    return tuple(sorted(_formats()))


def is_legal_anywhere(text: str) -> bool:
    """Return whether a text without separators fits a pattern of any known country."""
    return any(known.is_legal(text) for known in _formats().values())


def is_legal_near(text: str, form: PlateFormat | None) -> bool:
    """Return whether a text fits a pattern of a country in the region of `form`, of any if None."""
    return any(
        known.is_legal(text)
        for known in _formats().values()
        if form is None or known.region == form.region
    )


@cache
def _formats() -> dict[str, PlateFormat]:
    data = tomllib.loads(
        files("placa_engine.plates").joinpath("plate_formats.toml").read_text(encoding="utf-8")
    )
    return {
        country: PlateFormat(
            country=country,
            name=entry["name"],
            patterns=frozenset(
                pattern for written in entry["patterns"] for pattern in _expanded(written)
            ),
            letters="".join(char for char in _LETTERS if char not in entry.get("without", "")),
            region=entry.get("region", EUROPE),
        )
        for country, entry in data.items()
    }


def _shape(text: str) -> str:
    return "".join("0" if char in _DIGITS else "L" for char in text)


def _expanded(written: str) -> list[str]:
    """Write out a pattern's optional characters: "L(L)0" means "L0" and "LL0".

    Spaces are for the reader's eye.
    """
    parts: list[tuple[str, ...]] = []
    optional = False
    for char in written.replace(" ", ""):
        if char in "()":
            optional = char == "("
        elif char in "L0":
            parts.append(("", char) if optional else (char,))
        else:
            raise ValueError("a plate pattern may hold only L, 0, brackets and spaces")
    return ["".join(choice) for choice in product(*parts)]


def alike(best: int, read: NDArray[np.bool_]) -> tuple[int, ...]:
    """Return a symbol and its look-alikes that were read as well, as indices of ALPHABET."""
    others = (ALPHABET.index(char) for char in lookalikes(ALPHABET[best]))
    return (best, *(index for index in others if index != best and read[index]))


def _log_probability(
    columns: CharProbabilities, spoken: list[int], choice: tuple[int, ...]
) -> float:
    return float(np.log(columns[spoken, list(choice)]).sum())
