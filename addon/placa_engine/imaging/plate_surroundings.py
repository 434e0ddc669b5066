"""What is to be seen beside a plate, in the plate's own measure."""

from dataclasses import dataclass
from math import sqrt

import cv2
import numpy as np
from numpy.typing import NDArray

from placa_engine.imaging import geometry
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Box

type Gray = NDArray[np.float32]
"""Brightness in [0, 255], float32, shape (height, width)."""

CELL = 8
"""Side of a square cell of the surroundings in pixels of the small picture."""

SLACK = 2
"""Pixels around each cell, so that it can be found a little off its place."""

PLACES = np.array([(8 * row, 8 * column) for row in range(3) for column in (0, 1, 6, 7)], np.intp)
"""The cells' places (y, x): left and right of the plate, from 0.35 to 0.7 m off its middle.

A car is there, a person who holds a sheet in front of the chest is not.
"""

FAR = np.isin(PLACES[:, 1], (0, 56))
"""Those of the cells that begin 0.55 m off: not even spread elbows are there."""

_SIZE = (24, 64)
_MIDDLE = (15, 32)
"""Height and width of the small picture without slack, and the plate's place (y, x) in it."""

_UNIT = 10.5
"""Pixels of the side of a square as large as the plate.

That is about 0.23 m in all countries, while the plates' widths differ by half.
"""

_ENOUGH = 4
"""So many rows and columns of the picture are enough for one pixel of the small one."""

_PER_METER = 44
"""So many pixels of the small picture are a meter."""

_CAR = -0.95, -1.4, 0.95, 0.5
"""How far a car reaches around its plate: left, up, right and down of the middle, in meters."""

_BACKDROP_STEP = 20


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """A small picture of a plate's surroundings, with SLACK around it.

    `inside` tells for each of the PLACES whether the whole cell lies in the picture.
    """

    gray: Gray
    inside: NDArray[np.bool_]


def surroundings(picture: Picture, box: Box) -> Surroundings:
    """Return what is around the plate in `box`, or would be if it were there."""
    unit = _unit(box)
    center = np.array(geometry.center(box)[::-1])
    corner = center - unit * np.array(_MIDDLE)
    places = corner + unit * PLACES
    inside = (places >= 0).all(axis=1) & (places + CELL * unit <= picture.shape[:2]).all(axis=1)
    step = max(1, int(unit / _ENOUGH))
    top, left = (round(start) for start in corner - SLACK * unit)
    size = _SIZE[0] + 2 * SLACK, _SIZE[1] + 2 * SLACK
    bottom, right = top + round(size[0] * unit), left + round(size[1] * unit)
    part = picture[max(0, top) : max(0, bottom) : step, max(0, left) : max(0, right) : step]
    if not part.size or not inside.any():
        return Surroundings(np.zeros(size, np.float32), np.zeros(len(PLACES), np.bool_))
    whole = cv2.copyMakeBorder(
        cv2.cvtColor(part, cv2.COLOR_BGR2GRAY),
        max(0, -top) // step,
        max(0, bottom - picture.shape[0]) // step,
        max(0, -left) // step,
        max(0, right - picture.shape[1]) // step,
        cv2.BORDER_REPLICATE,
    )
    small = cv2.resize(whole, size[::-1], interpolation=cv2.INTER_AREA)
    return Surroundings(small.astype(np.float32), inside)


def car_in_backdrop(box: Box) -> Box:
    """Return where in the backdrop the car is whose plate is in `box`."""
    meter = _unit(box) * _PER_METER
    x, y = geometry.center(box)
    left, up, right, down = (side * meter for side in _CAR)
    x1, y1, x2, y2 = (side / _BACKDROP_STEP for side in (x + left, y + up, x + right, y + down))
    return x1, y1, x2, y2


def backdrop(picture: Picture) -> Gray:
    """Return every twentieth pixel of every twentieth row."""
    few = picture[::_BACKDROP_STEP, ::_BACKDROP_STEP]
    return np.asarray(cv2.cvtColor(few, cv2.COLOR_BGR2GRAY), np.float32)


def _unit(box: Box) -> float:
    """Return how many pixels of the picture are one of the small picture."""
    return sqrt(geometry.width(box) * geometry.height(box)) / _UNIT
