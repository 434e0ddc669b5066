"""The array types of the renderer; OpenCV's own stubs leave the type of a result open."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]
Quad = NDArray[np.float32]


def as_image(array: NDArray[Any]) -> Image:
    """Vouch that OpenCV returned bytes; nothing is copied when it did."""
    return np.asarray(array, np.uint8)


def as_floats(array: NDArray[Any]) -> Floats:
    """Return an array as float32."""
    return np.asarray(array, np.float32)
