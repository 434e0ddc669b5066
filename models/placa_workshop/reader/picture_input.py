"""How a crop becomes the network's input, in training's checks as in the engine."""

import cv2
import numpy as np

from placa_workshop.reader.augment import Picture

HEIGHT = 48
WIDTH = 144
ROWS = HEIGHT // 16
"""Rows of the last feature map, read one after the other."""
COLUMNS = WIDTH // 4
"""Steps of a row."""


def stretch(crop: Picture) -> Picture:
    """Stretch the crop to HEIGHT x WIDTH: by area when it shrinks, else linearly."""
    shrinks = crop.shape[1] > WIDTH or crop.shape[0] > HEIGHT
    kind = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(crop, (WIDTH, HEIGHT), interpolation=kind).astype(np.uint8)
