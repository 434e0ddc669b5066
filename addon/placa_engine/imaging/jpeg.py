"""The two pictures that are kept of a sighting, as JPEG files."""

from dataclasses import dataclass

import cv2
import numpy as np

from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Box

_QUALITY = 88
_ASPECT = 1.6
_VEHICLE_SIZE = (480, 300)
_PLATES_A_CAR = 5.0
_LEAST_WIDTH = 320.0
_ABOVE = 0.78
"""How much of the cut-out lies above the lower edge of the plate."""


@dataclass(frozen=True, slots=True)
class JpegPair:
    """The plate's crop and the whole frame it was taken from.

    `plate` is where the plate is in the frame, (x1, y1, x2, y2) in parts of its sides.
    """

    crop: bytes
    frame: bytes
    plate: Box


def to_jpegs(crop: Picture, frame: Picture, plate: Box) -> JpegPair:
    """Encode both pictures."""
    return JpegPair(to_jpeg(crop), to_jpeg(frame), plate)


def vehicle_jpeg(frame: bytes, plate: Box) -> bytes:
    """Cut the vehicle out of a frame, as a JPEG of at most 480 x 300 pixels.

    A car is about four times as wide as its plate and stands mostly above it. Raises
    ValueError if the frame cannot be decoded.
    """
    picture = cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("the frame is no picture")
    height, width = picture.shape[:2]
    x1, _, x2, y2 = plate
    wide = min(max(_PLATES_A_CAR * (x2 - x1) * width, _LEAST_WIDTH), float(width))
    high = min(wide / _ASPECT, float(height))
    wide = min(wide, high * _ASPECT)
    left = min(max((x1 + x2) / 2 * width - wide / 2, 0.0), width - wide)
    top = min(max(y2 * height - _ABOVE * high, 0.0), height - high)
    cut = picture[round(top) : round(top + high), round(left) : round(left + wide)]
    if wide > _VEHICLE_SIZE[0]:
        cut = cv2.resize(cut, _VEHICLE_SIZE, interpolation=cv2.INTER_AREA)
    return to_jpeg(np.ascontiguousarray(cut, np.uint8))


def to_jpeg(picture: Picture) -> bytes:
    """Encode a picture."""
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return encoded.tobytes()
