"""How a crop becomes the network's input, in training's checks as in the engine."""

import cv2
import numpy as np

from .augment import Picture
from .network import HEIGHT, WIDTH


def stretch(crop: Picture) -> Picture:
    """The crop stretched to HEIGHT x WIDTH: by area when it shrinks, else linearly."""
    shrinks = crop.shape[1] > WIDTH or crop.shape[0] > HEIGHT
    kind = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(crop, (WIDTH, HEIGHT), interpolation=kind).astype(np.uint8)
