"""Which plates are so alike that one may be taken for the other. Pure.

Two plates are too alike when they are equal, or one edit apart, after all characters that
look alike were folded together. This only warns: a match never goes by distance.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set as AbstractSet
from itertools import combinations

from ..client.plate import fold
from .vehicle import Vehicle


def too_alike(one: str, other: str) -> bool:
    """Whether two plates can be told apart by one clear character or less."""
    shorter, longer = sorted((fold(one), fold(other)), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    same = next(
        (place for place, char in enumerate(shorter) if char != longer[place]), len(shorter)
    )
    rest = same + 1 if len(shorter) == len(longer) else same
    return shorter[rest:] == longer[same + 1 :]


def plates_like(vehicles: Iterable[Vehicle], strangers: AbstractSet[str]) -> list[str]:
    """Return the strangers' plates that one of the vehicles' may be taken for, in order."""
    own = frozenset(plate for vehicle in vehicles for plate in vehicle.plates)
    return sorted(
        stranger for stranger in strangers - own if any(too_alike(stranger, plate) for plate in own)
    )


def alike_pairs(plates: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Find all pairs of plates that are too alike, each pair once and in order.

    Plates one edit apart become equal when a character is left out of one or both, so
    only plates that share such a text are compared.
    """
    neighbors: defaultdict[str, set[str]] = defaultdict(set)
    for plate in set(plates):
        folded = fold(plate)
        for place in range(len(folded) + 1):
            neighbors[folded[:place] + folded[place + 1 :]].add(plate)
    candidates = {pair for alike in neighbors.values() for pair in combinations(sorted(alike), 2)}
    return (pair for pair in sorted(candidates) if too_alike(*pair))


def vehicles_like(passers_by: AbstractSet[str], vehicles: Iterable[Vehicle]) -> list[Vehicle]:
    """Find the vehicles with a plate that is too alike one of others that pass often."""
    vehicles = tuple(vehicles)
    own = {plate for vehicle in vehicles for plate in vehicle.plates}
    alike = {
        plate
        for pair in alike_pairs(own | passers_by)
        if len(own.intersection(pair)) == 1
        for plate in pair
    }
    return [vehicle for vehicle in vehicles if alike.intersection(vehicle.plates)]
