"""JPEG pictures cut out of a stream of bytes."""

import re

MOST_BYTES = 16_000_000
"""No picture of a camera is larger."""

JPEG_BEGIN = b"\xff\xd8\xff"
_MARKER_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_STANDALONE = frozenset(range(0xD0, 0xD8)) | {0x01}


class JpegStream:
    """Finds whole JPEG pictures by their own structure.

    Boundaries, part headers and announced lengths, which many cameras get wrong, are not
    looked at. What is damaged or longer than `limit` bytes is passed over.
    """

    def __init__(self, limit: int = MOST_BYTES) -> None:
        self._limit = limit
        self._restart(b"")

    def feed(self, data: bytes) -> list[bytes]:
        """Take the next bytes of the stream; return the pictures that are whole now."""
        self._buffer += data
        pictures: list[bytes] = []
        while self._advance(pictures):
            pass
        if len(self._buffer) > self._limit:
            self._restart(b"")
        return pictures

    def _restart(self, rest: bytes | bytearray) -> None:
        self._buffer = bytearray(rest)
        self._at = 0
        self._begun = False
        self._in_scan = False

    def _advance(self, pictures: list[bytes]) -> bool:
        """Take one step through the buffer; false if it needs more bytes."""
        if not self._begun:
            return self._find_begin()
        if self._in_scan:
            return self._find_end_of_scan()
        return self._take_segment(pictures)

    def _find_begin(self) -> bool:
        begin = self._buffer.find(JPEG_BEGIN)
        if begin < 0:
            del self._buffer[: max(0, len(self._buffer) - 2)]
            return False
        del self._buffer[:begin]
        self._begun, self._at = True, 2
        return True

    def _find_end_of_scan(self) -> bool:
        found = _MARKER_AFTER_SCAN.search(self._buffer, self._at)
        if found is None:
            self._at = max(self._at, len(self._buffer) - 1)
            return False
        self._at, self._in_scan = found.start(), False
        return True

    def _take_segment(self, pictures: list[bytes]) -> bool:
        head = self._buffer[self._at : self._at + 4]
        if len(head) < 2:
            return False
        if head[0] != 0xFF:
            self._restart(self._buffer[self._at :])
        elif head[1] == 0xFF:
            self._at += 1
        elif head[1] == 0xD9:
            pictures.append(bytes(self._buffer[: self._at + 2]))
            self._restart(self._buffer[self._at + 2 :])
        elif head[1] in _STANDALONE:
            self._at += 2
        elif head[1] < 0xC0 or head[1] == 0xD8:
            self._restart(self._buffer[self._at :])
        elif len(head) < 4:
            return False
        else:
            self._at += 2 + max(2, int.from_bytes(head[2:4]))
            self._in_scan = head[1] == 0xDA
        return True
