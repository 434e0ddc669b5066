"""Rendered plates spoilt in one way at a time, so that no mean hides what is hard."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from placa_engine.imaging.frame import Picture
from placa_training.renderer import make_crop, render_plate
from placa_training.renderer.degrade import (
    colored_night,
    compression,
    defocus,
    dirt,
    glare,
    infrared,
    low_resolution,
    motion_blur,
    noise,
    rain,
)

SEVERITIES = (0.5, 1.0)
ANGLES = (30, 45, 55)

Spoil = Callable[[np.random.Generator, Picture, float], Picture]

CONDITIONS: dict[str, Spoil] = {
    "glare": glare,
    "motion blur": motion_blur,
    "defocus": defocus,
    "infrared": infrared,
    "colored night": colored_night,
    "rain": lambda rng, crop, severity: _often(rng, crop, round(1 + 2 * severity)),
    "dirt": dirt,
    "low resolution": low_resolution,
    "noise": noise,
    "compression": compression,
}


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A plate's crop and its text."""

    picture: Picture
    text: str


def spoilt(condition: str, severity: float, count: int) -> Iterator[Spoilt]:
    """Render plates of all layouts, nearly frontal, spoilt by one condition alone."""
    rng = np.random.default_rng(round(1000 * severity) + sum(condition.encode()))
    for _ in range(count):
        sample = make_crop(rng, render_plate(rng), turned=0.0)
        yield Spoilt(CONDITIONS[condition](rng, sample.crop, severity), sample.text)


def oblique(angle: int, count: int) -> Iterator[Spoilt]:
    """Render plates seen from the side by `angle` degrees, as an upright box cuts them out."""
    rng = np.random.default_rng(angle)
    for _ in range(count):
        sample = make_crop(rng, render_plate(rng), turned=0.0)
        yield Spoilt(_turned(sample.crop, float(np.radians(angle))), sample.text)


def _often(rng: np.random.Generator, crop: Picture, times: int) -> Picture:
    for _ in range(times):
        crop = rain(rng, crop)
    return crop


def _turned(crop: Picture, angle: float) -> Picture:
    """Turn a crop about its upright axis, seen from five widths away."""
    height, width = crop.shape[:2]
    distance = 5.0 * width
    side = np.array([-width, width]) / 2
    depth = distance / (distance + side * np.sin(angle))
    across, tall = side * np.cos(angle) * depth, height / 2 * depth
    quad = np.array(
        [(across[0], -tall[0]), (across[1], -tall[1]), (across[1], tall[1]), (across[0], tall[0])]
    )
    quad -= quad.min(0)
    size = np.ceil(quad.max(0)).astype(int)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, quad.astype(np.float32))
    turned = cv2.warpPerspective(
        crop, matrix, (int(size[0]), int(size[1])), borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(turned, np.uint8)
