"""A still picture as a frame."""

from datetime import datetime

import cv2
import numpy as np

from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.source_frame import Luma, SourceFrame
from placa_engine.cameras.state import CameraProblem
from placa_engine.imaging.decoding import MOST_PIXELS
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.picture_header import TruncatedError, parse_header


def picture_frame(data: bytes, monotonic: float, captured_at: datetime) -> SourceFrame | None:
    """Return the frame of a JPEG, PNG, WebP or BMP picture, upright as its EXIF data say.

    None if the picture is damaged or has more than MOST_PIXELS pixels.
    """
    try:
        header = parse_header(data)
    except TruncatedError:
        return None
    if header is None or not 0 < header.width * header.height <= MOST_PIXELS:
        return None
    size = header.width, header.height
    luma = _decoded(data, cv2.IMREAD_REDUCED_GRAYSCALE_4)
    if luma is None:
        return None
    if (luma.shape[0] > luma.shape[1]) != (size[1] > size[0]):
        size = size[::-1]  # OpenCV has turned it by 90 degrees
    return SourceFrame(
        size=size,
        monotonic=monotonic,
        captured_at=captured_at,
        luma=lambda: luma,
        picture=lambda: _picture(data),
    )


def _picture(data: bytes) -> Picture:
    picture = _decoded(data, cv2.IMREAD_COLOR)
    if picture is None:
        raise SourceError(CameraProblem.NOT_VIDEO)
    return picture


def _decoded(data: bytes, flags: int) -> Luma | Picture | None:
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    except cv2.error:
        return None
    return None if decoded is None else decoded.astype(np.uint8, copy=False)
