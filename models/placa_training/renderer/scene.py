"""Puts a rendered plate into the world: reader crops, and plates pasted into photographs."""

from dataclasses import dataclass
from functools import cache
from math import cos, radians, sin

import cv2
import numpy as np
from numpy.typing import NDArray

from .chance import maybe, pick, uniform
from .degrade import degrade
from .layouts import pick_layout
from .picture import Floats, Image, Quad, as_floats, as_image
from .plate import RenderedPlate, render_plate

CROP_PIXELS = 12_800
_PAINTS = (
    (20, 20, 22), (235, 235, 235), (150, 150, 155), (70, 70, 74), (110, 40, 30), (30, 30, 150),
    (40, 30, 90), (60, 90, 50), (190, 200, 205), (30, 120, 200), (120, 80, 40), (50, 55, 60),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReaderSample:
    """A crop as the reader gets it.

    crop: BGR uint8 [H, W, 3], about 12,800 pixels, the plate with its surroundings.
    text: A-Z and 0-9 in reading order. lines: 1 or 2. layout: the layout's name.
    quad: float32 [4, 2], the plate's corners in pixels of `crop`, clockwise from top left.
    """

    crop: Image
    text: str
    lines: int
    layout: str
    quad: Quad


def _pose(
    rng: np.random.Generator, aspect: float, yaw: float, pitch: float, roll: float
) -> NDArray[np.float64]:
    """Project a plate of unit height turned by these angles (degrees); float64 [4, 2]."""
    turn, nod, tilt = (radians(uniform(rng, -one, one)) for one in (yaw, pitch, roll))
    corners = np.array([[-aspect, -1], [aspect, -1], [aspect, 1], [-aspect, 1]]) / 2
    x = corners[:, 0] * cos(turn)
    z = corners[:, 0] * sin(turn)
    y = corners[:, 1] * cos(nod) - z * sin(nod)
    z = z * cos(nod) + corners[:, 1] * sin(nod)
    depth = uniform(rng, 4, 12) * max(aspect, 2) / 2
    x, y = x * depth / (depth + z), y * depth / (depth + z)
    return np.stack([x * cos(tilt) - y * sin(tilt), x * sin(tilt) + y * cos(tilt)], 1)


def make_crop(rng: np.random.Generator, plate: RenderedPlate, turned: float = 0.5) -> ReaderSample:
    """Cut a plate out of imagined surroundings, undegraded.

    A share `turned` of the crops shows the plate turned by up to 55 degrees within the bounds of
    its box, as a detector's upright box cuts it; the others are nearly frontal, as after
    rectification. The crop shows 0-20 % of the surroundings on each side, now and then it cuts
    a little of the plate's rim away.
    """
    wide = float(plate.quad[1, 0] - plate.quad[0, 0])
    tall = float(plate.quad[2, 1] - plate.quad[1, 1])
    aspect = wide / tall
    if maybe(rng, turned):
        steep = 55 if maybe(rng, 0.25) else 25
        shape = _pose(rng, aspect, steep, 25, pick(rng, (4, 8, 14)))
    else:
        shape = _pose(rng, aspect, 8, 6, 2.5)
        shape = shape + np.array([uniform(rng, -0.06, 0.06) for _ in range(8)]).reshape(4, 2)
    low, high = shape.min(0), shape.max(0)
    size = high - low
    reach = 0.2 if maybe(rng, 0.8) else 0.12
    left, right = uniform(rng, -0.02, reach), uniform(rng, -0.02, reach)
    top, bottom = uniform(rng, -0.02, reach), uniform(rng, -0.02, reach)
    low = low - size * (left, top)
    size = size * (1 + left + right, 1 + top + bottom)
    scale = (CROP_PIXELS / (size[0] * size[1])) ** 0.5
    width, height = max(24, round(size[0] * scale)), max(16, round(size[1] * scale))
    quad = ((shape - low) * scale).astype(np.float32)
    shrink = tall / float(np.linalg.norm(quad[3] - quad[0]))
    shown = _shrunk(plate, shrink) if shrink > 1.4 else plate
    crop = surroundings(rng, width, height)
    _lay(crop, shown, quad, 0.0)
    return ReaderSample(crop, plate.text, plate.lines, plate.layout, quad)


def render_reader_sample(rng: np.random.Generator, severity: float | None = None) -> ReaderSample:
    """Render one degraded reader crop; `severity` 0-1 is drawn if not given."""
    sample = make_crop(rng, render_plate(rng))
    strength = rng.random() if severity is None else severity
    crop = degrade(rng, sample.crop, strength)
    return ReaderSample(crop, sample.text, sample.lines, sample.layout, sample.quad)


@cache
def _noise() -> NDArray[np.int8]:
    generator = np.random.default_rng(7)
    fine = generator.normal(0, 12, (320, 512)).astype(np.float32)
    return np.clip(cv2.GaussianBlur(fine, (3, 3), 0), -60, 60).astype(np.int8)


def surroundings(rng: np.random.Generator, width: int, height: int) -> Image:
    """Imagine the car around a plate: paint with reflections, recess, grille; uint8 BGR."""
    paint = np.array(pick(rng, _PAINTS), np.float32) + rng.random(3, np.float32) * 30 - 15
    rows = 2 + int(rng.random() * 4)
    light = rng.random((rows, 3, 1), np.float32) * uniform(rng, 10, 120) - 40
    tint = rng.random((rows, 3, 3), np.float32) * uniform(rng, 0, 30)
    small = np.clip(paint + light + tint, 0, 255).astype(np.uint8)
    ground = as_image(cv2.resize(small, (width, height)))
    kind = rng.random()
    if kind < 0.1:
        step, level = 3 + int(rng.random() * 8), int(uniform(rng, 0, 60))
        for y in range(int(rng.random() * step), height, step):
            cv2.line(ground, (0, y), (width, y), (level, level, level), max(1, step // 3))
    elif kind < 0.5:
        for _ in range(1 + int(rng.random() * 3)):
            a = (int(rng.random() * width), int(rng.random() * height))
            b = (int(rng.random() * width), int(rng.random() * height))
            level = int(rng.random() * 255)
            shape = (level, int(uniform(rng, 0.6, 1) * level), int(uniform(rng, 0.6, 1) * level))
            cv2.rectangle(ground, a, b, shape, -1 if maybe(rng, 0.5) else 2)
    if maybe(rng, 0.5):
        noise = _noise()
        y = int(rng.random() * max(1, noise.shape[0] - height))
        x = int(rng.random() * max(1, noise.shape[1] - width))
        part = noise[y : y + height, x : x + width, None]
        if part.shape[:2] == ground.shape[:2]:
            np.clip(ground + part.astype(np.int16), 0, 255, out=ground, casting="unsafe")
    return ground


def _lay(scene: Image, plate: RenderedPlate, quad: Quad, blur: float) -> None:
    """Warp the plate onto a quad of the scene with soft edges, in place."""
    height, width = scene.shape[:2]
    matrix = cv2.getPerspectiveTransform(plate.quad, quad)
    image = cv2.warpPerspective(
        plate.image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE
    )
    inside = cv2.warpPerspective(plate.mask, matrix, (width, height))
    if blur > 0.25:
        image = cv2.GaussianBlur(image, (0, 0), blur)
        inside = cv2.GaussianBlur(inside, (0, 0), blur)
    share = inside[:, :, None].astype(np.float32) / 255
    scene[:] = scene + (image.astype(np.float32) - scene) * share


def random_quad(
    rng: np.random.Generator, shape: tuple[int, ...], widths: tuple[float, float] = (16, 300)
) -> Quad:
    """Draw where a plate could be in a scene of this shape (H, W, ...).

    Returns float32 [4, 2], clockwise from the plate's own top left, wholly inside the scene; its
    width is log-uniform within `widths` pixels where the scene has room.
    """
    height, width = shape[:2]
    aspect, yaw = pick(rng, (4.7, 4.7, 4.7, 2.0, 1.45)), 50 if maybe(rng, 0.3) else 20
    corners = _pose(rng, aspect, yaw, 20, 12)
    low, high = corners.min(0), corners.max(0)
    extent = high - low
    target = float(np.exp(uniform(rng, np.log(widths[0]), np.log(widths[1]))))
    scale = min(target / extent[0], 0.9 * width / extent[0], 0.9 * height / extent[1])
    room = np.array([width - 1, height - 1]) - extent * scale
    origin = np.array([rng.random(), rng.random()]) * room
    return as_floats((corners - low) * scale + origin)


def paste_plate(
    rng: np.random.Generator,
    scene: Image,
    quad: Quad,
    plate: RenderedPlate | None = None,
) -> Image:
    """Paste a plate into a photograph so that its corners come to lie on `quad`.

    The plate takes on the scene's brightness around it and a fitting blur, its edges are blended.

    Args:
        rng: the only source of chance.
        scene: BGR uint8 [H, W, 3]; not changed.
        quad: float32 [4, 2] in pixels of the scene, clockwise from the plate's own top left.
        plate: the plate to paste; one whose shape suits the quad is rendered if None.

    Returns:
        A new scene, BGR uint8 [H, W, 3].

    """
    across = float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2
    down = float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2
    shown = plate or _suiting(rng, across / max(down, 1.0), across)
    result = scene.copy()
    reach = 0.5 * max(across, down) + 4
    x1, y1 = np.maximum(np.floor(quad.min(0) - reach), 0).astype(int)
    x2 = int(min(scene.shape[1], np.ceil(quad[:, 0].max() + reach)))
    y2 = int(min(scene.shape[0], np.ceil(quad[:, 1].max() + reach)))
    patch = result[y1:y2, x1:x2]
    if patch.size == 0:
        return result
    lit = _relight(rng, shown, patch)
    shrink = float(shown.quad[1, 0] - shown.quad[0, 0]) / max(across, 1.0)
    if shrink > 1.6:
        lit = _shrunk(lit, shrink)
    local = as_floats(quad - np.array([x1, y1], np.float32))
    if maybe(rng, 0.4):
        _recess(rng, patch, local)
    blur = uniform(rng, 0.2, 0.5) + max(0.0, uniform(rng, -1.0, 1.6)) * across / 160
    _lay(patch, lit, local, blur)
    if maybe(rng, 0.5):
        spread = uniform(rng, 1, 8)
        grain = rng.normal(0, spread, patch.shape[:2]).astype(np.float32)
        mask: Image = np.zeros(patch.shape[:2], np.uint8)
        cv2.fillConvexPoly(mask, local.astype(np.int32), 1)
        noisy = np.clip(patch + (grain * mask)[:, :, None], 0, 255)
        patch[:] = noisy.astype(np.uint8)
    return result


def _suiting(rng: np.random.Generator, aspect: float, across: float) -> RenderedPlate:
    """Render a plate whose shape is the nearest of a few drawn."""
    drawn = [pick_layout(rng) for _ in range(6)]
    layout = min(drawn, key=lambda one: abs(np.log(one.size[0] / one.size[1] / aspect)))
    return render_plate(rng, layout, width=round(min(400, max(60, across * 1.3))))


def _relight(rng: np.random.Generator, plate: RenderedPlate, patch: Image) -> RenderedPlate:
    """Bring the plate's brightness and color cast nearer to the surroundings'."""
    mean = patch.reshape(-1, 3).mean(0)
    level = float(mean.mean())
    gain = uniform(rng, 0.25, 0.65) + 0.6 * min(1.0, level / 115)
    cast = 1 + (mean / max(level, 1.0) - 1) * uniform(rng, 0.1, 0.7)
    lit = np.clip(plate.image * (gain * cast), 0, 255).astype(np.uint8)
    return RenderedPlate(lit, plate.mask, plate.text, plate.lines, plate.layout, plate.quad)


def _shrunk(plate: RenderedPlate, factor: float) -> RenderedPlate:
    """Shrink a plate by area averaging, so that warping it smaller does not alias."""
    height, width = plate.mask.shape
    size = max(8, round(width / factor)), max(4, round(height / factor))
    share = np.array([size[0] / width, size[1] / height], np.float32)
    return RenderedPlate(
        as_image(cv2.resize(plate.image, size, interpolation=cv2.INTER_AREA)),
        as_image(cv2.resize(plate.mask, size, interpolation=cv2.INTER_AREA)),
        plate.text,
        plate.lines,
        plate.layout,
        plate.quad * share,
    )


def _recess(rng: np.random.Generator, patch: Image, quad: Quad) -> None:
    """Darken the surroundings as the recess or holder around a plate does."""
    center = quad.mean(0)
    grown = center + (quad - center) * (uniform(rng, 1.05, 1.25), uniform(rng, 1.1, 1.7))
    mask: Floats = np.zeros(patch.shape[:2], np.float32)
    cv2.fillConvexPoly(mask, grown.astype(np.int32), uniform(rng, 0.3, 0.9))
    mask = as_floats(cv2.GaussianBlur(mask, (0, 0), max(1.0, 0.05 * float(np.ptp(quad[:, 0])))))
    patch[:] = (patch * (1 - mask[:, :, None])).astype(np.uint8)
