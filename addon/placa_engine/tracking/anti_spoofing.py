"""Anti-spoofing: whether what surrounds a plate moves rigidly along with it, as a car does. Pure.

Two pictures some tenths of a second apart are compared in two ways: at the same place
beside the plate, in the plate's own measure, and at the same place in the picture. What is
found again beside the plate moved along with it, as parts of one rigid body do; what is
found again where it was stands still behind it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from placa_engine.imaging.geometry import Box
from placa_engine.imaging.plate_surroundings import CELL, FAR, PLACES, SLACK, Gray, Surroundings

_SAME = 0.35
"""A cell is found again if it differs by at most this part; two strangers differ by 1."""

_CLEARLY = 0.25
"""It must be found this much better in one way than in the other to count."""

_NOISE = 9.0
"""Variance of a sensor's and an encoder's noise in a small picture."""

_BACKDROP_NOISE = 18.0
_BACKDROP_STEP = 4
_BACKDROP_SLACK = 1
_LEAST_BACKDROP = 4
_STILL_SHARE = 0.5
_NO_BETTER = 0.1
_LEAST_CELLS = 6
_MOSTLY = 0.5

type _Patches = NDArray[np.float32]
"""Each cell at each of its shifts, without its mean brightness: (cells, shifts, pixels)."""


@dataclass(frozen=True, slots=True)
class Cells:
    """How many cells moved along with the plate, and how many stayed behind."""

    moved_along: int = 0
    stayed: int = 0

    def __add__(self, other: Self) -> Cells:
        return Cells(self.moved_along + other.moved_along, self.stayed + other.stayed)

    @property
    def informative(self) -> int:
        """How many cells informative anything."""
        return self.moved_along + self.stayed

    @property
    def share(self) -> float | None:
        """The share that moved along, None while too few cells are informative."""
        return None if 2 * self.informative < _LEAST_CELLS else self.moved_along / self.informative


@dataclass(frozen=True, slots=True)
class RigidMotion:
    """What became of the cells near the plate, and of those as far off as a car is wide.

    Who holds a sheet before the chest brings along what is near, and no more.
    """

    near: Cells = Cells()
    far: Cells = Cells()

    def __add__(self, other: Self) -> RigidMotion:
        return RigidMotion(self.near + other.near, self.far + other.far)

    @property
    def share(self) -> float | None:
        """The share that moved along, near or far, whichever is less; None if it is not known.

        While only one of them is known, it can show that too little moved along, but not that
        enough did.
        """
        known = [cells.share for cells in (self.near, self.far) if cells.share is not None]
        if not known or self.near.informative + self.far.informative < _LEAST_CELLS:
            return None
        least = min(known)
        return least if len(known) > 1 or least < _MOSTLY else None


NO_RIGID_MOTION = RigidMotion()
"""Nothing is known yet."""


def compare_surroundings(
    before: Surroundings, beside: Surroundings, behind: Surroundings
) -> RigidMotion:
    """Compare what was around a plate with what is there now.

    `beside` is around the plate's new place, `behind` around its old one. Cells without
    structure tell nothing: one piece of a plain wall is as good as another.
    """
    moved_along = _difference(before.gray, beside.gray)
    stayed = _difference(before.gray, behind.gray)
    home = _patches(before.gray, PLACES, np.array([SLACK]))
    textured = _power(home)[:, 0] > 2 * _NOISE
    seen = before.inside & beside.inside & behind.inside
    informative = seen & textured & (np.abs(moved_along - stayed) > _CLEARLY)
    along = informative & (moved_along < _SAME) & (moved_along < stayed)
    left = informative & (stayed < _SAME) & (stayed < moved_along)
    return RigidMotion(*(_counted(along & where, left & where) for where in (~FAR, FAR)))


def without_moved_along(found: RigidMotion) -> RigidMotion:
    """Leave only what proves itself, while nobody knows whether the camera kept still.

    Before a camera that moves, everything comes along with everything; what stays in its
    place in the picture stays because neither moved.
    """
    return RigidMotion(replace(found.near, moved_along=0), replace(found.far, moved_along=0))


def camera_was_still(before: Gray, now: Gray, cars: Iterable[Box]) -> bool | None:
    """Tell from two backdrops whether the camera itself kept still between them.

    `cars` are places in them that may have moved by themselves. None if the rest is too
    little or too plain to tell. A piece of it that is found better a little off its place
    has moved, however much alike both are.
    """
    if before.shape != now.shape:
        return False
    places = _apart_from(cars, before.shape)
    if not places.size:
        return None
    home = _patches(before, places, np.array([_BACKDROP_SLACK]))
    textured = _power(home)[:, 0] > 2 * _BACKDROP_NOISE
    if np.count_nonzero(textured) < _LEAST_BACKDROP:
        return None
    near = _patches(now, places[textured], np.arange(2 * _BACKDROP_SLACK + 1))
    differs = _part(home[textured], near, _BACKDROP_NOISE)
    here = differs[:, differs.shape[1] // 2]
    still = (here < _SAME) & (here <= differs.min(axis=1) + _NO_BETTER)
    return bool(still.mean() >= _STILL_SHARE)


def _apart_from(cars: Iterable[Box], shape: tuple[int, ...]) -> NDArray[np.intp]:
    """Return the places (y, x) of a backdrop's cells, slack included, that touch no car."""
    side, step = CELL + 2 * _BACKDROP_SLACK, _BACKDROP_STEP
    height, width = (max(0, length - side + 1) for length in shape)
    places = np.mgrid[0:height:step, 0:width:step].reshape(2, -1).T
    rows, columns = places.T
    for x1, y1, x2, y2 in cars:
        clear = (columns + side <= x1) | (columns >= x2) | (rows + side <= y1) | (rows >= y2)
        places = places[clear]
        rows, columns = places.T
    return places


def _counted(moved_along: NDArray[np.bool_], stayed: NDArray[np.bool_]) -> Cells:
    return Cells(int(np.count_nonzero(moved_along)), int(np.count_nonzero(stayed)))


def _difference(before: Gray, now: Gray) -> NDArray[np.float32]:
    """Return for each cell how much it differs from the likest one near the same place."""
    home = _patches(before, PLACES, np.array([SLACK]))
    near = _patches(now, PLACES, np.arange(2 * SLACK + 1))
    return _part(home, near, _NOISE).min(axis=1)


def _part(one: _Patches, other: _Patches, noise: float) -> NDArray[np.float32]:
    """Return the part of two patches' contrast that they do not share: 0 for the same patch."""
    contrast = _power(one) + _power(other)
    return _power(one - other) / (contrast + np.float32(2 * noise))


def _power(patches: _Patches) -> NDArray[np.float32]:
    """Return each patch's mean square."""
    sums = np.einsum("...i,...i->...", patches, patches)
    return np.asarray(sums / patches.shape[-1], np.float32)


def _patches(gray: Gray, places: NDArray[np.intp], shifts: NDArray[np.intp]) -> _Patches:
    """Return each cell, moved by each pair of shifts, without its mean brightness."""
    rows = places[:, 0, None, None] + shifts[:, None]
    columns = places[:, 1, None, None] + shifts
    cut = sliding_window_view(gray, (CELL, CELL))[rows, columns]
    patches = cut.reshape(len(places), shifts.size**2, CELL**2)
    return np.asarray(patches - patches.mean(axis=-1, keepdims=True), np.float32)
