"""Plates and light that the photographs show too rarely: any two colors, glare, haze, night."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from placa_training.detector.augment import WARPED_TRUST, View
from placa_training.detector.pictures import Picture
from placa_training.detector.rendered import with_rendered
from placa_training.renderer import paste_plate
from placa_training.renderer.picture import Image
from placa_training.renderer.plate import RenderedPlate

COLORS = (
    (245, 245, 245), (20, 20, 20), (160, 60, 20), (200, 100, 30), (30, 200, 240), (60, 130, 30),
    (40, 40, 190), (90, 40, 30), (150, 150, 150), (70, 70, 70), (120, 170, 60), (30, 140, 240),
)  # fmt: skip
"""Of plates and their letters, BGR."""
APART = 70.0
"""Least difference in luminance of a plate's two colors."""
LEAST_WIDTH = 40.0
"""Pixels that a photographed plate has at least to be put elsewhere."""


def _luminance(color: NDArray[np.float32]) -> float:
    return float(color @ np.array([0.114, 0.587, 0.299], np.float32))


def _two_colors(rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Draw the colors of a plate and of its letters."""
    while True:
        a, b = (
            np.asarray(COLORS[int(rng.integers(len(COLORS)))] + rng.uniform(-15, 15, 3), np.float32)
            for _ in range(2)
        )
        if abs(_luminance(a) - _luminance(b)) >= APART:
            return a, b


def recolored(rng: np.random.Generator, view: View) -> View:
    """Give the view's plates other colors, light on dark as well, in the light they are in."""
    if view.loose or len(view.quads) == 0:
        return view
    image = view.image.copy()
    for quad in view.quads:
        low = np.maximum(np.floor(quad.min(0)).astype(int), 0)
        high = np.minimum(np.ceil(quad.max(0)).astype(int), image.shape[0])
        patch = image[low[1] : high[1], low[0] : high[0]]
        if patch.size == 0:
            continue
        gray = cv2.cvtColor(patch, cv2.COLOR_BGR2GRAY).astype(np.float32)
        dark, light = np.percentile(gray, (8, 92))
        part = np.clip((gray - dark) / max(light - dark, 1.0), 0, 1)[..., None]
        first, second = _two_colors(rng)
        drawn = (first + (second - first) * part) * (0.25 + 0.75 * light / 255)
        inside = np.zeros(gray.shape, np.float32)
        cv2.fillConvexPoly(inside, (quad - low).round().astype(np.int32), 1.0)
        inside = cv2.GaussianBlur(inside, (0, 0), 0.7)[..., None] * float(rng.uniform(0.75, 1.0))
        patch[:] = np.clip(patch + (drawn - patch) * inside, 0, 255).astype(np.uint8)
    return replace(view, image=image)


def with_photographed(rng: np.random.Generator, view: View, donors: Sequence[Picture]) -> View:
    """Put a plate of another photograph in the place of one of the view's."""
    if not donors:
        return view
    donor = donors[int(rng.integers(len(donors)))]
    box = donor.boxes[int(rng.integers(len(donor.boxes)))].round().astype(int)
    left, top = np.maximum(box[:2], 0)
    plate = donor.image[top : box[3], left : box[2]]
    height, width = plate.shape[:2]
    if width < LEAST_WIDTH or height < 8:
        return view
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    drawn = RenderedPlate(plate, np.full((height, width), 255, np.uint8), "", 1, "", corners)

    def paste(rng: np.random.Generator, scene: Image, quad: NDArray[np.float32]) -> Image:
        return paste_plate(rng, scene, quad, drawn)

    return with_rendered(rng, view, paste, aspect=width / height, trust=WARPED_TRUST)


def _swapped(rng: np.random.Generator, view: View) -> Image:
    """Swap the color channels."""
    return np.ascontiguousarray(view.image[..., rng.permutation(3)])


def _tinted(rng: np.random.Generator, view: View) -> Image:
    """Turn all hues by as much."""
    hue = cv2.cvtColor(view.image, cv2.COLOR_BGR2HSV)
    hue[..., 0] = (hue[..., 0].astype(np.int32) + int(rng.integers(180))) % 180
    return np.asarray(cv2.cvtColor(hue, cv2.COLOR_HSV2BGR), np.uint8)


def _inverted(_rng: np.random.Generator, view: View) -> Image:
    """Make light of dark."""
    return np.asarray(255 - view.image, np.uint8)


def _overexposed(rng: np.random.Generator, view: View) -> Image:
    """Let all that is light run together."""
    light = view.image.astype(np.float32) * float(rng.uniform(1.6, 3.0))
    return np.clip(light, 0, 255).astype(np.uint8)


def _hazy(rng: np.random.Generator, view: View) -> Image:
    """Take contrast away, as rain, fog, a dirty lens or flat light does."""
    level = float(rng.uniform(40, 210))
    strength = float(rng.uniform(0.3, 0.75))
    return np.asarray(view.image * (1 - strength) + level * strength, np.float32).astype(np.uint8)


def _dark(rng: np.random.Generator, view: View) -> Image:
    """Take light away and add the noise of a night camera, often a gray one."""
    out = view.image.astype(np.float32) * float(rng.uniform(0.2, 0.5))
    if rng.random() < 0.5:
        out[:] = out.mean(2, keepdims=True)
    out += rng.normal(0, float(rng.uniform(2, 9)), out.shape)
    return np.clip(out * float(rng.uniform(1.0, 2.5)), 0, 255).astype(np.uint8)


def _glaring(rng: np.random.Generator, view: View) -> Image:
    """Let lights bloom beside the plates, as headlights do at night."""
    size = view.image.shape[0]
    out = view.image.astype(np.float32) * float(rng.uniform(0.2, 0.9))
    ys, xs = np.mgrid[0:size, 0:size].astype(np.float32)
    for _ in range(int(rng.integers(1, 4))):
        x, y = rng.uniform(0, size, 2)
        spread = float(np.exp(rng.uniform(np.log(6), np.log(size / 5))))
        if len(view.boxes):
            box = view.boxes[int(rng.integers(len(view.boxes)))]
            width = float(box[2] - box[0])
            x = (box[0] + box[2]) / 2 + rng.choice((-1, 1)) * rng.uniform(0.7, 2.0) * width
            y = (box[1] + box[3]) / 2 + rng.normal(0, 0.5) * width
            spread = float(rng.uniform(0.1, 0.5)) * width
        bloom = np.exp(-((xs - x) ** 2 + (ys - y) ** 2) / (2 * spread**2))
        out += bloom[..., None] * float(rng.uniform(150, 500)) * rng.uniform(0.8, 1.0, 3)
    return np.clip(out, 0, 255).astype(np.uint8)


LIGHTS = (
    (_swapped, 0.06),
    (_tinted, 0.06),
    (_inverted, 0.03),
    (_hazy, 0.06),
    (_dark, 0.06),
    (_glaring, 0.04),
    (_overexposed, 0.02),
)
"""Strange lights with their chances; the rest stays as it is."""


def strange_light(rng: np.random.Generator, view: View) -> Image:
    """Return the view's picture, one time in three in another light or other colors."""
    change = rng.random()
    for light, chance in LIGHTS:
        if change < chance:
            return light(rng, view)
        change -= chance
    return view.image
