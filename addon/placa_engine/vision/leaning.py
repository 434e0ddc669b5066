"""Plates that lean, found in a picture that is turned to set them upright."""

from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.roll import rolled
from placa_engine.vision.detector import PlateDetector, around_corners

ROLLS = (-45.0, 45.0)
"""Degrees by which a picture is turned where no clear plate was found in it."""

CLEAR = 0.7
"""A plate is clear whose least sure character is so sure: of leaning plates that were found as if
upright, few were read as surely, and turned upright nearly all."""


def detect_turned(
    detector: PlateDetector,
    picture: Picture,
    degrees: float,
    *,
    threshold: float | None = None,
    long_side: int | None = None,
) -> tuple[PlateDetection, ...]:
    """Return the plates of a picture turned counterclockwise, in pixels of the picture as it is.

    `threshold` and `long_side` are None for what the detector's settings advise.
    """
    height, width = picture.shape[:2]
    view = rolled(picture, degrees)
    found = detector.detect(view.picture, threshold=threshold, long_side=long_side)
    return tuple(
        around_corners(one.score, view.quad_before(one.quad), width, height) for one in found
    )
