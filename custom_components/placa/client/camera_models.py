"""What the engine tells of a camera's settings and of a trial. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
import re
from typing import Annotated, Any

from homeassistant.const import CONF_PASSWORD, CONF_URL, CONF_USERNAME

from ..serialization import Matching, OneOf
from .models import ROTATIONS, CameraOrientation, CameraProblem, Origin, Pixels, Share, Text

LOGIN_MISSING = "login_missing"
"""The key of what is told of a camera that asks for a login and was sent none."""

type Polygon = tuple[tuple[Share, Share], ...]
"""Corners (x, y) as shares of the picture's width and height."""


@dataclass(frozen=True, slots=True)
class ZoneSettings:
    """A part of the picture that has a name."""

    name: Text
    polygon: Polygon


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """What a camera was told to do. Of its URL only scheme, host and port are known.

    Its pictures are mirrored left to right, then turned clockwise by `rotation` degrees.
    `masks` are the parts of the picture that are painted over.
    """

    name: Text
    origin: Origin
    host: Text | None
    country: Text | None
    rotation: Annotated[int, OneOf(ROTATIONS)]
    mirrored: bool
    zones: tuple[ZoneSettings, ...]
    masks: tuple[Polygon, ...]

    @property
    def orientation(self) -> CameraOrientation:
        """What is done to the pictures."""
        return CameraOrientation(self.rotation, self.mirrored)


@dataclass(frozen=True, slots=True)
class CameraTrial:
    """Whether a picture came: its size (width, height), or why it did not.

    `preview` is a small JPEG of it in base64.
    """

    problem: CameraProblem | None
    frame_size: tuple[Pixels, Pixels] | None
    preview: Annotated[str, Matching(r"[A-Za-z0-9+/]+=*")] | None = None

    def failure(self, sent: Mapping[str, Any]) -> str | None:
        """Return why no picture came, as the key of its text; None if one did.

        `sent` is the CameraConfig that was tried: a camera refuses only a login that it got.
        """
        if self.problem is CameraProblem.UNAUTHORIZED:
            login = sent.get(CONF_USERNAME) or sent.get(CONF_PASSWORD)
            if not login and not re.match(r"\w+://[^/?#]*@", str(sent.get(CONF_URL, ""))):
                return LOGIN_MISSING
        return self.problem.value if self.problem else None
