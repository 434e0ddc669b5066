"""Where an engine answers, tidied from what people and apps say. Pure."""

from yarl import URL


class InvalidAddressError(ValueError):
    """The text is no web address of an engine; it is not quoted, it may hold a password."""


def engine_url(typed: str) -> str:
    """Tidy a web address; a query and a fragment have no meaning here.

    The engine is never asked without encryption, whatever was typed. Raises
    InvalidAddressError for anything else, and where it holds a user name or password.
    """
    try:
        url = URL(typed.strip())
    except ValueError:
        raise InvalidAddressError("not a web address") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise InvalidAddressError("not a web address")
    if url.user is not None or url.password is not None:
        raise InvalidAddressError("holds a user name or password")
    tidy = url.with_query(None).with_fragment(None)
    port = None if url.is_default_port() else url.port
    return str(tidy.with_scheme("https").with_port(port)).rstrip("/")


def app_url(host: object, port: object) -> str:
    """Write the address of the app. Raises InvalidAddressError."""
    if not isinstance(host, str) or not isinstance(port, int | str):
        raise InvalidAddressError("not a host and a port")
    try:
        return engine_url(str(URL.build(scheme="https", host=host, port=int(port))))
    except ValueError:
        raise InvalidAddressError("not a host and a port") from None
