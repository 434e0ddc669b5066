"""Pictures with what was found drawn into them."""

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from placa_engine.imaging.frame import Picture
from placa_engine.imaging.jpeg import encode_jpeg
from placa_engine.vision.still_image import StillPlate

_LINE = (80, 220, 60)
_TEXT = (255, 255, 255)
_SHADE = (30, 30, 30)
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def annotate(picture: Picture, plates: Iterable[StillPlate]) -> Picture:
    """Return a copy of a picture with each plate's corners and text."""
    drawn = picture.copy()
    height, width = drawn.shape[:2]
    unit = max(width, height) / 1000
    thickness = max(1, round(2 * unit))
    for plate in plates:
        points = np.array(plate.detection.quad).round().astype(np.int32)
        cv2.polylines(drawn, [points], True, _LINE, thickness, cv2.LINE_AA)
        label = f"{plate.reading.text} {plate.reading.confidence:.0%}"
        scale = max(0.4, 0.7 * unit)
        (wide, high), below = cv2.getTextSize(label, _FONT, scale, thickness)
        left = min(max(0, int(plate.detection.box[0])), max(0, width - wide))
        bottom = int(plate.detection.box[1]) - 2 * thickness
        if bottom - high < 0:
            bottom = min(height, int(plate.detection.box[3]) + high + 2 * thickness)
        cv2.rectangle(drawn, (left, bottom - high), (left + wide, bottom + below), _SHADE, -1)
        cv2.putText(drawn, label, (left, bottom), _FONT, scale, _TEXT, thickness, cv2.LINE_AA)
    return drawn


def write_jpeg(folder: Path, stem: str, number: int, picture: Picture) -> None:
    """Write a picture to `folder`/`stem`-`number`.jpg. Raise OSError where that fails."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}-{number:04d}.jpg").write_bytes(encode_jpeg(picture))
