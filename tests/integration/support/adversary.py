"""What tests that try to get past a door ask."""

from collections.abc import Iterable

from support.people import GARAGE, circumstances

from custom_components.placa.access.decision import Verdict, decide
from custom_components.placa.client.models import Sighting
from custom_components.placa.household.vehicle import Vehicle, match_for_access


def opens(registered: str, seen: Sighting) -> bool:
    """Whether the door of a household with this one plate opens, all else being in order."""
    found = match_for_access(seen.text, (Vehicle("car", "Car", (registered,)),), frozenset())
    if found is None:
        return False
    return decide(GARAGE, seen, found, circumstances()).verdict is Verdict.GRANTED


def wrongly_opened(others: Iterable[str], updates: Iterable[Sighting]) -> set[str]:
    """The plates among these whose doors open for what was seen of another car."""
    updates = tuple(updates)
    return {other for other in others if any(opens(other, seen) for seen in updates)}
