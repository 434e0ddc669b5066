"""Pictures of few bytes that cost a decoder much."""

import struct

import cv2
import numpy as np

LOSSY = [cv2.IMWRITE_WEBP_QUALITY, 80]


def claiming(form: str, width: int, height: int) -> bytes:
    """A whole picture file that claims to be of a size, and is of next to no bytes."""
    if form == "BMP":
        palette = b"".join(bytes([shade, shade, shade, 0]) for shade in range(256))
        pixels = 14 + 40 + len(palette)
        ends = b"\x00\x01"  # run-length coding: all that is not said is black
        return (
            b"BM" + struct.pack("<IHHI", pixels + len(ends), 0, 0, pixels)
            + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(ends), 0, 0, 256, 0)
            + palette + ends
        )  # fmt: skip
    suffix = {"PNG": ".png", "JPEG": ".jpg", "WebP": ".webp"}[form]
    data = bytearray(cv2.imencode(suffix, np.zeros((64, 64, 3), np.uint8), LOSSY)[1].tobytes())
    if form == "PNG":
        data[16:24] = struct.pack(">II", width, height)
    elif form == "JPEG":
        at = data.index(b"\xff\xc0")
        data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    else:
        data[26:30] = struct.pack("<HH", width, height)
    return bytes(data)


def with_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is there so many times more."""
    picture = np.full((64, 64, 3), 90, np.uint8)
    data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1].tobytes()
    begin = data.rindex(b"\xff\xc4")
    return data[:-2] + data[begin:-2] * count + data[-2:]
