"""Named areas of a camera's picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from placa_engine.imaging.geometry import Box, Point


@dataclass(frozen=True, slots=True)
class Zone:
    """A polygon of at least three corners, each relative to the picture in 0..1."""

    name: str
    polygon: tuple[Point, ...]


def standing_point(box: Box, frame_size: tuple[int, int]) -> Point:
    """Return the bottom center of a box in pixels, relative to the picture in 0..1.

    `frame_size` is (width, height). This is the point of a plate that zones look at,
    the nearest one to the ground.
    """
    return (box[0] + box[2]) / 2 / frame_size[0], box[3] / frame_size[1]


def contains(polygon: Sequence[Point], point: Point) -> bool:
    """Return whether the point lies inside the polygon (even-odd rule)."""
    x, y = point
    inside = False
    for index, (x1, y1) in enumerate(polygon):
        x2, y2 = polygon[index - 1]
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside
