"""Which of the household's vehicles a plate belongs to. Pure.

A text matches a plate when both are equal after normalization. Characters that look
alike (confusables) may be folded together only when the folded text can mean one plate
of the household and no other; for a door, no frequent passer-by's either. There is no
edit distance: a UK plate has up to 143 legal neighbors at one substitution.
"""

from collections.abc import Iterable, Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from ..client.plate import fold
from .guest_pass import GuestPass
from .second_factor import NO_SECOND_FACTOR, SecondFactor

MAX_PLATES = 1000
"""The most plates that the engine takes of a household."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A household's named car; its plates are normalized.

    `owner` is the entity id of a person. A denied vehicle is known, but opens nothing. Its
    second factor is asked for at every door. A guest's vehicle has a pass.
    """

    vehicle_id: str
    name: str
    plates: tuple[str, ...]
    group: str | None = None
    owner: str | None = None
    denied: bool = False
    second_factor: SecondFactor = NO_SECOND_FACTOR
    guest_pass: GuestPass | None = None


class MatchKind(StrEnum):
    """How a text was found to be a plate.

    One that is ambiguous looks like the plate, and may be another one that is often seen.
    """

    EXACT = "exact"
    FOLDED = "folded"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Match:
    """The vehicle a text belongs to, the plate it was registered with, and how it was found."""

    vehicle: Vehicle
    plate: str
    kind: MatchKind


def match(text: str, vehicles: Iterable[Vehicle]) -> Match | None:
    """Name the one vehicle that `text` belongs to; None if there is none, or more than one.

    `text` is as the engine reads it: A-Z and 0-9. A door asks `match_for_access`.
    """
    plates = [(plate, vehicle) for vehicle in vehicles for plate in vehicle.plates]
    exact = [found for found in plates if found[0] == text]
    if exact:
        return _only(exact, MatchKind.EXACT)
    folded = fold(text)
    return _only([found for found in plates if fold(found[0]) == folded], MatchKind.FOLDED)


def match_for_access(
    text: str, vehicles: Iterable[Vehicle], frequent: AbstractSet[str] | None
) -> Match | None:
    """Find the vehicle that `text` names, and whether a door may take it for that one.

    `frequent` are plates that are often seen here, the household's among them or not. One
    that looks like the registered plate could be what the camera sees; the match is
    ambiguous then. While they are not known (None), any could.
    """
    found = match(text, vehicles)
    if found is None or found.kind is MatchKind.EXACT:
        return found
    folded = fold(text)
    if frequent is None or any(fold(other) == folded for other in frequent - {found.plate}):
        return replace(found, kind=MatchKind.AMBIGUOUS)
    return found


def _only(found: list[tuple[str, Vehicle]], kind: MatchKind) -> Match | None:
    if len(found) != 1:
        return None
    plate, vehicle = found[0]
    return Match(vehicle, plate, kind)
