"""Points, boxes and quadrilaterals in pixels, x to the right and y down."""

from math import hypot

type Point = tuple[float, float]

type Box = tuple[float, float, float, float]
"""x1, y1, x2, y2 with x1 <= x2 and y1 <= y2."""

type Quad = tuple[Point, Point, Point, Point]
"""A plate's corners, clockwise from the plate's own top left."""


def width(box: Box) -> float:
    """Return the width in pixels, at least a tiny one so that it can divide."""
    return max(box[2] - box[0], 1e-6)


def height(box: Box) -> float:
    """Return the height in pixels, at least a tiny one so that it can divide."""
    return max(box[3] - box[1], 1e-6)


def center(box: Box) -> Point:
    """Return the middle of the box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def shifted(box: Box, by: Point) -> Box:
    """Return the box moved by (x, y) pixels."""
    return box[0] + by[0], box[1] + by[1], box[2] + by[0], box[3] + by[1]


def distance(a: Point, b: Point) -> float:
    """Return the distance of two points in pixels."""
    return hypot(a[0] - b[0], a[1] - b[1])


def iou(a: Box, b: Box) -> float:
    """Return the intersection over union in [0, 1]."""
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    if across <= 0 or down <= 0:
        return 0.0
    shared = across * down
    return shared / (width(a) * height(a) + width(b) * height(b) - shared)


def holds(box: Box, point: Point) -> bool:
    """Return whether the point is in the box or on its edge."""
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def is_cut(box: Box, frame_size: tuple[int, int], margin: float = 2.0) -> bool:
    """Return whether the box touches the picture's edge, so that a part may be missing.

    `frame_size` is (width, height) in pixels; `margin` is in pixels.
    """
    return (
        box[0] <= margin
        or box[1] <= margin
        or box[2] >= frame_size[0] - margin
        or box[3] >= frame_size[1] - margin
    )
