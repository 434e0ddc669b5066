"""Privacy masks: parts of a picture that are painted over first."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from placa_engine.cameras.config import Polygon
from placa_engine.imaging.frame import Picture


def paint_over(picture: Picture, masks: Sequence[Polygon]) -> None:
    """Blacken the masked parts, in place."""
    for mask in masks:
        cv2.fillPoly(picture, [_corners(mask, picture.shape)], (0, 0, 0))


def unmasked(masks: Sequence[Polygon], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return which pixels lie outside all masks, bool of shape (height, width)."""
    covered = np.zeros(shape[:2], np.uint8)
    for mask in masks:
        cv2.fillPoly(covered, [_corners(mask, shape)], (1,))
    return np.equal(covered, 0)


def _corners(mask: Polygon, shape: tuple[int, ...]) -> NDArray[np.int32]:
    height, width = shape[:2]
    return np.rint(np.array(mask, np.float64) * (width - 1, height - 1)).astype(np.int32)
