"""Which of the household's vehicles a plate belongs to. Pure.

A text matches a plate when both are equal after normalisation. Characters that look
alike (confusables) may be folded together only when the folded text can mean one plate
of the household and no other. There is no edit distance: a UK plate has up to 143 legal
neighbours at one substitution.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
import unicodedata

MIN_PLATE_LENGTH = 2
MAX_PLATE_LENGTH = 16
MAX_PLATES = 1000
"""So many plates of a household the engine takes."""

_CONFUSABLES = str.maketrans("ODQIZSGB", "00012568")


class InvalidPlateError(ValueError):
    """The text cannot be a plate."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A household's named car; its plates are normalised.

    `owner` is the entity id of a person. A denied vehicle is known, but opens nothing.
    """

    vehicle_id: str
    name: str
    plates: tuple[str, ...]
    group: str | None = None
    owner: str | None = None
    denied: bool = False


class MatchKind(StrEnum):
    """How a text was found to be a plate."""

    EXACT = "exact"
    FOLDED = "folded"


@dataclass(frozen=True, slots=True)
class Match:
    """The vehicle a text belongs to, the plate it was registered with, and how it was found."""

    vehicle: Vehicle
    plate: str
    kind: MatchKind


def normalise(typed: str) -> str:
    """Turn a plate as people type it into A-Z and 0-9.

    Accents are dropped (a reader sees U for Ü), as is everything that is neither letter
    nor digit. Raises InvalidPlateError for other alphabets and for a length outside
    MIN_PLATE_LENGTH to MAX_PLATE_LENGTH.
    """
    plain = "".join(char for char in unicodedata.normalize("NFKD", typed).upper() if char.isalnum())
    if not plain.isascii():
        raise InvalidPlateError("other alphabet")
    if not MIN_PLATE_LENGTH <= len(plain) <= MAX_PLATE_LENGTH:
        raise InvalidPlateError("length")
    return plain


def fold(text: str) -> str:
    """Replace each character by the one that stands for all that look like it."""
    return text.translate(_CONFUSABLES)


def match(text: str, vehicles: Iterable[Vehicle]) -> Match | None:
    """Find the one vehicle that `text` belongs to; None if there is none, or more than one.

    `text` is as the engine reads it: A-Z and 0-9.
    """
    plates = [(plate, vehicle) for vehicle in vehicles for plate in vehicle.plates]
    exact = [found for found in plates if found[0] == text]
    if exact:
        return _only(exact, MatchKind.EXACT)
    folded = fold(text)
    return _only([found for found in plates if fold(found[0]) == folded], MatchKind.FOLDED)


def _only(found: list[tuple[str, Vehicle]], kind: MatchKind) -> Match | None:
    if len(found) != 1:
        return None
    plate, vehicle = found[0]
    return Match(vehicle, plate, kind)
