"""The blue bands at the ends of European plates: their letters are no part of the text."""

import numpy as np
from numpy.typing import NDArray

from placa_engine.imaging.frame import Picture

LONG = 3.0
"""Plates with bands are longer than so many times their height."""

BLUER = 35
"""A pixel is blue whose blue is so many levels above its red and its green."""

MOSTLY = 0.55
"""A column belongs to a band where more than this part of its pixels is blue."""

END = 0.3
"""Bands lie within this part of a crop's width from either side."""

NARROWEST, WIDEST = 0.03, 0.16
"""A band's width, in parts of the crop's. Where more is blue than two bands, the plate is."""

RIM = 0.15
"""A band begins within this part of the crop's width."""

GAP = 2
"""So few columns that are not blue do not end a band."""

HIDDEN = 127


def without_bands(crop: Picture) -> Picture:
    """Return a long crop (uint8 BGR) with gray for the bands at its ends; others themselves."""
    height, width = crop.shape[:2]
    if width < LONG * height:
        return crop
    rows = crop[height // 5 : height - height // 5].astype(np.int16)
    blue = rows[..., 0] - np.maximum(rows[..., 1], rows[..., 2]) > BLUER
    columns = blue.mean(axis=0) > MOSTLY
    left, right = _depth(columns), _depth(columns[::-1])
    if (not left and not right) or columns.mean() > 2 * WIDEST:
        return crop
    hidden = crop.copy()
    hidden[:, :left] = HIDDEN
    hidden[:, width - right :] = HIDDEN
    return hidden


def _depth(columns: NDArray[np.bool_]) -> int:
    """Return how many columns from the start reach to a band's far side, 0 without a band."""
    width = len(columns)
    band = np.flatnonzero(columns[: int(END * width)])
    if not len(band):
        return 0
    runs = np.split(band, np.flatnonzero(np.diff(band) > GAP) + 1)
    longest = max(runs, key=len)
    first, last = int(longest[0]), int(longest[-1])
    fits = NARROWEST * width <= last + 1 - first <= WIDEST * width
    return last + 1 if fits and first <= RIM * width else 0
