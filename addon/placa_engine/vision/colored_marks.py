"""Seals, stickers and bands: what is colored on a plate of black, white and gray."""

import cv2
import numpy as np

from placa_engine.imaging.frame import Picture

COLORED = 42
"""A pixel is colored whose channels are so many levels apart."""

FEWEST, MOST = 0.004, 0.35
"""Colored pixels are marks from this to that part of a crop; where more are, the plate is."""

TALL = 72
"""Taller crops are shrunk to so many rows: painting over takes the longer, the more there is."""

BRUSH = 3
"""How far around a mark's pixels is painted over, and how far around that is looked, in pixels."""


def without_marks(crop: Picture) -> Picture:
    """Return a crop (uint8 BGR) with its colored marks painted over; others themselves.

    What is painted over is guessed from what is around it (Telea 2004).
    """
    height, width = crop.shape[:2]
    if height > TALL:
        size = (max(round(width * TALL / height), 1), TALL)
        small = cv2.resize(crop, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    else:
        small = crop
    colored = np.ptp(small, axis=2) > COLORED
    rim = len(small) // 5
    if not FEWEST <= colored[rim : len(small) - rim].mean() <= MOST:
        return crop
    mask = cv2.dilate(colored.astype(np.uint8), np.ones((BRUSH, BRUSH), np.uint8))
    return cv2.inpaint(small, mask, BRUSH, cv2.INPAINT_TELEA).astype(np.uint8)
