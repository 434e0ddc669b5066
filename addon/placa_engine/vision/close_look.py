"""Other views of one crop, for a plate that was read in doubt."""

import cv2
import numpy as np

from placa_engine.imaging.frame import Picture

LEAN = 0.12
"""How far the leaning views move a row sideways, as a part of its distance from the middle."""

SOFTNESS = 80
"""The blur's deviation is the crop's height over this, but for LEAST_BLUR pixels."""
LEAST_BLUR = 0.6


def close_look(crop: Picture) -> tuple[Picture, ...]:
    """Return the crop as it is, blurred, inverted, and leaning to either side.

    Noise, dark plates and slanted lettering each mislead some of these views, seldom all.
    """
    height = crop.shape[0]
    blur = max(LEAST_BLUR, height / SOFTNESS)
    blurred = cv2.GaussianBlur(crop, (0, 0), blur).astype(np.uint8)
    return (crop, blurred, 255 - crop, _leaning(crop, LEAN), _leaning(crop, -LEAN))


def _leaning(crop: Picture, lean: float) -> Picture:
    height, width = crop.shape[:2]
    matrix = np.array([[1.0, lean, -lean * height / 2], [0.0, 1.0, 0.0]])
    leaning = cv2.warpAffine(crop, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(leaning, dtype=np.uint8)
