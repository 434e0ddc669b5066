"""Encoded still pictures to pixels; their bytes are hostile until proven whole."""

import cv2
import numpy as np

from placa_engine.imaging.frame import Picture
from placa_engine.imaging.picture_header import (
    TruncatedError,
    foreign_format,
    parse_header,
)

MOST_PIXELS = 7680 * 4320
"""8K: no camera sends more, and a few bytes may claim to be any number of pixels."""

LONGEST_SIDE = 16_384


class PictureError(Exception):
    """A picture cannot be read. The message is the rest of a sentence, without its source."""


def decode_picture(data: bytes) -> Picture:
    """Return a JPEG, PNG, WebP or BMP picture, turned upright as its EXIF data say.

    Raise PictureError for an empty, foreign, truncated or damaged picture and for one of
    more than MOST_PIXELS pixels or with a side longer than LONGEST_SIDE; sizes are checked
    before anything is decoded.
    """
    if not data:
        raise PictureError("is empty")
    try:
        header = parse_header(data)
    except TruncatedError as error:
        raise PictureError("is cut off or damaged: the picture does not reach its end") from error
    if header is None:
        foreign = foreign_format(data[:32])
        if foreign is not None:
            raise PictureError(f"is a {foreign} picture; please save it as JPEG, PNG or WebP")
        raise PictureError("is not a JPEG, PNG, WebP or BMP picture")
    width, height = header.width, header.height
    if not width or not height:
        raise PictureError("has no pixels")
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise PictureError(
            f"is too large: {width}x{height} pixels, the limits are {LONGEST_SIDE} a side "
            f"and {MOST_PIXELS / 1e6:.0f} megapixels"
        )
    try:
        decoded = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise PictureError(f"is a damaged {header.format} picture") from error
    if decoded is None:
        raise PictureError(f"is a damaged {header.format} picture")
    return np.ascontiguousarray(decoded, dtype=np.uint8)
