"""The repair issue about registered plates that are too alike."""

from collections.abc import Iterable, Iterator

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .household.likeness import alike_pairs
from .household.matcher import Vehicle


@callback
def report_alike_plates(hass: HomeAssistant, entry_id: str, vehicles: Iterable[Vehicle]) -> None:
    """Name the vehicles that may be taken for each other; the plates stay untold."""
    pairs = sorted(set(_alike_vehicles(vehicles)))
    if not pairs:
        forget_alike_plates(hass, entry_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry_id),
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="plates_alike",
        translation_placeholders={"vehicles": "\n".join(f"- {one}, {two}" for one, two in pairs)},
    )


@callback
def forget_alike_plates(hass: HomeAssistant, entry_id: str) -> None:
    """Take the issue back."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(entry_id))


def _alike_vehicles(vehicles: Iterable[Vehicle]) -> Iterator[tuple[str, str]]:
    """Find the names of vehicles with plates too alike; two plates of one do no harm."""
    owners = {plate: vehicle.name for vehicle in vehicles for plate in vehicle.plates}
    for one, two in alike_pairs(owners):
        first, second = sorted((owners[one], owners[two]))
        if first != second:
            yield first, second


def _issue_id(entry_id: str) -> str:
    return f"plates_alike_{entry_id}"
