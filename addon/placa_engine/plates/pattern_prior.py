"""What the world's usual patterns make of a single reading where no country is known."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from math import prod
import tomllib

from placa_engine.plates.alphabet import ALPHABET, char_probabilities
from placa_engine.plates.country_prior import READ, char_of
from placa_engine.plates.formats import MOST_TEXTS, alike
from placa_engine.plates.reading import PlateReading

STRENGTH = 1.25
"""How much a pattern's commonness weighs: the power of its count. Bayes' rule would have 1."""

UNSEEN = 0.5
"""Added to every count, so that no pattern is impossible."""

MOST = 16
"""No pattern weighs more than this many times another, since the sample is small."""


def as_usual(reading: PlateReading) -> PlateReading:
    """Return a reading tilted towards common patterns, where look-alikes were both read.

    No character is added, none removed: the probabilities of a character and of its look-alikes
    are divided anew among them, by how probable each text with them is on the picture and how
    common its pattern of letters and digits is.
    """
    rows = char_probabilities(reading)
    choices = [
        alike(ALPHABET.index(char.char), row >= READ)
        for char, row in zip(reading.chars, rows, strict=True)
    ]
    torn = [place for place, choice in enumerate(choices) if len(choice) > 1]
    if not torn or prod(map(len, choices)) > MOST_TEXTS:
        return reading
    shares = {place: dict.fromkeys(choices[place], 0.0) for place in torn}
    weights = {text: common(text) for text in product(*choices)}
    least = max(weights.values()) / MOST
    for text, weight in weights.items():
        seen = prod(float(rows[place, text[place]]) for place in torn)
        for place in torn:
            shares[place][text[place]] += seen * max(weight, least)
    chars = list(reading.chars)
    for place, share in shares.items():
        row = rows[place]
        scale = sum(row[index] for index in share) / sum(share.values())
        row[list(share)] = [part * scale for part in share.values()]
        chars[place] = char_of(row.tolist())
    return PlateReading(tuple(chars))


def common(text: tuple[int, ...]) -> float:
    """Return how common the pattern of a text (indices of ALPHABET) is, as a weight."""
    pattern = "".join("0" if ALPHABET[index].isdigit() else "L" for index in text)
    weight: float = (_counts().get(pattern, 0) + UNSEEN) ** STRENGTH
    return weight


@cache
def _counts() -> Mapping[str, int]:
    text = files("placa_engine.plates").joinpath("usual_patterns.toml").read_text(encoding="utf-8")
    counts: Mapping[str, int] = tomllib.loads(text)["patterns"]
    return counts
