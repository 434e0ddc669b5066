"""The repair issue about registered plates that are too alike."""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from ..household.plate_similarity import alike_pairs
from ..household.vehicle import Vehicle
from .registry import Issue, report_all

PLATES_ALIKE = "plates_alike"


@callback
def report_alike_plates(hass: HomeAssistant, entry_id: str, vehicles: Iterable[Vehicle]) -> None:
    """Name the vehicles that may be taken for each other; the plates stay untold.

    Each set of vehicles is an issue of its own, so that one the owner has acknowledged
    stays so until another vehicle joins it.
    """
    pairs = sorted(set(_alike_vehicles(vehicles)), key=lambda pair: [one.name for one in pair])
    issue = Issue(
        kind=PLATES_ALIKE,
        severity=IssueSeverity.WARNING,
        about=_mark(pairs),
        placeholders={"vehicles": "\n".join(f"- {one.name}, {two.name}" for one, two in pairs)},
    )
    report_all(hass, entry_id, PLATES_ALIKE, [issue] if pairs else ())


def _alike_vehicles(vehicles: Iterable[Vehicle]) -> Iterator[tuple[Vehicle, Vehicle]]:
    """Find vehicles with plates too alike; two plates of one do no harm."""
    owners = {plate: vehicle for vehicle in vehicles for plate in vehicle.plates}
    for one, two in alike_pairs(owners):
        first, second = sorted((owners[one], owners[two]), key=lambda vehicle: vehicle.name)
        if first != second:
            yield first, second


def _mark(pairs: Iterable[tuple[Vehicle, Vehicle]]) -> str:
    """Tell one set of vehicles from another by their ids; nothing of a plate is in it."""
    ids = sorted(f"{one.vehicle_id} {two.vehicle_id}" for one, two in pairs)
    return sha256("\n".join(ids).encode()).hexdigest()[:16]
