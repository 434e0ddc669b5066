"""The repair issue about vehicles whose plates look like that of a frequent passer-by."""

from collections.abc import Iterable, Set as AbstractSet
from hashlib import sha256

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..household.plate_similarity import vehicles_like
from ..household.vehicle import Vehicle
from .registry import take_back

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
    beginning = f"{PASSER_BY_ALIKE}_{entry_id}_"
    ids = "\n".join(sorted(vehicle.vehicle_id for vehicle in alike))
    issue_id = beginning + sha256(ids.encode()).hexdigest()[:16]
    take_back(hass, beginning, {issue_id} if alike else ())
    if alike:
        names = sorted(vehicle.name for vehicle in alike)
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            data={"entry_id": entry_id},
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key=PASSER_BY_ALIKE,
            translation_placeholders={"vehicles": "\n".join(f"- {name}" for name in names)},
        )
