"""Momentary news that the coordinator sends to events and triggers."""

from collections.abc import Callable
from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
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

SIGNAL_HOUSEHOLD: SignalTypeFormat[()] = SignalTypeFormat(f"{DOMAIN}_{{}}_household")
"""Keyed by config entry id: a vehicle, pass, door or camera came, went or changed, or an option."""

SIGNAL_ERASED: SignalTypeFormat[SightingQuery] = SignalTypeFormat(f"{DOMAIN}_{{}}_erased")
"""Keyed by config entry id: the sightings that are gone for good."""

SIGNAL_DECISION: SignalTypeFormat[AccessDecision] = SignalTypeFormat(f"{DOMAIN}_{{}}_decision")
"""What any door of an entry decided; keyed by config entry id."""
SIGNAL_DOOR: SignalTypeFormat[AccessDecision] = SignalTypeFormat(f"{DOMAIN}_door_{{}}")
"""What one door decided, told to its own entities after everybody else; keyed by door id."""

EVENT_DECISION = f"{DOMAIN}_decision"
"""For the logbook, which describes nothing but events."""


@callback
def follow[*News](
    hass: HomeAssistant,
    entry: ConfigEntry,
    signal: SignalTypeFormat[*News],
    target: Callable[[*News], None],
) -> None:
    """Call `target` with each signal of a config entry for as long as that is loaded."""
    entry.async_on_unload(async_dispatcher_connect(hass, signal.format(entry.entry_id), target))
