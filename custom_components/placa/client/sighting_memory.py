"""Which messages about sightings are news. Pure, with a bounded memory."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from .models import Sighting, SightingState

ANNOUNCE_MAX_AGE = 10.0
"""Seconds from a sighting's newest frame within which it may still be announced."""

SETTLED_FRAMES = 3
SETTLED_MARGIN = 0.5
"""From so many frames, and so great a margin, a text is firm enough to be shown."""

_REMEMBERED = 1024


def is_settled(sighting: Sighting) -> bool:
    """Whether a sighting's text is firm enough to be shown and announced, or final."""
    return sighting.state is SightingState.ENDED or (
        sighting.frames >= SETTLED_FRAMES and sighting.margin >= SETTLED_MARGIN
    )


@dataclass(frozen=True, slots=True)
class _Heard:
    revision: int
    ended: bool
    announced: bool


class SightingMemory:
    """Remembers what was heard and announced, to tell news from repetition.

    Each sighting is announced once, when it first is settled. What a snapshot brings is
    known from then on and never announced, unless it was still unsettled.
    """

    def __init__(self) -> None:
        self._heard: OrderedDict[str, _Heard] = OrderedDict()

    def learn(self, sightings: Iterable[Sighting]) -> None:
        """Take in the sightings of a snapshot."""
        for sighting in sightings:
            before = self._heard.get(sighting.sighting_id)
            self._remember(sighting, announced=bool(before and before.announced))
            if is_settled(sighting):
                self.announce(sighting)

    def accept(self, sighting: Sighting) -> bool:
        """Take in an update; false if it repeats or precedes what was heard before."""
        before = self._heard.get(sighting.sighting_id)
        if before is not None and (before.ended or sighting.revision <= before.revision):
            return False
        self._remember(sighting, announced=bool(before and before.announced))
        return True

    def is_announced(self, sighting: Sighting) -> bool:
        """Whether this sighting was announced, or known before it could be."""
        return self._heard[sighting.sighting_id].announced

    def announce(self, sighting: Sighting) -> None:
        """Remember that this sighting needs no announcement any more."""
        heard = self._heard[sighting.sighting_id]
        self._heard[sighting.sighting_id] = replace(heard, announced=True)

    def _remember(self, sighting: Sighting, *, announced: bool) -> None:
        self._heard[sighting.sighting_id] = _Heard(
            sighting.revision, sighting.state is SightingState.ENDED, announced
        )
        self._heard.move_to_end(sighting.sighting_id)
        while len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)
