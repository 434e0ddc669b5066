"""What the engine tells of a camera's settings and of a trial. Pure; raises WireError."""

from dataclasses import dataclass
from typing import Any

from .models import (
    CameraOrientation,
    CameraProblem,
    Origin,
    WireError,
    parse_orientation,
    parse_problem,
    parse_size,
)

type Polygon = tuple[tuple[float, float], ...]
"""Corners (x, y) as shares of the picture's width and height, each in [0, 1]."""


@dataclass(frozen=True, slots=True)
class CameraSettings:
    """What a camera was told to do. Of its URL only scheme, host and port are known.

    `zones` are polygons by name, `masks` the parts of the picture that are painted over.
    """

    name: str
    origin: Origin
    host: str | None
    country: str | None
    orientation: CameraOrientation
    zones: tuple[tuple[str, Polygon], ...]
    masks: tuple[Polygon, ...]


@dataclass(frozen=True, slots=True)
class CameraTrial:
    """Whether a picture came: its size (width, height), or why it did not."""

    problem: CameraProblem | None
    frame_size: tuple[int, int] | None


def parse_settings(answer: Any) -> CameraSettings:
    """Read CameraSettings."""
    try:
        return CameraSettings(
            name=str(answer["name"]),
            origin=Origin(answer["origin"]),
            host=answer["host"],
            country=answer["country"],
            orientation=parse_orientation(answer),
            zones=tuple((str(zone["name"]), _polygon(zone["polygon"])) for zone in answer["zones"]),
            masks=tuple(map(_polygon, answer["masks"])),
        )
    except KeyError, TypeError, ValueError:
        raise WireError("the settings of a camera are incomplete") from None


def parse_trial(answer: Any) -> CameraTrial:
    """Read a CameraTrial."""
    if not isinstance(answer, dict):
        raise WireError("the trial of a camera is not an object")
    return CameraTrial(problem=parse_problem(answer), frame_size=parse_size(answer))


def _polygon(corners: Any) -> Polygon:
    return tuple((float(x), float(y)) for x, y in corners)
