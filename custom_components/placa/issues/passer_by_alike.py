"""The repair issue about vehicles whose plates look like that of a frequent passer-by."""

from collections.abc import Iterable, Set as AbstractSet
from hashlib import sha256

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from ..household.plate_similarity import vehicles_like
from ..household.vehicle import Vehicle
from .registry import Issue, report_all

PASSER_BY_ALIKE = "passer_by_alike"


@callback
def report_passers_by(
    hass: HomeAssistant,
    entry_id: str,
    vehicles: Iterable[Vehicle],
    passers_by: AbstractSet[str],
) -> None:
    """Name the vehicles that a frequent passer-by may be taken for.

    The plate is told in the form only, which administrators can open.

    Each set of vehicles is an issue of its own, so that one the owner has acknowledged
    stays so until another vehicle joins it.
    """
    alike = vehicles_like(passers_by, vehicles)
    ids = "\n".join(sorted(vehicle.vehicle_id for vehicle in alike))
    names = sorted(vehicle.name for vehicle in alike)
    issue = Issue(
        kind=PASSER_BY_ALIKE,
        severity=IssueSeverity.WARNING,
        about=sha256(ids.encode()).hexdigest()[:16],
        placeholders={"vehicles": "\n".join(f"- {name}" for name in names)},
    )
    report_all(hass, entry_id, PASSER_BY_ALIKE, [issue] if alike else ())
