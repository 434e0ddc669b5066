"""The two pictures that are kept of a sighting, as JPEG files."""

from dataclasses import dataclass

import cv2

from placa_engine.imaging.frame import Picture

_QUALITY = 88


@dataclass(frozen=True, slots=True)
class JpegPair:
    """The plate's crop and the whole frame it was taken from."""

    crop: bytes
    frame: bytes


def to_jpegs(crop: Picture, frame: Picture) -> JpegPair:
    """Encode both pictures."""
    return JpegPair(to_jpeg(crop), to_jpeg(frame))


def to_jpeg(picture: Picture) -> bytes:
    """Encode a picture."""
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return encoded.tobytes()
