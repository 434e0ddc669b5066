"""Spoils a crop as weather, light, lens, sensor and codec do. BGR uint8 in, same shape out."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from .chance import maybe, uniform
from .picture import Floats, Image, as_floats, as_image


def degrade(rng: np.random.Generator, crop: Image, severity: float) -> Image:
    """Return a spoilt copy of a crop.

    Args:
        rng: the only source of chance.
        crop: BGR uint8 [H, W, 3], at least 16 x 8 pixels.
        severity: 0 (hardly touched) to 1 (at the edge of what a person can read).

    """
    image = _spoil_scene(rng, crop, severity)
    image = _spoil_light(rng, image, severity)
    image = _spoil_camera(rng, image, severity)
    return image if image is not crop else crop.copy()


_REDDISH = ((0.5, 0.15, 1.0), (1.0, 0.55, 1.0))


def _clip(image: NDArray[np.floating]) -> Image:
    return as_image(cv2.convertScaleAbs(np.maximum(image, 0)))


@cache
def _ramp(width: int, height: int) -> tuple[Floats, Floats]:
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    return x, y


def _spoil_scene(rng: np.random.Generator, image: Image, severity: float) -> Image:
    if maybe(rng, 0.35 + 0.4 * severity):
        image = lighting(rng, image, severity)
    if maybe(rng, 0.05 + 0.25 * severity):
        image = dirt(rng, image, severity)
    if maybe(rng, 0.02 + 0.12 * severity):
        image = glare(rng, image, severity)
    if maybe(rng, 0.06 * severity):
        image = rain(rng, image)
    return image


def _spoil_light(rng: np.random.Generator, image: Image, severity: float) -> Image:
    kind = rng.random()
    if kind < 0.16:
        return infrared(rng, image, severity)
    if kind < 0.26:
        return colored_night(rng, image, severity)
    if kind < 0.75:
        return tone(rng, image, severity)
    return image


def _spoil_camera(rng: np.random.Generator, image: Image, severity: float) -> Image:
    kind = rng.random()
    if kind < 0.3 * severity:
        image = motion_blur(rng, image, severity)
    elif kind < 0.3 * severity + 0.3:
        image = defocus(rng, image, severity)
    if maybe(rng, 0.25 + 0.5 * severity):
        image = low_resolution(rng, image, severity)
    if maybe(rng, 0.12):
        image = sharpen(rng, image)
    if maybe(rng, 0.3 + 0.3 * severity):
        image = noise(rng, image, severity)
    if maybe(rng, 0.35 + 0.3 * severity):
        image = compression(rng, image, severity)
    return image


def lighting(rng: np.random.Generator, image: Image, severity: float) -> Image:
    """Slant the light across the crop, or cast a shadow with a hard or soft edge."""
    height, width = image.shape[:2]
    x, y = _ramp(width, height)
    slope = uniform(rng, -1, 1) * x + uniform(rng, -1, 1) * y
    depth = uniform(rng, 0.1, 0.25 + 0.35 * severity)
    if maybe(rng, 0.5):
        gain = as_floats(1 + depth * slope)
    else:
        soft = uniform(rng, 2, 40)
        edge = np.clip(0.5 + soft * (slope + uniform(rng, -0.6, 0.6)), 0, 1)
        gain = as_floats(1 - depth * edge)
    return _clip(as_floats(image * gain[:, :, None]))


def dirt(rng: np.random.Generator, image: Image, severity: float) -> Image:
    """Spatter mud: a few soft blotches of one earthy or gray color."""
    height, width = image.shape[:2]
    coarse = rng.random((3 + int(rng.random() * 4), 5 + int(rng.random() * 8)), np.float32)
    field = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    thickest = uniform(rng, 0.2, 0.4 + 0.4 * severity)
    share = np.clip((field - uniform(rng, 0.55, 0.85)) * 4, 0, thickest)
    color = np.array([60, 80, 100], np.float32) * uniform(rng, 0.4, 1.8)
    return _clip(image + (color - image) * share[:, :, None])


def glare(rng: np.random.Generator, image: Image, severity: float) -> Image:
    """Add a bright bloom, as the sun or a lamp reflected in the plate."""
    height, width = image.shape[:2]
    x, y = _ramp(width, height)
    reach = uniform(rng, 0.15, 0.6)
    away = (x - uniform(rng, -1, 1)) ** 2 + ((y - uniform(rng, -1, 1)) / 1.5) ** 2
    spot = np.exp(-away / reach**2)
    return _clip(image + (uniform(rng, 30, 80 + 120 * severity) * spot)[:, :, None])


def rain(rng: np.random.Generator, image: Image) -> Image:
    """Draw thin slanted streaks."""
    height, width = image.shape[:2]
    streaks: Image = np.zeros((height, width), np.uint8)
    slant = uniform(rng, -0.4, 0.4)
    for _ in range(int(uniform(rng, 5, 25))):
        x, y, length = rng.random() * width, rng.random() * height, uniform(rng, 5, 20)
        end = (round(x + slant * length), round(y + length))
        cv2.line(streaks, (round(x), round(y)), end, int(uniform(rng, 40, 120)), 1)
    streaks = as_image(cv2.GaussianBlur(streaks, (3, 3), 0))
    return as_image(cv2.add(image, cv2.merge([streaks, streaks, streaks])))


def infrared(rng: np.random.Generator, image: Image, severity: float) -> Image:
    """Show the plate under an infrared lamp: gray, the plate overexposed, the car dark."""
    mix = rng.random(3, np.float32) + 0.1
    gray = as_floats(cv2.transform(image, (mix / mix.sum()).reshape(1, 3)))
    if maybe(rng, 0.6):
        gray = as_floats(255 * (gray / 255) ** uniform(rng, 0.6, 2.0))
    gray = gray * uniform(rng, 0.4, 1.3 + 0.6 * severity) + uniform(rng, -20, 30)
    if maybe(rng, 0.4):
        bloom = cv2.GaussianBlur(np.maximum(gray - 140, 0), (0, 0), uniform(rng, 2, 6))
        gray = gray + bloom * uniform(rng, 0.3, 0.5 + 0.9 * severity)
    flat = _clip(gray)
    return as_image(cv2.merge([flat, flat, flat]))


def colored_night(rng: np.random.Generator, image: Image, severity: float) -> Image:
    """Show night as a color camera does: a strong cast (red, purple, sodium), washed out."""
    low, high = ((0.35, 0.3, 0.6), (1.0, 1.0, 1.1)) if maybe(rng, 0.65) else _REDDISH
    cast = np.array([uniform(rng, a, b) for a, b in zip(low, high, strict=True)], np.float32)
    lift = uniform(rng, 0, 40 + 70 * severity)
    contrast = uniform(rng, 0.35 + 0.3 * (1 - severity), 1.1)
    return _clip((image * contrast + lift) * cast)


def tone(rng: np.random.Generator, image: Image, severity: float) -> Image:
    """Change gamma, contrast, brightness and white balance."""
    table = np.arange(256, dtype=np.float32) / 255
    table = table ** np.exp(uniform(rng, -0.5, 0.6) * (0.4 + severity)).astype(np.float32)
    contrast = uniform(rng, 1 - 0.65 * severity, 1.15)
    table = 255 * (table * contrast + uniform(rng, 0, max(0.01, 1 - contrast)))
    if maybe(rng, 0.3 * severity):
        table = table * uniform(rng, 0.35, 0.8)
    balance = 1 + (rng.random(3, np.float32) - 0.5) * 0.3
    tables = np.clip(table[:, None] * balance, 0, 255).astype(np.uint8)[None]
    return as_image(cv2.LUT(image, tables))


def motion_blur(rng: np.random.Generator, image: Image, severity: float) -> Image:
    """Smear along a direction, mostly across."""
    length = 3 + int(rng.random() * (2 + image.shape[1] / 22 * severity))
    kernel = np.zeros((length, length), np.float32)
    slope = uniform(rng, -0.5, 0.5) if maybe(rng, 0.75) else uniform(rng, -4, 4)
    middle = (length - 1) / 2
    a = np.array([-middle, -middle * slope])
    if abs(slope) > 1:
        a = np.array([-middle / slope, -middle])
    start = (round(middle + a[0]), round(middle + a[1]))
    end = (round(middle - a[0]), round(middle - a[1]))
    cv2.line(kernel, start, end, 1.0, 1, cv2.LINE_AA)
    total = float(kernel.sum())
    return image if total <= 0 else as_image(cv2.filter2D(image, -1, kernel / total))


def defocus(rng: np.random.Generator, image: Image, severity: float) -> Image:
    """Blur as a lens out of focus."""
    sigma = uniform(rng, 0.3, 0.7 + image.shape[1] / 110 * severity)
    return as_image(cv2.GaussianBlur(image, (0, 0), sigma))


def low_resolution(rng: np.random.Generator, image: Image, severity: float) -> Image:
    """Shrink to as few as 40 pixels across and enlarge again."""
    height, width = image.shape[:2]
    least = max(40.0, width * (1 - 0.85 * severity))
    across = uniform(rng, min(least, width), width)
    size = max(8, round(across)), max(6, round(height * across / width))
    down = cv2.INTER_AREA if maybe(rng, 0.7) else cv2.INTER_LINEAR
    small = cv2.resize(image, size, interpolation=down)
    up = cv2.INTER_LINEAR if maybe(rng, 0.6) else cv2.INTER_CUBIC
    if maybe(rng, 0.1):
        up = cv2.INTER_NEAREST
    return as_image(cv2.resize(small, (width, height), interpolation=up))


def sharpen(rng: np.random.Generator, image: Image) -> Image:
    """Sharpen until edges have halos, as cheap cameras do."""
    soft = cv2.GaussianBlur(image, (0, 0), uniform(rng, 0.8, 2.0))
    amount = uniform(rng, 0.4, 1.8)
    return as_image(cv2.addWeighted(image, 1 + amount, soft, -amount, 0))


@cache
def _grain() -> Floats:
    return np.random.default_rng(11).standard_normal((384, 640, 3), np.float32)


def noise(rng: np.random.Generator, image: Image, severity: float) -> Image:
    """Add sensor noise, gray or colored, fine or a little coarse."""
    height, width = image.shape[:2]
    bank = _grain()
    if height > bank.shape[0] or width > bank.shape[1]:
        part = rng.standard_normal(image.shape, np.float32)
    else:
        y = int(rng.random() * (bank.shape[0] - height + 1))
        x = int(rng.random() * (bank.shape[1] - width + 1))
        part = bank[y : y + height, x : x + width]
    if maybe(rng, 0.5):
        part = part[:, :, :1]
    if maybe(rng, 0.4):
        part = cv2.GaussianBlur(part, (3, 3), 0).reshape(height, width, -1) * 1.8
    return _clip(image + part * uniform(rng, 1, 4 + 20 * severity))


def compression(rng: np.random.Generator, image: Image, severity: float) -> Image:
    """Compress as JPEG, or coarser, at half size, as a starved H.264 stream looks."""
    height, width = image.shape[:2]
    quality = int(uniform(rng, 75 - 60 * severity, 92))
    starved = maybe(rng, 0.25 * severity)
    if starved:
        half = max(8, width // 2), max(8, height // 2)
        image = as_image(cv2.resize(image, half, interpolation=cv2.INTER_AREA))
    _, coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, max(10, quality)])
    decoded = as_image(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)))
    return as_image(cv2.resize(decoded, (width, height))) if starved else decoded
