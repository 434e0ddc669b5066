"""Where an engine answers and how it lets one in, tidied from what people and apps say. Pure."""

from yarl import URL


class InvalidAddressError(ValueError):
    """The text is no web address of an engine; it is not quoted, it may hold a password."""


class InvalidTokenError(ValueError):
    """The text is the token of no engine; it is not quoted."""


def engine_url(typed: str) -> str:
    """Tidy a web address; a query and a fragment have no meaning here.

    Raises InvalidAddressError for anything else, and where it holds a user name or password.
    """
    try:
        url = URL(typed.strip())
    except ValueError:
        raise InvalidAddressError("not a web address") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise InvalidAddressError("not a web address")
    if url.user is not None or url.password is not None:
        raise InvalidAddressError("holds a user name or password")
    return str(url.with_query(None).with_fragment(None)).rstrip("/")


def app_url(host: object, port: object) -> str:
    """Write the address of the app. Raises InvalidAddressError."""
    if not isinstance(host, str) or not isinstance(port, int | str):
        raise InvalidAddressError("not a host and a port")
    try:
        return engine_url(str(URL.build(scheme="http", host=host, port=int(port))))
    except ValueError:
        raise InvalidAddressError("not a host and a port") from None


def engine_token(typed: str) -> str:
    """Tidy a token. Raises InvalidTokenError for one that no header can hold."""
    token = typed.strip()
    if not (token.isascii() and token.isprintable()):
        raise InvalidTokenError("not a token")
    return token
