"""How a crop becomes a reader's input, in training's checks as in the engine."""

from collections.abc import Mapping

import cv2
import numpy as np

from placa_training.reader.augment import CropPicture
from placa_training.reader.names import ReaderName

HEIGHT = 48
ROWS = HEIGHT // 16
"""Rows of the last feature map, read one after the other."""
COLUMNS: Mapping[ReaderName, int] = {
    "plate-reader": 48,
    "narrow-reader": 36,
    "quick-reader": 36,
}
"""Steps of a row."""
STRIDE = 4
"""Pixels of the input for each column."""


def stretch(crop: CropPicture, columns: int) -> CropPicture:
    """Stretch the crop to HEIGHT x STRIDE * columns: by area when it shrinks, else linearly."""
    width = STRIDE * columns
    shrinks = crop.shape[1] > width or crop.shape[0] > HEIGHT
    kind = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(crop, (width, HEIGHT), interpolation=kind).astype(np.uint8)
