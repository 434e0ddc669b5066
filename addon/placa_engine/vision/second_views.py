"""What of a crop the second reader is shown, so that nothing but the text misleads it."""

import numpy as np

from placa_engine.imaging.frame import Picture
from placa_engine.vision.colored_marks import without_marks
from placa_engine.vision.country_band import without_bands

type _Part = tuple[float, float]
"""A part of a crop's height or width, from and to."""

SQUARISH = 3.6
"""Crops narrower than so many times their height may have print above or below the text."""

STRIP: _Part = (0.2, 0.9)
"""The rows of a squarish crop without that print."""

TWO_LINES = 2.9
"""Crops narrower than so many times their height may have two lines of text."""

UPPER: _Part = (0.08, 0.53)
LOWER: _Part = (0.47, 0.92)
ACROSS: _Part = (0.08, 0.92)
"""The rows of such a crop's lines, and their columns."""

WITHIN_RIM: tuple[_Part, _Part] = ((0.05, 0.95), (0.08, 0.92))
"""The rows and columns that leave out most of what is around a plate."""


def views(crop: Picture, *, closer: bool = False) -> tuple[Picture, ...]:
    """Return what to read of a crop (uint8 BGR).

    Of a long one that is the whole without its country bands; of a squarish one the whole, the
    middle strip, and, where there may be two lines, both side by side. A `closer` look adds
    the crop without its colored marks, for a seal looks like an 8, and without its rim, for
    an edge looks like a narrow letter.
    """
    height, width = crop.shape[:2]
    squarish = width < SQUARISH * height
    whole = crop if squarish else without_bands(crop)
    parts = [_part(crop, rows=STRIP)] if squarish else []
    if width < TWO_LINES * height:
        parts.append(_side_by_side(crop))
    if closer:
        plain = without_marks(crop)
        parts += [] if plain is crop else [plain]
        parts.append(_part(whole, *WITHIN_RIM))
    return (whole, *(part for part in parts if part.size))


def _part(crop: Picture, rows: _Part, columns: _Part = (0.0, 1.0)) -> Picture:
    height, width = crop.shape[:2]
    top, bottom = (round(share * height) for share in rows)
    left, right = (round(share * width) for share in columns)
    return crop[top:bottom, left:right]


def _side_by_side(crop: Picture) -> Picture:
    upper, lower = _part(crop, UPPER, ACROSS), _part(crop, LOWER, ACROSS)
    height = min(len(upper), len(lower))
    return np.hstack([upper[:height], lower[:height]])
