"""Plates that lean, found in a picture that is turned to set them upright."""

import math

from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Quad
from placa_engine.imaging.roll import rolled
from placa_engine.vision.detector import PlateDetector, around_corners

ROLLS = (-45.0, 45.0)
"""Degrees by which a picture is turned where no clear plate was found in it."""

CLEAR = 0.7
"""A plate is clear whose least sure character is so sure: of leaning plates that were found as if
upright, few were read as surely, and turned upright nearly all."""


LEAST_LEAN = 35.0
"""Degrees by which a plate leans at least: one that leans less is found upright. Upright lettering
on a turned picture leans by 45 degrees there, and the corners around it by 14 to 39."""


def detect_turned(
    detector: PlateDetector,
    picture: Picture,
    degrees: float,
    *,
    threshold: float | None = None,
    long_side: int | None = None,
) -> tuple[PlateDetection, ...]:
    """Return the leaning plates of a picture turned counterclockwise, in pixels as it is.

    `threshold` and `long_side` are None for what the detector's settings advise.
    """
    height, width = picture.shape[:2]
    view = rolled(picture, degrees)
    found = detector.detect(view.picture, threshold=threshold, long_side=long_side)
    quads = ((one.score, view.quad_before(one.quad)) for one in found)
    return tuple(
        around_corners(score, quad, width, height)
        for score, quad in quads
        if lean(quad) >= LEAST_LEAN
    )


def lean(quad: Quad) -> float:
    """Return the degrees by which a plate's upper edge leans, 0 to 180."""
    (x1, y1), (x2, y2) = quad[:2]
    return abs(math.degrees(math.atan2(y2 - y1, x2 - x1)))
