"""What the engine says of a sighting, as the doors get to know it. Pure."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ..client.models import Sighting
from ..client.stream_clock import Stamp


@dataclass(frozen=True, slots=True)
class DoorUpdate:
    """What the engine said of a sighting, and how it came.

    What was part of a snapshot is no update. `frequent` are plates that are often seen
    here, None while they are not known.
    """

    sighting: Sighting
    stamp: Stamp
    frequent: AbstractSet[str] | None
