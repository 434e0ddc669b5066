"""Momentary news that the coordinator sends to events and triggers."""

from dataclasses import dataclass

from homeassistant.util.signal_type import SignalTypeFormat

from .access.decision import AccessDecision
from .client.models import Sighting
from .client.sighting_query import SightingQuery
from .const import DOMAIN
from .household.presence import Movement
from .household.vehicle import Match


@dataclass(frozen=True, slots=True)
class SightingNews:
    """A sighting whose text is settled, told once, and the vehicle it belongs to."""

    sighting: Sighting
    match: Match | None


@dataclass(frozen=True, slots=True)
class VehicleNews:
    """A vehicle came, left or, where `movement` is None, merely was seen."""

    vehicle_id: str
    sighting: Sighting
    movement: Movement | None


SIGNAL_SIGHTING: SignalTypeFormat[SightingNews] = SignalTypeFormat(f"{DOMAIN}_{{}}_sighting")
"""Keyed by config entry id, so that listeners outlive a reload."""

SIGNAL_VEHICLE: SignalTypeFormat[VehicleNews] = SignalTypeFormat(f"{DOMAIN}_{{}}_vehicle")
"""Keyed by config entry id."""

SIGNAL_ERASED: SignalTypeFormat[SightingQuery] = SignalTypeFormat(f"{DOMAIN}_{{}}_erased")
"""Keyed by config entry id: the sightings that are gone for good."""

SIGNAL_DECISION: SignalTypeFormat[AccessDecision] = SignalTypeFormat(f"{DOMAIN}_{{}}_decision")
"""What any door of an entry decided; keyed by config entry id."""
SIGNAL_DOOR: SignalTypeFormat[AccessDecision] = SignalTypeFormat(f"{DOMAIN}_door_{{}}")
"""What one door decided, told to its own entities after everybody else; keyed by door id."""

EVENT_DECISION = f"{DOMAIN}_decision"
"""For the logbook, which describes nothing but events."""
