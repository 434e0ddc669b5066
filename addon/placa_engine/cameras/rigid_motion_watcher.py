"""Compares the surroundings of the plates in view over time."""

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
from placa_engine.tracking.anti_spoofing import (
    NO_RIGID_MOTION,
    RigidMotion,
    camera_was_still,
    compare_surroundings,
    without_moved_along,
)
from placa_engine.tracking.track import Track

_MIN_WIDTHS = 0.35
_MIN_GROWTH = 1.15
"""After moving this many widths, or growing by this factor, a plate has another background."""

_MAX_AGE = 3.0
"""Seconds after which the light may have changed."""


@dataclass(frozen=True, slots=True, eq=False)
class _Snapshot:
    at: float
    box: Box
    around: Surroundings
    backdrop: Gray


class RigidMotionWatcher:
    """Keeps one snapshot of each track, and compares once its plate has moved on."""

    def __init__(self, least_width: float) -> None:
        self._least_width = least_width
        self._snapshots: dict[int, _Snapshot] = {}

    def take(self, frame: Frame, tracks: Iterable[Track]) -> dict[int, RigidMotion]:
        """Return by track what moved along with the plates that moved."""
        snapshots: dict[int, _Snapshot] = {}
        found_by_track: dict[int, RigidMotion] = {}
        for track in tracks:
            before = self._snapshots.get(track.track_id)
            if before is not None:
                snapshots[track.track_id] = before
            if not self._is_whole(track, frame) or not _is_due(before, frame.monotonic, track.box):
                continue
            now = snapshots[track.track_id] = _snapshot(frame, track.box)
            if before is not None and now.at - before.at <= _MAX_AGE:
                found_by_track[track.track_id] = _compared(before, now, frame)
        self._snapshots = snapshots
        return found_by_track

    def _is_whole(self, track: Track, frame: Frame) -> bool:
        height, width = frame.picture.shape[:2]
        return (
            track.missing_since is None
            and geometry.width(track.box) >= self._least_width
            and not geometry.is_cut(track.box, (width, height))
        )


def _is_due(before: _Snapshot | None, at: float, box: Box) -> bool:
    """Return whether there is no snapshot yet, or it is too old, or the plate has moved since."""
    if before is None or at - before.at > _MAX_AGE:
        return True
    width = (geometry.width(before.box) + geometry.width(box)) / 2
    growth = geometry.width(box) / geometry.width(before.box)
    way = geometry.distance(geometry.center(before.box), geometry.center(box)) / width
    return way >= _MIN_WIDTHS or max(growth, 1 / growth) >= _MIN_GROWTH


def _snapshot(frame: Frame, box: Box) -> _Snapshot:
    return _Snapshot(
        frame.monotonic, box, surroundings(frame.picture, box), backdrop(frame.picture)
    )


def _compared(before: _Snapshot, now: _Snapshot, frame: Frame) -> RigidMotion:
    cars = (car_in_backdrop(before.box), car_in_backdrop(now.box))
    still = camera_was_still(before.backdrop, now.backdrop, cars)
    if still is False:
        return NO_RIGID_MOTION
    found = compare_surroundings(before.around, now.around, surroundings(frame.picture, before.box))
    return found if still else without_moved_along(found)
