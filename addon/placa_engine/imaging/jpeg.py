"""JPEG pictures: encoded, and walked through without decoding."""

from dataclasses import dataclass
from enum import Enum
import re

import cv2

from placa_engine.imaging.frame import Picture

JPEG_BEGIN = b"\xff\xd8\xff"
_MARKER_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_STANDALONE = frozenset(range(0xD0, 0xD8)) | {0x01}
_FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_QUALITY = 88


@dataclass(frozen=True, slots=True)
class JpegPair:
    """The pictures kept of a sighting: the plate's crop and the whole frame it was taken from."""

    crop: bytes
    frame: bytes


def to_jpegs(crop: Picture, frame: Picture) -> JpegPair:
    """Encode both pictures."""
    return JpegPair(encode_jpeg(crop), encode_jpeg(frame))


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
        return True
