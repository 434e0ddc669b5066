"""Looks now and then at what surrounds the plates in view."""

from collections.abc import Iterable
from dataclasses import dataclass

from placa_engine.imaging import geometry
from placa_engine.imaging.frame import Frame
from placa_engine.imaging.geometry import Box
from placa_engine.imaging.plate_surroundings import (
    Gray,
    Surroundings,
    backdrop,
    car_in_backdrop,
    surroundings,
)
from placa_engine.tracking.rigid_motion import (
    NO_RIGID_MOTION,
    RigidMotion,
    company,
    kept_still,
    seen_still,
)
from placa_engine.tracking.track import Track

_WAY = 0.35
_GROWTH = 1.15
"""A plate that went so many widths or grew so much no longer has the same behind it."""

_TOO_LONG = 3.0
"""Seconds after which the light may have changed."""


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    at: float
    box: Box
    around: Surroundings
    backdrop: Gray


class RigidMotionWatcher:
    """Remembers one look for each track, and compares once its plate has moved on."""

    def __init__(self, least_width: float) -> None:
        self._least_width = least_width
        self._looks: dict[int, _Look] = {}

    def take(self, frame: Frame, tracks: Iterable[Track]) -> dict[int, RigidMotion]:
        """Look at the plates in view; give by track what moved along with those that moved."""
        looks: dict[int, _Look] = {}
        told: dict[int, RigidMotion] = {}
        for track in tracks:
            before = self._looks.get(track.track_id)
            if before is not None:
                looks[track.track_id] = before
            if not self._is_whole(track, frame) or not _is_due(before, frame.monotonic, track.box):
                continue
            now = looks[track.track_id] = _look(frame, track.box)
            if before is not None and now.at - before.at <= _TOO_LONG:
                told[track.track_id] = _compared(before, now, frame)
        self._looks = looks
        return told

    def _is_whole(self, track: Track, frame: Frame) -> bool:
        height, width = frame.picture.shape[:2]
        return (
            track.missing_since is None
            and geometry.width(track.box) >= self._least_width
            and not geometry.is_cut(track.box, (width, height))
        )


def _is_due(before: _Look | None, at: float, box: Box) -> bool:
    """Tell whether there is no look yet, or it is too old, or the plate has moved since."""
    if before is None or at - before.at > _TOO_LONG:
        return True
    width = (geometry.width(before.box) + geometry.width(box)) / 2
    growth = geometry.width(box) / geometry.width(before.box)
    way = geometry.distance(geometry.center(before.box), geometry.center(box)) / width
    return way >= _WAY or max(growth, 1 / growth) >= _GROWTH


def _look(frame: Frame, box: Box) -> _Look:
    return _Look(frame.monotonic, box, surroundings(frame.picture, box), backdrop(frame.picture))


def _compared(before: _Look, now: _Look, frame: Frame) -> RigidMotion:
    cars = (car_in_backdrop(before.box), car_in_backdrop(now.box))
    still = kept_still(before.backdrop, now.backdrop, cars)
    if still is False:
        return NO_RIGID_MOTION
    found = company(before.around, now.around, surroundings(frame.picture, before.box))
    return found if still else seen_still(found)
