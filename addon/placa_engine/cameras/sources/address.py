"""A camera's URL apart from its login."""

from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit, urlunsplit

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
        """Take the login from the camera's own fields, else from its URL.

        Raises SourceError if the login cannot be sent by any camera protocol.
        """
        parts = urlsplit(camera.url)
        _, _, host = parts.netloc.rpartition("@")
        url = urlunsplit(parts._replace(netloc=host))
        if camera.username:
            username, password = camera.username, camera.password or ""
        else:
            username, password = unquote(parts.username or ""), unquote(parts.password or "")
        if ":" in username or not (username + password).isprintable():
            raise SourceError(CameraProblem.BAD_URL)
        return cls(url, username, password)

    @property
    def url_with_login(self) -> str:
        """The URL as FFmpeg wants it."""
        if not self.username:
            return self.url
        parts = urlsplit(self.url)
        login = f"{quote(self.username, safe='')}:{quote(self.password, safe='')}"
        return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc}"))
