"""Still pictures from a web address."""

from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    OpenerDirector,
    ProxyHandler,
    build_opener,
)

from placa_engine.imaging.frame import Picture
from placa_engine.imaging.picture_file import PictureError, decode_picture

TIMEOUT = 10.0
MOST_BYTES = 50_000_000


def fetch_picture(url: str) -> Picture | None:
    """Return the picture at an http(s) address, None where it holds something else.

    A login in the address is used for basic or digest authentication. Raise PictureError
    as `decode_picture` does and where the address does not answer; its text never holds
    the address.
    """
    address, opener = _with_login(url)
    try:
        with opener.open(address, timeout=TIMEOUT) as response:
            if response.headers.get_content_maintype() != "image":
                return None
            data: bytes = response.read(MOST_BYTES + 1)
    except HTTPError as error:
        error.close()
        refused = error.code in (401, 403)
        raise PictureError(
            "refuses the user name and password" if refused else f"answers with HTTP {error.code}"
        ) from None
    except OSError, HTTPException, ValueError:
        raise PictureError("cannot be reached") from None
    if len(data) > MOST_BYTES:
        raise PictureError(f"is larger than {MOST_BYTES // 1_000_000} MB")
    return decode_picture(data)


def _with_login(url: str) -> tuple[str, OpenerDirector]:
    try:
        parts = urlsplit(url)
        _, _, host = parts.netloc.rpartition("@")
        address = urlunsplit(parts._replace(netloc=host))
        passwords = HTTPPasswordMgrWithDefaultRealm()
        if parts.username:
            passwords.add_password(
                None, address, unquote(parts.username), unquote(parts.password or "")
            )
    except ValueError:
        raise PictureError("is not an address") from None
    return address, build_opener(
        ProxyHandler({}), HTTPBasicAuthHandler(passwords), HTTPDigestAuthHandler(passwords)
    )
