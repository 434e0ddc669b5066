"""What the engine tells of a camera's settings and of a trial. Pure."""

from dataclasses import dataclass
from typing import Annotated

from ..serialization import OneOf
from .models import ROTATIONS, CameraOrientation, CameraProblem, Origin, Pixels, Share, Text

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
    """Whether a picture came: its size (width, height), or why it did not."""

    problem: CameraProblem | None
    frame_size: tuple[Pixels, Pixels] | None
