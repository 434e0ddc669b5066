"""What a picture file says of itself, looked at before anything is decoded."""

from collections.abc import Callable
from dataclasses import dataclass
import re

from placa_engine.imaging.jpeg import JpegProgress, JpegWalker


class TruncatedError(Exception):
    """The file ends before the picture does."""


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """A picture's format ("JPEG", "PNG", "WebP" or "BMP") and its sides in pixels as stored."""

    format: str
    width: int
    height: int


def is_picture(begin: bytes) -> bool:
    """Return by a file's first 32 bytes whether it is a picture, supported or not."""
    supported = any(magic.match(begin) for magic, _ in _FORMATS)
    return supported or foreign_format(begin) is not None


def foreign_format(begin: bytes) -> str | None:
    """Return the name of a picture format that is not supported, by a file's first 32 bytes."""
    for magic, name in _FOREIGN:
        if magic.match(begin):
            return name
    return None


def parse_header(data: bytes) -> PictureHeader | None:
    """Return a picture's header, None for anything else than a supported picture.

    Raise TruncatedError where the file is cut off: the whole structure is walked, not only
    the first bytes.
    """
    for magic, parse in _FORMATS:
        if magic.match(data):
            return parse(data)
    return None


def _jpeg(data: bytes) -> PictureHeader:
    walker = JpegWalker()
    if walker.walk(data) is not JpegProgress.END or walker.size is None:
        raise TruncatedError
    return PictureHeader("JPEG", *walker.size)


def _png(data: bytes) -> PictureHeader:
    width, height = int.from_bytes(_take(data, 16, 4)), int.from_bytes(_take(data, 20, 4))
    at = 8
    while (kind := _take(data, at + 4, 4)) != b"IEND":
        if not kind.isalpha():
            raise TruncatedError
        at += 12 + int.from_bytes(data[at : at + 4])
    return PictureHeader("PNG", width, height)


def _webp(data: bytes) -> PictureHeader:
    if len(data) < 8 + int.from_bytes(data[4:8], "little"):
        raise TruncatedError
    kind, body = _take(data, 12, 4), _take(data, 20, 10)
    match kind:
        case b"VP8X":
            width = 1 + int.from_bytes(body[4:7], "little")
            height = 1 + int.from_bytes(body[7:10], "little")
        case b"VP8L":
            bits = int.from_bytes(body[1:5], "little")
            width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        case _:
            width = int.from_bytes(body[6:8], "little") & 0x3FFF
            height = int.from_bytes(body[8:10], "little") & 0x3FFF
    return PictureHeader("WebP", width, height)


def _bmp(data: bytes) -> PictureHeader:
    width = int.from_bytes(_take(data, 18, 4), "little", signed=True)
    height = int.from_bytes(_take(data, 22, 4), "little", signed=True)
    compression = int.from_bytes(_take(data, 30, 4), "little")
    bits = int.from_bytes(_take(data, 28, 2), "little")
    pixels_at = int.from_bytes(_take(data, 10, 4), "little")
    row = (abs(width) * bits + 31) // 32 * 4
    if compression == 0 and len(data) < pixels_at + row * abs(height):
        raise TruncatedError
    return PictureHeader("BMP", abs(width), abs(height))


def _take(data: bytes, at: int, length: int) -> bytes:
    part = data[at : at + length]
    if len(part) < length:
        raise TruncatedError
    return part


_FORMATS: tuple[tuple[re.Pattern[bytes], Callable[[bytes], PictureHeader]], ...] = (
    (re.compile(rb"\xff\xd8\xff"), _jpeg),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), _png),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), _webp),
    (re.compile(rb"BM.{12}[\x28-\x7c]\x00\x00\x00", re.DOTALL), _bmp),
)

_FOREIGN = (
    (re.compile(rb".{4}ftyp(avif|avis)", re.DOTALL), "AVIF"),
    (re.compile(rb".{4}ftyp(he[im][cfsx]|hev[cmsx]|mif1|msf1)", re.DOTALL), "HEIC"),
    (re.compile(rb"II\*\x00|MM\x00\*|II\+\x00|MM\x00\+"), "TIFF"),
    (re.compile(rb"GIF8[79]a"), "GIF"),
    (re.compile(rb"\xff\x0a|\x00\x00\x00\x0cJXL \r\n\x87\n"), "JPEG XL"),
)
