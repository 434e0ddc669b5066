"""One camera's settings: its address, zones, masks and orientation."""

from enum import StrEnum
from pathlib import PurePath
import re
from typing import Annotated, Literal, Self
from urllib.parse import quote, urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from placa_engine.imaging.orientation import Orientation

type CameraId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
type CameraName = Annotated[
    str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)
]
type CameraUrl = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
type Credential = Annotated[str, StringConstraints(max_length=200)]
type Interval = Annotated[float, Field(ge=0.1, le=60.0)]
type Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
type Share = Annotated[float, Field(ge=0.0, le=1.0)]
type Rotation = Literal[0, 90, 180, 270]
"""Degrees by which a camera's picture must be turned clockwise to be upright."""

type Polygon = Annotated[tuple[tuple[Share, Share], ...], Field(min_length=3, max_length=64)]
"""Corners (x, y) as shares of the picture's width and height, each in [0, 1]."""

type Masks = Annotated[tuple[Polygon, ...], Field(max_length=16)]

MAX_CAMERAS = 64
"""How many cameras one engine watches."""

_KEPT = "%"
"""In a login that is to be quoted: the beginning of what was quoted by hand."""

_END_OF_AUTHORITY = re.compile("[/?#]")
_HOST_AND_PORT = re.compile(r"(\[[0-9a-fA-F:.]*\]|[^:@\[\]]*)(:\d+)?")
_STREAM_SCHEMES = {"rtsp", "rtsps", "http", "https"}


class CameraKind(StrEnum):
    """How a camera is read; `auto` looks at the URL and at the first answer."""

    AUTO = "auto"
    RTSP = "rtsp"
    MJPEG = "mjpeg"
    SNAPSHOT = "snapshot"
    FILE = "file"


class ZoneConfig(BaseModel):
    """A named part of the picture."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]
    polygon: Polygon


type Zones = Annotated[tuple[ZoneConfig, ...], Field(max_length=16)]


class CameraConfig(BaseModel):
    """One camera. The URL and the password never appear in `repr`, answers or logs.

    `interval` is in seconds between two snapshots and counts for kind `snapshot` only;
    `loop` plays a file again and again and counts for kind `file` only. What lies inside
    `masks` is painted over before detection, and its motion is ignored. `country` is
    an ISO 3166 code of two letters. The camera's picture is mirrored left to right if it is
    `mirrored`, then turned by `rotation`; zones and masks are shares of the upright picture.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    camera_id: CameraId
    name: CameraName
    url: Annotated[CameraUrl, Field(repr=False)]
    kind: CameraKind = CameraKind.AUTO
    username: Annotated[Credential | None, Field(repr=False)] = None
    password: Annotated[Credential | None, Field(repr=False)] = None
    interval: Interval = 1.0
    loop: bool = False
    country: Country | None = None
    rotation: Rotation = 0
    mirrored: bool = False
    zones: Zones = ()
    masks: Masks = ()

    @field_validator("url")
    @classmethod
    def _has_no_control_characters(cls, url: str) -> str:
        if not url.isprintable():
            raise ValueError("the address holds characters that cannot be printed")
        return _with_quoted_login(url)

    @model_validator(mode="after")
    def _kind_fits_url(self) -> Self:
        scheme = url_scheme(self.url)
        if scheme is None:
            fits = self.kind in {CameraKind.AUTO, CameraKind.FILE}
        elif scheme in {"rtsp", "rtsps"}:
            fits = self.kind in {CameraKind.AUTO, CameraKind.RTSP}
        else:
            fits = self.kind in {CameraKind.AUTO, CameraKind.MJPEG, CameraKind.SNAPSHOT}
        if not fits:
            raise ValueError("the kind of the camera does not fit its address")
        if len({zone.name for zone in self.zones}) != len(self.zones):
            raise ValueError("two zones have the same name")
        return self

    @property
    def orientation(self) -> Orientation:
        """What is done to the camera's pictures so that they are upright."""
        return Orientation.of_degrees(self.rotation, mirrored=self.mirrored)

    @property
    def is_file(self) -> bool:
        """Whether the camera is a video file of this machine."""
        return url_scheme(self.url) is None

    @property
    def has_login(self) -> bool:
        """Whether the camera has a user name, be it in its URL."""
        return bool(self.username or urlsplit(self.url).username)

    @property
    def host(self) -> str | None:
        """The scheme, host and port of the URL, without all that could be secret in it."""
        if self.is_file:
            return None
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


class CameraChanges(BaseModel):
    """What shall be different about a camera; what is left out stays as it is.

    A new URL comes with its own kind and login: those of the old one are not sent to a
    place they were not meant for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: CameraName | None = None
    url: Annotated[CameraUrl | None, Field(repr=False)] = None
    kind: CameraKind | None = None
    username: Annotated[Credential | None, Field(repr=False)] = None
    password: Annotated[Credential | None, Field(repr=False)] = None
    interval: Interval | None = None
    country: Country | None = None
    rotation: Rotation | None = None
    mirrored: bool | None = None
    zones: Zones | None = None
    masks: Masks | None = None

    def of(self, camera: CameraConfig) -> CameraConfig:
        """Return the camera with the changes. Raises ValidationError if they do not fit."""
        before = camera.model_dump()
        if "url" in self.model_fields_set:
            for name in ("kind", "username", "password"):
                del before[name]
        return CameraConfig.model_validate(before | self.model_dump(exclude_unset=True))


def url_scheme(url: str) -> str | None:
    """Return the scheme of a camera's URL, or None for the path of a file.

    Raises ValueError for a URL that no camera can have.
    """
    if "://" not in url:
        if PurePath(url).name == "":
            raise ValueError("the address names no file")
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # whose words repeat a part of the address, which may be a password
        raise ValueError("the address has no host and port that can be") from None
    if parts.scheme not in _STREAM_SCHEMES:
        raise ValueError("the address must begin with rtsp://, rtsps://, http:// or https://")
    if not parts.hostname:
        raise ValueError("the address names no host")
    if port == 0:
        raise ValueError("the address names no port that exists")
    return parts.scheme


def _with_quoted_login(url: str) -> str:
    """Write a login with a raw `#`, `/` or `?` as a URL has it: people type passwords as they are.

    It reaches to the last `@`, unless what stands before the first of these signs is a host.
    """
    scheme, _, rest = url.partition("://")
    authority = _END_OF_AUTHORITY.split(rest, maxsplit=1)[0]
    login, at, place = rest.rpartition("@")
    if not at or "@" in authority or _HOST_AND_PORT.fullmatch(authority):
        return url
    username, colon, password = login.partition(":")
    return f"{scheme}://{quote(username, safe=_KEPT)}{colon}{quote(password, safe=_KEPT)}@{place}"
