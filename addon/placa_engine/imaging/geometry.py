"""Points, boxes and quadrilaterals in pixels, x to the right and y down."""

type Point = tuple[float, float]

type Box = tuple[float, float, float, float]
"""x1, y1, x2, y2 with x1 <= x2 and y1 <= y2."""

type Quad = tuple[Point, Point, Point, Point]
"""A plate's corners, clockwise from the plate's own top left."""
