"""Still pictures from files and from web addresses."""

import asyncio
from pathlib import Path

from placa_engine.cameras.sources.address import Address
from placa_engine.cameras.sources.http_client import HttpClient, StatusError
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.state import CameraProblem
from placa_engine.imaging.decoding import PictureError, decode_picture
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.picture_header import is_picture

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".png", ".webp", ".bmp"}
    | {".heic", ".heif", ".avif", ".tif", ".tiff", ".gif", ".jxl"}
)
"""What names a picture, also one of a format that is refused in words."""

MAX_FILE_BYTES = 200_000_000
MAX_URL_BYTES = 50_000_000


def read_picture(path: Path) -> Picture:
    """Return the picture in a file, upright. Raises PictureError as `decode_picture` does."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PictureError(f"is larger than {MAX_FILE_BYTES // 1_000_000} MB")
        data = path.read_bytes()
    except OSError as error:
        raise PictureError(f"cannot be read: {error.strerror}") from error
    return decode_picture(data)


def looks_like_picture(path: Path) -> bool:
    """Return whether a file means to be a picture, by its suffix or else by its first bytes."""
    if path.suffix.lower() in SUFFIXES:
        return True
    try:
        with path.open("rb") as file:
            return is_picture(file.read(32))
    except OSError:
        return False


def fetch_picture(url: str) -> Picture | None:
    """Return the picture at an http(s) address, None where it holds something else.

    A login in the address is used for basic or digest authentication; certificates are
    verified. Raises PictureError as `decode_picture` does and where the address does not
    answer; its text never holds the address.
    """
    try:
        data = asyncio.run(_fetch(Address.parse(url)))
    except StatusError as error:
        refused = error.problem is CameraProblem.UNAUTHORIZED
        reason = str(error) if refused else f"answers with HTTP {error.status}"
        raise PictureError(reason) from None
    except SourceError as error:
        reason = "cannot be reached" if error.problem is CameraProblem.STALLED else str(error)
        raise PictureError(reason) from None
    return None if data is None else decode_picture(data)


async def _fetch(address: Address) -> bytes | None:
    async with HttpClient(address, verify=True) as http, http.get() as response:
        if not response.content_type.startswith("image/"):
            return None
        data = bytearray()
        async for chunk in response.content.iter_any():
            data += chunk
            if len(data) > MAX_URL_BYTES:
                raise PictureError(f"is larger than {MAX_URL_BYTES // 1_000_000} MB")
        return bytes(data)
