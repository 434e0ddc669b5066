"""A picture as a camera sees it that is rolled about its axis."""

from dataclasses import dataclass
import math

import cv2
import numpy as np
from numpy.typing import NDArray

from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Quad
from placa_engine.imaging.letterbox import PADDING


@dataclass(frozen=True, slots=True, eq=False)
class RolledPicture:
    """A turned picture, whole, with gray in the corners.

    `back` is the affine matrix, float64 (2, 3), from its pixels to those of the picture before.
    """

    picture: Picture
    back: NDArray[np.float64]

    def quad_before(self, quad: Quad) -> Quad:
        """Return where a plate's corners are in the picture before it was turned."""
        a, b, c, d = (tuple(self.back @ (x, y, 1.0)) for x, y in quad)
        return a, b, c, d


def roll_matrix(
    width: int, height: int, degrees: float
) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Return the affine matrix (2, 3) that turns a picture counterclockwise.

    And the (width, height) that holds it whole.
    """
    middle = (width / 2, height / 2)
    matrix = np.asarray(cv2.getRotationMatrix2D(middle, degrees, 1.0), np.float64)
    across, down = np.abs(matrix[:, :2]) @ (width, height)
    matrix[:, 2] += ((across - width) / 2, (down - height) / 2)
    return matrix, (math.ceil(across - 1e-6), math.ceil(down - 1e-6))


def rolled(picture: Picture, degrees: float) -> RolledPicture:
    """Turn a picture counterclockwise."""
    matrix, size = roll_matrix(picture.shape[1], picture.shape[0], degrees)
    turned = cv2.warpAffine(picture, matrix, size, borderValue=(PADDING, PADDING, PADDING))
    back = np.asarray(cv2.invertAffineTransform(matrix), np.float64)
    return RolledPicture(np.asarray(turned, np.uint8), back)
