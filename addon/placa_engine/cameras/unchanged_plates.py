"""What each plate looked like when it was last read."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from placa_engine.imaging.frame import Picture
from placa_engine.tracking.track import Track


@dataclass(frozen=True, slots=True, eq=False)
class _Area:
    left: int
    top: int
    pixels: Picture

    def is_unchanged(self, picture: Picture) -> bool:
        height, width = self.pixels.shape[:2]
        now = picture[self.top : self.top + height, self.left : self.left + width]
        return np.array_equal(now, self.pixels)


class UnchangedPlates:
    """Keeps the pixels of the plates that were read.

    The very same pixels again are no further evidence: they come from a camera that hangs,
    from a snapshot fetched twice, or from an encoder that found nothing new.
    """

    def __init__(self) -> None:
        self._areas: dict[int, _Area] = {}

    def is_new(self, track: Track, picture: Picture) -> bool:
        """Return whether the picture shows the track's plate otherwise than when it was read."""
        area = self._areas.get(track.track_id)
        return area is None or not area.is_unchanged(picture)

    def note(self, read: Iterable[Track], live: Iterable[Track], picture: Picture) -> None:
        """Keep the areas of the tracks read in this picture, and forget tracks that ended."""
        ids = {track.track_id for track in live}
        self._areas = {known: area for known, area in self._areas.items() if known in ids}
        for track in read:
            left, top, right, bottom = (max(0, round(side)) for side in track.box)
            pixels = picture[top:bottom, left:right].copy()
            self._areas[track.track_id] = _Area(left, top, pixels)
