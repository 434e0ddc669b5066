"""Pictures as phones store them."""

import struct


def with_exif_orientation(jpeg: bytes, orientation: int) -> bytes:
    """Return the JPEG with an EXIF orientation, 1 to 8, put in."""
    tiff = b"II*\x00\x08\x00\x00\x00" + struct.pack("<HHHIHHI", 1, 0x0112, 3, 1, orientation, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]
