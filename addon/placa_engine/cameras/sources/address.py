"""A camera's URL apart from its login."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.state import CameraProblem


@dataclass(frozen=True, slots=True)
class Address:
    """A URL without login, and the login. An empty `username` means none."""

    url: str = field(repr=False)
    username: str = field(repr=False)
    password: str = field(repr=False)

    @classmethod
    def of(cls, camera: CameraConfig) -> Address:
        """Return a camera's address, with the login of its own fields, else that of its URL.

        Raises SourceError as `parse` does.
        """
        return cls.parse(camera.url, camera.username, camera.password)

    @classmethod
    def parse(cls, url: str, username: str | None = None, password: str | None = None) -> Address:
        """Return the address of a URL, whose own login counts only without `username`.

        Raises SourceError for no URL, and for a login that no camera protocol can send.
        """
        try:
            parts = urlsplit(url)
            found = unquote(parts.username or ""), unquote(parts.password or "")
        except ValueError:
            raise SourceError(CameraProblem.BAD_URL) from None
        _, _, host = parts.netloc.rpartition("@")
        url = urlunsplit(parts._replace(netloc=host))
        username, password = (username, password or "") if username else found
        if ":" in username or not (username + password).isprintable():
            raise SourceError(CameraProblem.BAD_URL)
        return cls(url, username, password)
