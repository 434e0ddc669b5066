"""The pictures of each sighting's best reading, in bounded memory."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from placa_engine.imaging.frame import Frame, Picture
from placa_engine.tracking.open_sighting import BestLook, OpenSighting
from placa_engine.tracking.sighting import Sighting, SightingState

_LONGEST_SIDE = 1280
_KEPT_AFTER_END = 8


@dataclass(frozen=True, slots=True, eq=False)
class BestPictures:
    """The rectified plate and the whole picture of a sighting's best reading.

    `frame` is at most 1280 pixels long on its longer side.
    """

    crop: Picture
    frame: Picture


class BestPictureShelf:
    """One pair of pictures for each pass in view, and for the last few that ended."""

    def __init__(self) -> None:
        self._of_look: dict[BestLook, BestPictures] = {}
        self._look_of: dict[str, BestLook] = {}
        self._ended: OrderedDict[str, BestPictures] = OrderedDict()

    def of(self, sighting_id: str) -> BestPictures | None:
        """Give a sighting's pictures: the same objects until there are better ones."""
        look = self._look_of.get(sighting_id)
        return self._ended.get(sighting_id) if look is None else self._of_look.get(look)

    def take(
        self, frame: Frame, crops: Mapping[int, Picture], passages: Iterable[OpenSighting]
    ) -> None:
        """Keep what this frame has of the passages' best looks; `crops` are by track."""
        whole: Picture | None = None
        for passage in passages:
            look = passage.best
            if look is None or look.frame_index != frame.index or look in self._of_look:
                continue
            if look.track_id in crops:
                whole = _shrunk(frame.picture) if whole is None else whole
                self._of_look[look] = BestPictures(crops[look.track_id], whole)

    def tidy(self, news: Iterable[Sighting], passages: Iterable[OpenSighting]) -> None:
        """Put away what ended and drop all that is no best look any more."""
        for sighting in news:
            pictures = self.of(sighting.sighting_id)
            if sighting.state is SightingState.ENDED and pictures is not None:
                self._ended[sighting.sighting_id] = pictures
        while len(self._ended) > _KEPT_AFTER_END:
            self._ended.popitem(last=False)
        self._look_of = {
            passage.sighting_id: passage.best for passage in passages if passage.best is not None
        }
        looks = set(self._look_of.values())
        self._of_look = {look: kept for look, kept in self._of_look.items() if look in looks}


def _shrunk(picture: Picture) -> Picture:
    longest = max(picture.shape[:2])
    if longest <= _LONGEST_SIDE:
        return picture
    scale = _LONGEST_SIDE / longest
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small, dtype=np.uint8)
