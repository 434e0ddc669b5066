"""A plate seen from the front."""

import math

import cv2
import numpy as np

from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Quad

MARGIN = 0.12
LONGEST_SIDE = 2048


def rectify(picture: Picture, quad: Quad, margin: float = MARGIN) -> Picture:
    """Return the plate between four corners as an upright rectangle in its own resolution.

    `margin` is the part of the plate's width and height shown around it on each side.
    Corners may lie outside the picture, whose border is then repeated. The sides are at
    least 1 and at most LONGEST_SIDE pixels.
    """
    top_left, top_right, bottom_right, bottom_left = quad
    width = _length(max(math.dist(top_left, top_right), math.dist(bottom_left, bottom_right)))
    height = _length(max(math.dist(top_left, bottom_left), math.dist(top_right, bottom_right)))
    left, top = round(width * margin), round(height * margin)
    # Pixel centers: the corner (0, 0) is half a pixel before the first pixel's center.
    source = np.array(quad, dtype=np.float32) - 0.5
    target = np.array(
        [(left, top), (left + width, top), (left + width, top + height), (left, top + height)],
        dtype=np.float32,
    ) - np.float32(0.5)
    size = (width + 2 * left, height + 2 * top)
    warped = cv2.warpPerspective(
        picture,
        cv2.getPerspectiveTransform(source, target),
        size,
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.ascontiguousarray(warped, dtype=np.uint8)


def _length(pixels: float) -> int:
    return min(max(round(pixels), 1), LONGEST_SIDE)
