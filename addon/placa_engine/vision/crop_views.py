"""Views of one plate crop for the readers: test-time augmentation, and what misleads them removed.

All crops are uint8 BGR, shape (height, width, 3).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from placa_engine.imaging.frame import Picture

SHEAR = 0.12
"""How far the sheared views move a row sideways, as a part of its distance from the middle."""

BLUR_DIVISOR = 80
"""The blur's standard deviation is the crop's height over this, but at least MIN_BLUR pixels."""
MIN_BLUR = 0.6

BAND_MIN_ASPECT = 3.0
"""Plates with bands are longer than this many times their height."""

BLUE_EXCESS = 35
"""A pixel is blue where its blue is this many levels above its red and its green."""

BAND_MIN_BLUE = 0.55
"""A column belongs to a band where more than this part of its pixels is blue."""

BAND_REACH = 0.3
"""Bands lie within this part of a crop's width from either side."""

BAND_MIN_WIDTH, BAND_MAX_WIDTH = 0.03, 0.16
"""A band's width, in parts of the crop's. Where more than two are blue, the plate is."""

BAND_MAX_START = 0.15
"""A band begins within this part of the crop's width."""

BAND_MAX_GAP = 2
"""Up to this many columns that are not blue do not end a band."""

BAND_FILL = 127

MARK_CHROMA = 42
"""A pixel is colored where its channels differ by more than this many levels."""

MARK_MIN_SHARE, MARK_MAX_SHARE = 0.004, 0.35
"""Colored pixels are marks from this to that part of a crop; beyond it the plate is colored."""

MARK_MAX_HEIGHT = 72
"""Taller crops are shrunk to this many rows first, since inpainting time grows with the area."""

MARK_RADIUS = 3
"""How far around a mark's pixels is inpainted, and how far around that is sampled, in pixels."""

type _Range = tuple[float, float]
"""A part of a crop's height or width, from and to."""

SQUARISH_ASPECT = 3.6
"""Crops narrower than this many times their height may have print above or below the text."""

SQUARISH_ROWS: _Range = (0.2, 0.9)
"""The rows of a squarish crop without that print."""

TWO_LINE_ASPECT = 2.9
"""Crops narrower than this many times their height may have two lines of text."""

UPPER_ROWS: _Range = (0.08, 0.53)
LOWER_ROWS: _Range = (0.47, 0.92)
LINE_COLUMNS: _Range = (0.08, 0.92)
"""The rows of such a crop's lines, and their columns."""

INNER_ROWS: _Range = (0.05, 0.95)
INNER_COLUMNS: _Range = (0.08, 0.92)
"""The rows and columns that leave out most of what is around a plate."""


def augmented_views(crop: Picture) -> tuple[Picture, ...]:
    """Return the crop as it is, blurred, inverted, and sheared to either side.

    Noise, dark plates and slanted lettering each mislead some of these views, seldom all.
    """
    height = crop.shape[0]
    blur = max(MIN_BLUR, height / BLUR_DIVISOR)
    blurred = cv2.GaussianBlur(crop, (0, 0), blur).astype(np.uint8)
    return (crop, blurred, 255 - crop, _sheared(crop, SHEAR), _sheared(crop, -SHEAR))


def second_reader_views(crop: Picture, *, closer: bool = False) -> tuple[Picture, ...]:
    """Return the pictures of a crop that the second reader reads.

    Of a long one that is the whole without its country bands; of a squarish one the whole, the
    middle strip, and, where there may be two lines, both side by side. `closer` adds the crop
    without its colored marks, since a seal looks like an 8, and without its rim, since an edge
    looks like a narrow letter.
    """
    height, width = crop.shape[:2]
    squarish = width < SQUARISH_ASPECT * height
    whole = crop if squarish else without_bands(crop)
    parts = [_part(crop, rows=SQUARISH_ROWS)] if squarish else []
    if width < TWO_LINE_ASPECT * height:
        parts.append(_side_by_side(crop))
    if closer:
        plain = without_marks(crop)
        parts += [] if plain is crop else [plain]
        parts.append(_part(whole, INNER_ROWS, INNER_COLUMNS))
    return (whole, *(part for part in parts if part.size))


def without_bands(crop: Picture) -> Picture:
    """Return a long crop with gray for the blue country bands at its ends; others unchanged.

    The letters in the bands of European plates are no part of the text.
    """
    height, width = crop.shape[:2]
    if width < BAND_MIN_ASPECT * height:
        return crop
    rows = crop[height // 5 : height - height // 5].astype(np.int16)
    blue = rows[..., 0] - np.maximum(rows[..., 1], rows[..., 2]) > BLUE_EXCESS
    columns = blue.mean(axis=0) > BAND_MIN_BLUE
    left, right = _band_depth(columns), _band_depth(columns[::-1])
    if (not left and not right) or columns.mean() > 2 * BAND_MAX_WIDTH:
        return crop
    hidden = crop.copy()
    hidden[:, :left] = BAND_FILL
    hidden[:, width - right :] = BAND_FILL
    return hidden


def without_marks(crop: Picture) -> Picture:
    """Return a crop with its colored seals and stickers inpainted; others unchanged.

    Only plates of black, white and gray have marks; what lies below them is guessed from their
    surroundings (Telea 2004).
    """
    height, width = crop.shape[:2]
    if height > MARK_MAX_HEIGHT:
        size = (max(round(width * MARK_MAX_HEIGHT / height), 1), MARK_MAX_HEIGHT)
        small = cv2.resize(crop, size, interpolation=cv2.INTER_AREA).astype(np.uint8)
    else:
        small = crop
    colored = np.ptp(small, axis=2) > MARK_CHROMA
    rim = len(small) // 5
    if not MARK_MIN_SHARE <= colored[rim : len(small) - rim].mean() <= MARK_MAX_SHARE:
        return crop
    mask = cv2.dilate(colored.astype(np.uint8), np.ones((MARK_RADIUS, MARK_RADIUS), np.uint8))
    return cv2.inpaint(small, mask, MARK_RADIUS, cv2.INPAINT_TELEA).astype(np.uint8)


def _sheared(crop: Picture, shear: float) -> Picture:
    height, width = crop.shape[:2]
    matrix = np.array([[1.0, shear, -shear * height / 2], [0.0, 1.0, 0.0]])
    sheared = cv2.warpAffine(crop, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(sheared, dtype=np.uint8)


def _band_depth(columns: NDArray[np.bool_]) -> int:
    """Return how many columns from the start reach to a band's far side, 0 without a band."""
    width = len(columns)
    band = np.flatnonzero(columns[: int(BAND_REACH * width)])
    if not len(band):
        return 0
    runs = np.split(band, np.flatnonzero(np.diff(band) > BAND_MAX_GAP) + 1)
    longest = max(runs, key=len)
    first, last = int(longest[0]), int(longest[-1])
    fits = BAND_MIN_WIDTH * width <= last + 1 - first <= BAND_MAX_WIDTH * width
    return last + 1 if fits and first <= BAND_MAX_START * width else 0


def _part(crop: Picture, rows: _Range, columns: _Range = (0.0, 1.0)) -> Picture:
    height, width = crop.shape[:2]
    top, bottom = (round(share * height) for share in rows)
    left, right = (round(share * width) for share in columns)
    return crop[top:bottom, left:right]


def _side_by_side(crop: Picture) -> Picture:
    upper, lower = _part(crop, UPPER_ROWS, LINE_COLUMNS), _part(crop, LOWER_ROWS, LINE_COLUMNS)
    height = min(len(upper), len(lower))
    return np.hstack([upper[:height], lower[:height]])
