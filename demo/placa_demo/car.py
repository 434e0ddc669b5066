"""A car seen from the front, drawn once and then placed at any distance.

Drawing is in meters: x to the right of the car's middle, y up from the ground.
"""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from placa_demo.driveway import Color, Picture, fill

SCALE = 420.0
"""Pixels of one meter in the drawing."""

type Shape = list[tuple[float, float]]
"""Corners (x, y) in meters."""

_WIDTH, _HEIGHT = 2.3, 1.66
_RUBBER: Color = (34, 32, 30)
_CHROME: Color = (196, 194, 190)
PLATE_WIDTH, PLATE_HEIGHT = 0.52, 0.111
PLATE_MIDDLE = 0.47
"""Height of the plate's middle above the ground in meters."""


@dataclass(frozen=True, slots=True)
class Car:
    """A drawing with its opacity, float32 in [0, 255] and [0, 1]; its bottom is the ground."""

    picture: NDArray[np.float32]
    opacity: NDArray[np.float32]


class _Easel:
    """A drawing in meters. What is drawn becomes opaque."""

    def __init__(self, paint: Color) -> None:
        shape = (round(_HEIGHT * SCALE), round(_WIDTH * SCALE))
        self.canvas: Picture = np.zeros((*shape, 3), np.uint8)
        self.opacity: NDArray[np.uint8] = np.zeros((*shape, 1), np.uint8)
        self._paint = paint

    def tone(self, factor: float, lift: float = 0.0) -> Color:
        """Return the car's own color, darker or lighter."""
        blue, green, red = (int(min(255, part * factor + lift)) for part in self._paint)
        return blue, green, red

    def middle(self, corners: Shape, color: Color) -> None:
        """Draw a shape that mirrors itself: its right half, from the middle outwards."""
        self.one([*corners, *((-x, y) for x, y in reversed(corners))], color)

    def pair(self, corners: Shape, color: Color) -> None:
        """Draw the same shape on both sides of the car."""
        for side in (1, -1):
            self.one([(side * x, y) for x, y in corners], color)

    def one(self, corners: Shape, color: Color) -> None:
        """Draw a shape."""
        points = [self.at(x, y) for x, y in corners]
        fill(self.canvas, points, color)
        fill(self.opacity, points, (255, 255, 255))

    def disc(self, x: float, y: float, radius: float, color: Color) -> None:
        """Draw a disc."""
        column, row = self.at(x, y)
        middle = (round(column), round(row))
        cv2.circle(self.canvas, middle, round(radius * SCALE), color, -1, cv2.LINE_AA)

    @staticmethod
    def at(x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a point."""
        return (x + _WIDTH / 2) * SCALE, (_HEIGHT - y) * SCALE


def draw_car(paint: Color, plate: Picture) -> Car:
    """Draw a hatchback in a color (BGR) that bears a plate's picture (any size)."""
    easel = _Easel(paint)
    _draw_cabin(easel)
    _draw_body(easel)
    _draw_face(easel)
    _shade(easel.canvas)
    _fix_plate(easel, plate)
    opacity = easel.opacity[..., 0].astype(np.float32) / 255
    return Car(easel.canvas.astype(np.float32), np.asarray(opacity, np.float32))


def _draw_cabin(easel: _Easel) -> None:
    """Draw tires, mirrors, roof and windscreen."""
    tone = easel.tone
    easel.pair([(0.58, 0.0), (0.84, 0.0), (0.86, 0.42), (0.58, 0.42)], _RUBBER)
    easel.pair([(0.61, 0.02), (0.80, 0.02), (0.80, 0.1), (0.61, 0.1)], (46, 44, 42))
    mirror = [(0.7, 1.0), (0.97, 1.0), (0.99, 1.07), (0.96, 1.12), (0.84, 1.13), (0.8, 1.04)]
    easel.pair(mirror, tone(0.72))
    easel.pair([(0.83, 1.02), (0.96, 1.015), (0.97, 1.07), (0.86, 1.09)], tone(0.52))
    easel.middle(_round([(0, 1.5), (0.5, 1.485), (0.62, 1.42), (0.8, 0.98), (0, 0.98)]), tone(0.82))
    easel.middle([(0, 1.495), (0.46, 1.48), (0.5, 1.46), (0, 1.472)], tone(1.12, 26))
    screen = [(0, 1.43), (0.48, 1.42), (0.555, 1.37), (0.715, 1.0), (0, 0.99)]
    easel.middle(_round(screen), (78, 66, 54))
    easel.one([(-0.42, 1.42), (-0.12, 1.43), (-0.3, 1.0), (-0.66, 1.0)], (112, 98, 82))
    easel.one([(-0.06, 1.43), (0.02, 1.43), (-0.14, 1.0), (-0.24, 1.0)], (104, 90, 76))
    easel.pair([(0.23, 1.0), (0.26, 1.2), (0.46, 1.2), (0.49, 1.0)], (58, 50, 42))
    easel.middle([(0, 1.31), (0.09, 1.31), (0.1, 1.27), (0, 1.265)], (44, 38, 32))


def _draw_body(easel: _Easel) -> None:
    """Draw bonnet, wings and bumper."""
    tone = easel.tone
    body = [(0, 1.0), (0.74, 0.99), (0.86, 0.9), (0.9, 0.7), (0.9, 0.42), (0.85, 0.2), (0, 0.19)]
    easel.middle(_round(body), tone(0.9))
    bonnet = [(0, 0.985), (0.7, 0.975), (0.8, 0.88), (0.66, 0.8), (0, 0.79)]
    easel.middle(_round(bonnet), tone(1.0, 8))
    easel.middle([(0, 0.985), (0.66, 0.975), (0.7, 0.955), (0, 0.962)], tone(1.1, 34))
    easel.pair([(0.36, 0.975), (0.39, 0.975), (0.5, 0.8), (0.46, 0.8)], tone(0.84))
    easel.middle([(0, 0.595), (0.88, 0.6), (0.885, 0.575), (0, 0.57)], tone(0.7))
    intake = [(0, 0.36), (0.5, 0.355), (0.56, 0.31), (0.52, 0.24), (0, 0.235)]
    easel.middle(_round(intake), (40, 38, 36))
    easel.middle([(0, 0.2), (0.84, 0.205), (0.82, 0.15), (0, 0.145)], (46, 44, 42))


def _draw_face(easel: _Easel) -> None:
    """Draw grille, badge and lamps."""
    grille = [(0, 0.77), (0.4, 0.765), (0.44, 0.72), (0.38, 0.62), (0, 0.61)]
    easel.middle(_round(grille), (38, 36, 34))
    for row in (0.65, 0.69, 0.73):
        bar = [(0, row + 0.008), (0.38, row + 0.008), (0.38, row), (0, row)]
        easel.middle(bar, (76, 74, 72))
    easel.middle([(0, 0.775), (0.41, 0.77), (0.415, 0.758), (0, 0.763)], _CHROME)
    easel.disc(0, 0.7, 0.045, _CHROME)
    easel.disc(0, 0.7, 0.034, easel.tone(0.6))
    lamp = [(0.5, 0.77), (0.74, 0.81), (0.85, 0.79), (0.855, 0.7), (0.78, 0.65), (0.55, 0.66)]
    easel.pair(lamp, (66, 62, 58))
    easel.pair([(x * 0.96 + 0.027, y * 0.9 + 0.073) for x, y in lamp], (206, 204, 198))
    easel.pair([(0.64, 0.38), (0.8, 0.39), (0.8, 0.3), (0.66, 0.29)], (44, 42, 40))
    for side in (1, -1):
        for x, radius in ((0.63, 0.043), (0.755, 0.05)):
            easel.disc(side * x, 0.727, radius, (150, 146, 140))
            easel.disc(side * x, 0.727, radius * 0.72, (252, 252, 248))
        easel.disc(side * 0.73, 0.34, 0.03, (214, 212, 206))


def _fix_plate(easel: _Easel, plate: Picture) -> None:
    left, top = map(round, easel.at(-PLATE_WIDTH / 2, PLATE_MIDDLE + PLATE_HEIGHT / 2))
    right, bottom = map(round, easel.at(PLATE_WIDTH / 2, PLATE_MIDDLE - PLATE_HEIGHT / 2))
    rim = round(0.012 * SCALE)
    corners = (left - rim, top - rim), (right + rim, bottom + rim)
    cv2.rectangle(easel.canvas, *corners, _RUBBER, -1)
    size = (right - left, bottom - top)
    easel.canvas[top:bottom, left:right] = cv2.resize(plate, size, interpolation=cv2.INTER_AREA)


def place_car(
    frame: Picture,
    car: Car,
    place: tuple[float, float],
    scale: float,
    in_front: NDArray[np.float32] | None = None,
) -> None:
    """Draw the car and its shadow into a frame.

    `place` is the pixel (x, y) on the ground below the car's middle, `scale` the pixels
    of one meter there; what `in_front` marks with 1.0 stays as it is.
    """
    x, ground = place
    left, right = _span(x - 1.6 * scale, x + 1.6 * scale, frame.shape[1])
    top, bottom = _span(ground - _HEIGHT * scale, ground + 0.5 * scale, frame.shape[0])
    if left >= right or top >= bottom:
        return
    part = frame[top:bottom, left:right]
    free = np.ones((1, 1), np.float32) if in_front is None else 1 - in_front[top:bottom, left:right]
    rows, columns = np.ogrid[top:bottom, left:right]
    away = np.hypot((columns - x) / (1.12 * scale), (rows - ground + 0.04 * scale) / (0.3 * scale))
    shade = 0.62 * np.clip(1.35 - away, 0, 1)
    drawn, cover = _at_scale(car, scale, (x - left, ground - top), (right - left, bottom - top))
    kept = (1 - free * shade) * (1 - free * cover)
    mixed = part * kept[..., None] + drawn * free[..., None]
    part[:] = np.clip(mixed, 0, 255).astype(np.uint8)


def _at_scale(
    car: Car, scale: float, place: tuple[float, float], size: tuple[int, int]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Scale the drawing: its light, with nothing around it, and its opacity.

    `place` is where the car stands in a part of the frame of `size` (width, height).
    """
    drawing, opacity = car.picture, car.opacity
    factor = scale / SCALE
    while factor <= 0.5:  # halved until it is less than twice too big, or warping would alias
        half = (drawing.shape[1] // 2, drawing.shape[0] // 2)
        factor *= drawing.shape[1] / half[0]
        drawing = _halved(drawing, half)
        opacity = _halved(opacity, half)
    shift = np.array(
        [
            [factor, 0, place[0] - factor * (opacity.shape[1] - 1) / 2],
            [0, factor, place[1] - factor * opacity.shape[0]],
        ],
        np.float32,
    )
    drawn = cv2.warpAffine(drawing * opacity[..., None], shift, size)
    cover = cv2.warpAffine(opacity, shift, size)
    return np.asarray(drawn, np.float32), np.asarray(cover, np.float32)


def _halved(picture: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)


def _span(low: float, high: float, limit: int) -> tuple[int, int]:
    return max(0, int(low)), min(limit, int(high) + 1)


def _round(corners: Shape) -> Shape:
    """Cut corners twice (Chaikin), keeping the two ends on the car's middle."""
    for _ in range(2):
        cut = [corners[0]]
        for (x0, y0), (x1, y1) in pairwise(corners):
            cut += [
                (0.75 * x0 + 0.25 * x1, 0.75 * y0 + 0.25 * y1),
                (0.25 * x0 + 0.75 * x1, 0.25 * y0 + 0.75 * y1),
            ]
        corners = [*cut, corners[-1]]
    return corners


def _shade(canvas: Picture) -> None:
    """Light from above and a little from the left, so that the body looks round."""
    height, width = canvas.shape[:2]
    down = np.linspace(1.08, 0.8, height, dtype=np.float32)[:, None]
    across = np.linspace(-1, 1, width, dtype=np.float32)[None]
    light = down * (1.02 - 0.16 * across**2 - 0.05 * across)
    canvas[:] = np.clip(canvas * light[..., None], 0, 255).astype(np.uint8)
