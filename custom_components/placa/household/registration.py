"""Whether a vehicle can be registered beside the others. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..client.plate import InvalidPlateError, UnreadableLetterError, normalize
from .plate_similarity import too_alike
from .vehicle import MAX_PLATES, Vehicle

MAX_NAME_LENGTH = 100


class RegistrationProblem(StrEnum):
    """Why a vehicle cannot be registered."""

    NAME_MISSING = "name_missing"
    NAME_TOO_LONG = "name_too_long"
    NAME_TAKEN = "name_taken"
    PLATES_MISSING = "plates_missing"
    INVALID_PLATE = "invalid_plate"
    UNREADABLE_LETTER = "unreadable_letter"
    PLATE_TAKEN = "plate_taken"
    TOO_MANY_PLATES = "too_many_plates"

    @property
    def is_of_name(self) -> bool:
        """Whether the name is at fault and not the plates."""
        return self in (
            RegistrationProblem.NAME_MISSING,
            RegistrationProblem.NAME_TOO_LONG,
            RegistrationProblem.NAME_TAKEN,
        )


class RegistrationError(ValueError):
    """A vehicle cannot be registered; the text is the reason only.

    `about` names for its sentence what is meant, as it was typed: the plate, the other vehicle.
    """

    def __init__(self, problem: RegistrationProblem, **about: str) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.about = about


@dataclass(frozen=True, slots=True)
class Registration:
    """A name and plates that no other vehicle has; the plates are normalized."""

    name: str
    plates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A plate that is too alike one of another vehicle."""

    plate: str
    other: Vehicle
    other_plate: str


def register(name: str, typed: Iterable[str], others: Iterable[Vehicle]) -> Registration:
    """Tidy a name and plates as people type them; blank ones are none.

    Raises RegistrationError.
    """
    name = " ".join(name.split())
    others = tuple(others)
    if not name:
        raise RegistrationError(RegistrationProblem.NAME_MISSING)
    if len(name) > MAX_NAME_LENGTH:
        raise RegistrationError(RegistrationProblem.NAME_TOO_LONG)
    if any(other.name.casefold() == name.casefold() for other in others):
        raise RegistrationError(RegistrationProblem.NAME_TAKEN)
    plates = tuple(dict.fromkeys(_normalized(plate) for plate in typed if plate.strip()))
    if not plates:
        raise RegistrationError(RegistrationProblem.PLATES_MISSING)
    taken = {plate: other for other in others for plate in other.plates}
    for plate in plates:
        if plate in taken:
            owner = taken[plate].name
            raise RegistrationError(RegistrationProblem.PLATE_TAKEN, plate=plate, vehicle=owner)
    if len(plates) + len(taken) > MAX_PLATES:
        raise RegistrationError(RegistrationProblem.TOO_MANY_PLATES)
    return Registration(name, plates)


def _normalized(plate: str) -> str:
    try:
        return normalize(plate)
    except UnreadableLetterError:
        raise RegistrationError(
            RegistrationProblem.UNREADABLE_LETTER, plate=plate.strip()
        ) from None
    except InvalidPlateError:
        raise RegistrationError(RegistrationProblem.INVALID_PLATE, plate=plate.strip()) from None


def resemblances(plates: Iterable[str], others: Iterable[Vehicle]) -> Iterator[Resemblance]:
    """Find what may be taken for a plate of another vehicle."""
    others = tuple(others)
    return (
        Resemblance(plate, other, other_plate)
        for plate in plates
        for other in others
        for other_plate in other.plates
        if too_alike(plate, other_plate)
    )
