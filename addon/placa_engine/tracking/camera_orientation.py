"""Whether a camera hangs upside down or mirrors: plates that read surer when they are turned.

A plate that is shown upside down or mirrored often reads as another text, and surely so. Of 66
looks at the plates of twelve real clips each was read surest as it stands; turned by 180 degrees,
mirrored and both, 195 of 200 looks were read surest when they were turned back.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Self

from placa_engine.imaging.orientation import Orientation
from placa_engine.plates.reading import PlateReading
from placa_engine.tracking.sighting import Sighting

TURNED = (Orientation(2), Orientation(mirrored=True), Orientation(2, mirrored=True))
"""How a plate's crop is turned for comparison. A plate on its side is not found at all."""

LOOKS = 3
"""So many looks at each vehicle are compared, one once it is known how the camera hangs."""

COMPARED_FROM = 0.5
"""A reading less sure than this is told as unsure anyway."""

_VEHICLES = 3
"""So many vehicles show how the camera hangs..."""

_TIMES_MORE = 3
"""...if they are so many times those that show something else..."""

_REMEMBERED = 9
"""...of so many last ones: a camera may be hung up anew."""

_DOUBT = 0.5
"""No character of a plate that reads surer turned is told as surer than this."""


@dataclass(frozen=True, slots=True)
class OrientationVotes:
    """What was seen of a camera's orientation; replaced with every look.

    `looks` holds for each live sighting, by its identifier, the orientation in which its plate
    read surest, look by look; `vehicles` the orientation that most looks voted for of each of the
    last sightings that have ended.
    """

    looks: Mapping[str, tuple[Orientation, ...]] = field(default_factory=dict)
    vehicles: tuple[Orientation, ...] = ()

    def wants_look(self, sighting_id: str, reading: PlateReading) -> bool:
        """Return whether the crop of this reading should be read turned as well."""
        wanted = LOOKS if self.shown is None else 1
        return reading.confidence >= COMPARED_FROM and len(self._looks(sighting_id)) < wanted

    def with_look(
        self, sighting_id: str, straight: PlateReading, turned: Sequence[PlateReading]
    ) -> Self:
        """Take in a crop's reading and those of the crop turned as in TURNED."""
        best, orientation = straight.confidence, Orientation()
        for how, reading in zip(TURNED, turned, strict=True):
            if reading.confidence > best:
                best, orientation = reading.confidence, how
        looks = (*self._looks(sighting_id), orientation)
        return replace(self, looks={**self.looks, sighting_id: looks})

    def with_only(self, live: AbstractSet[str]) -> Self:
        """Count the sightings that are no longer live."""
        ended = self.looks.keys() - live
        if not ended:
            return self
        votes = (_majority(looks) for key, looks in self.looks.items() if key in ended)
        looks = {key: looks for key, looks in self.looks.items() if key not in ended}
        return replace(self, looks=looks, vehicles=(*self.vehicles, *votes)[-_REMEMBERED:])

    @property
    def shown(self) -> Orientation | None:
        """How the camera's picture must be turned to be upright; None if that is not yet seen."""
        if not self.vehicles:
            return None
        how, count = Counter(self.vehicles).most_common(1)[0]
        others = len(self.vehicles) - count
        return how if count >= max(_VEHICLES, _TIMES_MORE * others) else None

    def doubts(self, sighting_id: str) -> bool:
        """Return whether what was read may be another text, seen turned."""
        if self.shown is not None:
            return not self.shown.is_upright
        looks = self._looks(sighting_id)
        return bool(looks) and not _majority(looks).is_upright

    def _looks(self, sighting_id: str) -> tuple[Orientation, ...]:
        return self.looks.get(sighting_id, ())


def in_doubt(sighting: Sighting) -> Sighting:
    """Return a sighting whose text another one, read from the turned plate, contradicts."""
    chars = tuple(replace(char, confidence=min(char.confidence, _DOUBT)) for char in sighting.chars)
    return replace(sighting, chars=chars, confidence=min(sighting.confidence, _DOUBT), margin=0.0)


def _majority(looks: Sequence[Orientation]) -> Orientation:
    """Return what most looks voted for; of as many votes, what is not upright comes first."""
    votes = Counter(looks)
    return max(votes, key=lambda how: (votes[how], not how.is_upright))
