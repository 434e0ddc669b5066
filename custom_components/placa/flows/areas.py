"""Parts of a picture as people choose them: a half, a quarter, or corners in percent. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
import re
from typing import Any

from ..client.camera_models import Polygon

CONF_AREA = "area"
CONF_CORNERS = "corners"

MOST_AREAS = 16
"""The engine takes no more zones of a camera, and no more masks."""

_MOST_CORNERS = 64
_LEAST_SHARE = 0.0001
"""Of the picture; what is smaller is a line or a point."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NO_NUMBER = re.compile(r"[^\d.\s,;%()]")


class Area(StrEnum):
    """What can be chosen by name; `corners` stands for anything else."""

    WHOLE = "whole"
    LEFT = "left"
    RIGHT = "right"
    UPPER = "upper"
    LOWER = "lower"
    UPPER_LEFT = "upper_left"
    UPPER_RIGHT = "upper_right"
    LOWER_LEFT = "lower_left"
    LOWER_RIGHT = "lower_right"
    CORNERS = "corners"


class AreaError(ValueError):
    """No part of a picture was described."""


def _box(left: float, top: float, right: float, bottom: float) -> Polygon:
    return (left, top), (right, top), (right, bottom), (left, bottom)


_POLYGONS: dict[Area, Polygon] = {
    Area.WHOLE: _box(0.0, 0.0, 1.0, 1.0),
    Area.LEFT: _box(0.0, 0.0, 0.5, 1.0),
    Area.RIGHT: _box(0.5, 0.0, 1.0, 1.0),
    Area.UPPER: _box(0.0, 0.0, 1.0, 0.5),
    Area.LOWER: _box(0.0, 0.5, 1.0, 1.0),
    Area.UPPER_LEFT: _box(0.0, 0.0, 0.5, 0.5),
    Area.UPPER_RIGHT: _box(0.5, 0.0, 1.0, 0.5),
    Area.LOWER_LEFT: _box(0.0, 0.5, 0.5, 1.0),
    Area.LOWER_RIGHT: _box(0.5, 0.5, 1.0, 1.0),
}
_NAMED = {polygon: area for area, polygon in _POLYGONS.items()}


def polygon_of(chosen: Mapping[str, Any]) -> Polygon:
    """Return the polygon that was chosen; corners beside another choice contradict it.

    Raises AreaError.
    """
    area = Area(chosen[CONF_AREA])
    corners = chosen.get(CONF_CORNERS, "").strip()
    if area is Area.CORNERS:
        return polygon_from(corners)
    if corners:
        raise AreaError
    return _POLYGONS[area]


def choice_of(polygon: Polygon) -> dict[str, str]:
    """Return what must be chosen to get a polygon."""
    if area := _NAMED.get(polygon):
        return {CONF_AREA: area.value}
    return {CONF_AREA: Area.CORNERS.value, CONF_CORNERS: text_of(polygon)}


def polygon_from(text: str) -> Polygon:
    """Read four numbers (left, top, right, bottom) or three corners and more, in percent.

    Raises AreaError.
    """
    if _NO_NUMBER.search(text):
        raise AreaError
    shares = [float(number) / 100 for number in _NUMBER.findall(text)]
    if any(share > 1 for share in shares):
        raise AreaError
    match shares:
        case [left, top, right, bottom] if left < right and top < bottom:
            polygon = _box(left, top, right, bottom)
        case [*_] if 6 <= len(shares) <= 2 * _MOST_CORNERS and len(shares) % 2 == 0:
            polygon = tuple(zip(shares[::2], shares[1::2], strict=True))
        case _:
            raise AreaError
    if _share(polygon) < _LEAST_SHARE:
        raise AreaError
    return polygon


def text_of(polygon: Polygon) -> str:
    """Return the corners in percent, as `polygon_from` reads them; a box as four numbers."""
    match polygon:
        case [(left, top), _, (right, bottom), _] if polygon == _box(left, top, right, bottom):
            return _percent((left, top, right, bottom))
        case _:
            return ", ".join(map(_percent, polygon))


def _percent(shares: Iterable[float]) -> str:
    return " ".join(f"{100 * share:.2f}".rstrip("0").rstrip(".") for share in shares)


def _share(polygon: Polygon) -> float:
    """Return how much of the picture a polygon covers, between 0 and 1."""
    twice = sum(
        x1 * y2 - x2 * y1
        for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    )
    return abs(twice) / 2
