"""The pictures of each sighting's best reading, in bounded memory."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import cv2
import numpy as np

from placa_engine.imaging.frame import Frame, Picture
from placa_engine.imaging.geometry import Box
from placa_engine.tracking.open_sighting import BestReading, OpenSighting
from placa_engine.tracking.sighting import Sighting, SightingState

_LONGEST_SIDE = 1280
_KEPT_AFTER_END = 8


@dataclass(frozen=True, slots=True, eq=False)
class BestPictures:
    """The rectified plate and the whole picture of a sighting's best reading.

    `frame` is at most 1280 pixels long on its longer side; `plate` is where the plate is in
    it, (x1, y1, x2, y2) in parts of its width and height.
    """

    crop: Picture
    frame: Picture
    plate: Box


class BestPictureCache:
    """One pair of pictures for each pass in view, and for the last few that ended."""

    def __init__(self) -> None:
        self._by_reading: dict[BestReading, BestPictures] = {}
        self._best_readings: dict[str, BestReading] = {}
        self._ended: OrderedDict[str, BestPictures] = OrderedDict()

    def get(self, sighting_id: str) -> BestPictures | None:
        """Return a sighting's pictures: the same objects until there are better ones."""
        best = self._best_readings.get(sighting_id)
        return self._ended.get(sighting_id) if best is None else self._by_reading.get(best)

    def add(
        self, frame: Frame, crops: Mapping[int, Picture], open_sightings: Iterable[OpenSighting]
    ) -> None:
        """Keep this frame's pictures of the best readings; `crops` are by track."""
        whole: Picture | None = None
        for open_sighting in open_sightings:
            best = open_sighting.best
            if best is None or best.frame_index != frame.index or best in self._by_reading:
                continue
            if best.track_id in crops:
                whole = _shrunk(frame.picture) if whole is None else whole
                plate = _in_parts(open_sighting.track.box, frame.picture)
                self._by_reading[best] = BestPictures(crops[best.track_id], whole, plate)

    def prune(self, updates: Iterable[Sighting], open_sightings: Iterable[OpenSighting]) -> None:
        """Put away what ended and drop all that is no best best any more."""
        for sighting in updates:
            pictures = self.get(sighting.sighting_id)
            if sighting.state is SightingState.ENDED and pictures is not None:
                self._ended[sighting.sighting_id] = pictures
        while len(self._ended) > _KEPT_AFTER_END:
            self._ended.popitem(last=False)
        self._best_readings = {
            open_sighting.sighting_id: open_sighting.best
            for open_sighting in open_sightings
            if open_sighting.best is not None
        }
        best_readings = set(self._best_readings.values())
        self._by_reading = {
            best: kept for best, kept in self._by_reading.items() if best in best_readings
        }


def _in_parts(box: Box, picture: Picture) -> Box:
    height, width = picture.shape[:2]
    x1, y1, x2, y2 = box
    return x1 / width, y1 / height, x2 / width, y2 / height


def _shrunk(picture: Picture) -> Picture:
    longest = max(picture.shape[:2])
    if longest <= _LONGEST_SIDE:
        return picture
    scale = _LONGEST_SIDE / longest
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small, dtype=np.uint8)
