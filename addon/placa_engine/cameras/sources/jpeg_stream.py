"""JPEG pictures cut out of a stream of bytes."""

from placa_engine.imaging.jpeg import JPEG_BEGIN, JpegProgress, JpegWalker

MOST_BYTES = 16_000_000
"""No picture of a camera is larger."""


class JpegStream:
    """Finds whole JPEG pictures by their own structure.

    Boundaries, part headers and announced lengths, which many cameras get wrong, are not
    looked at. What is damaged or longer than `limit` bytes is passed over.
    """

    def __init__(self, limit: int = MOST_BYTES) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._walker: JpegWalker | None = None

    def feed(self, data: bytes) -> list[bytes]:
        """Take the next bytes of the stream; return the pictures that are whole now."""
        self._buffer += data
        pictures: list[bytes] = []
        while (walker := self._walker or self._find_begin()) is not None:
            progress = walker.walk(self._buffer)
            if progress is JpegProgress.MORE:
                break
            if progress is JpegProgress.END:
                pictures.append(bytes(self._buffer[: walker.at]))
            del self._buffer[: walker.at]
            self._walker = None
        if len(self._buffer) > self._limit:
            self._buffer.clear()
            self._walker = None
        return pictures

    def _find_begin(self) -> JpegWalker | None:
        begin = self._buffer.find(JPEG_BEGIN)
        if begin < 0:
            del self._buffer[: max(0, len(self._buffer) - 2)]
            return None
        del self._buffer[:begin]
        self._walker = JpegWalker()
        return self._walker
