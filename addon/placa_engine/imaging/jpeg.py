"""JPEG pictures: encoded, and walked through without decoding."""

from dataclasses import dataclass
from enum import Enum
import re

import cv2
import numpy as np

from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Box

JPEG_BEGIN = b"\xff\xd8\xff"

MOST_SCANS = 64
"""Encoders write about ten. A decoder goes through all pixels for each, of a few bytes as well."""

_MARKER_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_STANDALONE = frozenset(range(0xD0, 0xD8)) | {0x01}
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_QUALITY = 88
_ASPECT = 1.6
_VEHICLE_SIZE = (480, 300)
_PLATES_A_CAR = 5.0
_LEAST_WIDTH = 320.0
_PREVIEW_SIDE = 960
_ABOVE = 0.78
"""How much of the cut-out lies above the lower edge of the plate."""


@dataclass(frozen=True, slots=True)
class JpegPair:
    """The pictures kept of a sighting: the plate's crop and the whole frame it was taken from.

    `plate` is where the plate is in the frame, (x1, y1, x2, y2) in parts of its sides.
    """

    crop: bytes
    frame: bytes
    plate: Box


def to_jpegs(crop: Picture, frame: Picture, plate: Box) -> JpegPair:
    """Encode both pictures."""
    return JpegPair(encode_jpeg(crop), encode_jpeg(frame), plate)


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
    return encode_jpeg(np.ascontiguousarray(cut, np.uint8))


def preview_jpeg(picture: Picture) -> bytes:
    """Return a picture as JPEG, made smaller where a side is longer than 960 pixels."""
    height, width = picture.shape[:2]
    scale = _PREVIEW_SIDE / max(height, width)
    if scale >= 1.0:
        return encode_jpeg(picture)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return encode_jpeg(np.ascontiguousarray(small, np.uint8))


def encode_jpeg(picture: Picture) -> bytes:
    """Return a picture as a JPEG file of quality 88."""
    _, encoded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return encoded.tobytes()


class JpegProgress(Enum):
    """How far a walk came: to the end of the bytes, of the picture, or to something damaged."""

    MORE = "more"
    END = "end"
    DAMAGED = "damaged"


class JpegWalker:
    """Walks along the segments of one JPEG picture, whose bytes may still be arriving.

    `at` is the index of the next byte to look at, `size` the (width, height) in pixels once
    the frame header was passed.
    """

    def __init__(self) -> None:
        self.at = 2
        self.size: tuple[int, int] | None = None
        self._in_scan = False
        self._scans = 0

    def walk(self, data: bytes | bytearray) -> JpegProgress:
        """Go on as far as the bytes allow; `data` begins with the picture and only grows."""
        while True:
            if self._in_scan and not self._leave_scan(data):
                return JpegProgress.MORE
            head = data[self.at : self.at + 9]
            if len(head) < 2:
                return JpegProgress.MORE
            kind = head[1]
            if head[0] != 0xFF or kind == 0xD8 or (kind < 0xC0 and kind not in _STANDALONE):
                return JpegProgress.DAMAGED
            if kind == 0xD9:
                self.at += 2
                return JpegProgress.END
            if kind == 0xFF or kind in _STANDALONE:
                self.at += 1 if kind == 0xFF else 2
            elif not self._pass_segment(head):
                return JpegProgress.MORE
            if self._scans > MOST_SCANS:
                return JpegProgress.DAMAGED

    def _leave_scan(self, data: bytes | bytearray) -> bool:
        found = _MARKER_AFTER_SCAN.search(data, self.at)
        if found is None:
            self.at = max(self.at, len(data) - 1)
            return False
        self.at, self._in_scan = found.start(), False
        return True

    def _pass_segment(self, head: bytes | bytearray) -> bool:
        """Go behind a segment with a length; false if too little of it is there."""
        if len(head) < 4:
            return False
        kind, length = head[1], max(2, int.from_bytes(head[2:4]))
        if kind in _FRAME_HEADERS and self.size is None and length >= 7:
            if len(head) < 9:
                return False
            self.size = int.from_bytes(head[7:9]), int.from_bytes(head[5:7])
        self.at += 2 + length
        self._in_scan = kind == 0xDA
        self._scans += self._in_scan
        return True
