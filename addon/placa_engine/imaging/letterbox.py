"""A picture made to fit a network's input."""

from dataclasses import dataclass

import cv2
import numpy as np

from placa_engine.imaging.frame import Picture

MULTIPLE = 32
PADDING = 114


@dataclass(frozen=True, slots=True, eq=False)
class Letterboxed:
    """A scaled picture in the top left of a gray canvas.

    A point of the canvas divided by `scale` (x, y) is that point of the original picture.
    """

    canvas: Picture
    scale: tuple[float, float]


def canvas_size(width: int, height: int, long_side: int) -> tuple[int, int]:
    """Return the (width, height) of the canvas for a picture.

    The longer side is `long_side`, the shorter one as much as the aspect needs; both are
    multiples of MULTIPLE.
    """
    scale = long_side / max(width, height)
    return _round_up(width * scale), _round_up(height * scale)


def letterbox(picture: Picture, size: tuple[int, int]) -> Letterboxed:
    """Scale a picture into a canvas of `size` (width, height), keeping its aspect."""
    height, width = picture.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    inner = (max(1, round(width * scale)), max(1, round(height * scale)))
    scaled = _scaled(picture, inner)
    exact = (inner[0] / width, inner[1] / height)
    if inner == size:
        return Letterboxed(np.ascontiguousarray(scaled, dtype=np.uint8), exact)
    canvas = np.full((size[1], size[0], 3), PADDING, dtype=np.uint8)
    canvas[: inner[1], : inner[0]] = scaled
    return Letterboxed(canvas, exact)


def _scaled(picture: cv2.typing.MatLike, size: tuple[int, int]) -> cv2.typing.MatLike:
    """Halve by area while the picture is twice as large, then scale linearly.

    Nearly as good as scaling by area at once, in a fifth of the time.
    """
    height, width = picture.shape[:2]
    while width >= 2 * size[0] and height >= 2 * size[1]:
        width, height = width // 2, height // 2
        picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    return cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)


def _round_up(length: float) -> int:
    return max(MULTIPLE, -(-round(length) // MULTIPLE) * MULTIPLE)
