"""Writing that is no plate: camera overlays, vans, shops, house numbers, badges.

Cameras write in plain stroke fonts, so OpenCV's are among the typefaces. The bench's negative sets
(`benchmarks/negatives.py`) are drawn with four of them, but say other things.
"""

from dataclasses import replace
from functools import cache, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow, ImageDraw, ImageFont

from placa_training.detector.augment import NOWHERE, View, hull
from placa_training.detector.rendered import random_quad
from placa_training.renderer.fonts import BUNDLED
from placa_training.renderer.picture import Image

STROKES = tuple(range(8))
"""OpenCV's stroke fonts."""
TYPEFACES = ("", "OSP-DIN.ttf", "RG2014C.ttf", "barlow-condensed-latin-600-normal.woff")
"""Files of the renderer's; the empty name is Pillow's own typeface."""
WORDS = (
    "GARDEN", "BAKERY", "SERVICE", "TRANSPORT", "LOGISTICS", "ELECTRO", "EXPRESS", "SCHOOL BUS",
    "AMBULANCE", "FIRE", "RENTAL", "CLEANING", "ROOFING", "PIZZA", "FLOWERS", "HOTEL", "EXIT",
    "PRIVATE", "STOP", "SALE", "OPEN", "TURBO", "HYBRID", "QUATTRO", "SPORT", "TDI", "GTI", "4WD",
    "DIESEL", "LONG VEHICLE", "KEEP CLEAR", "VISITORS", "RECEPTION", "DELIVERIES", "CAFE",
)  # fmt: skip
STATES = ("1080P", "4K", "15FPS", "REC", "LIVE", "H265", "-12C")
NAMES = ("CAM", "CAMERA", "CH", "IPC", "FRONT", "GATE", "YARD", "GARAGE", "NVR", "STREET", "DOOR")
DETAIL = 32
"""Height of the capitals that are drawn, in pixels, before they are scaled."""
MOST = 3
TRIES = 4


def with_lettering(rng: np.random.Generator, view: View) -> View:
    """Write one to three things on the view, none of them over a plate."""
    plates = np.concatenate((view.boxes, view.ignored))
    image, written = view.image, view.background
    for _ in range(int(rng.integers(1, MOST + 1))):
        write = _overlay if rng.random() < 0.4 else _painted
        image, box = write(rng, image, np.concatenate((plates, written)))
        written = np.concatenate((written, box))
    return replace(view, image=image, background=written)


def stamp(rng: np.random.Generator) -> str:
    """Compose what a camera writes on its picture: a date, the time, its name, how it runs."""
    year, month, day = (int(rng.integers(*ends)) for ends in ((2015, 2032), (1, 13), (1, 29)))
    dates = (
        f"{year}-{month:02}-{day:02}",
        f"{day:02}/{month:02}/{year}",
        f"{day:02}.{month:02}.{year}",
    )
    hour, minute, second = (int(rng.integers(end)) for end in (24, 60, 60))
    clock, date, name = (
        f"{hour:02}:{minute:02}:{second:02}",
        str(rng.choice(dates)),
        str(rng.choice(NAMES)),
    )
    between = "" if rng.random() < 0.5 else " "
    number = f"{rng.integers(33):02}"
    said = (date, clock, f"{date} {clock}", name + between + number, f"{name} {rng.choice(STATES)}")
    return str(rng.choice(said, p=(0.1, 0.1, 0.2, 0.35, 0.25)))


def sign(rng: np.random.Generator) -> str:
    """Compose what people paint on vans, shops and houses: words, numbers, addresses."""

    def digits(least: int, most: int) -> str:
        return "".join(str(digit) for digit in rng.integers(0, 10, int(rng.integers(least, most))))

    word = str(rng.choice(WORDS))
    said = (
        word,
        word.title(),
        f"{digits(3, 6)} {digits(3, 8)}",
        f"{word} {digits(1, 5)}",
        digits(1, 4),
        f"www.{word.replace(' ', '').lower()}.com",
    )
    return str(rng.choice(said, p=(0.2, 0.14, 0.165, 0.165, 0.165, 0.165)))


@cache
def _typeface(name: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.truetype(str(BUNDLED / name), size) if name else ImageFont.load_default(size)


@lru_cache(maxsize=4000)
def _written(text: str, face: str | int) -> Image:
    """Return the coverage of a line, uint8 [about DETAIL, W], by a typeface or a stroke font."""
    if isinstance(face, int):
        scale = cv2.getFontScaleFromHeight(face, DETAIL, 2)
        (across, tall), below = cv2.getTextSize(text, face, scale, 2)
        cover = np.zeros((tall + below + 4, across + 4), np.uint8)
        cv2.putText(cover, text, (2, tall + 2), face, scale, (255,), 2, cv2.LINE_AA)
        return cover
    font = _typeface(face, round(DETAIL * 1.35))
    left, top, right, bottom = font.getbbox(text)
    drawn = Pillow.new("L", (int(right - left) + 2, int(bottom - top) + 2))
    ImageDraw.Draw(drawn).text((1 - left, 1 - top), text, font=font, fill=255)
    return np.asarray(drawn, np.uint8)


def _line(rng: np.random.Generator, text: str) -> Image:
    """Return the coverage of a line in any typeface, weight, width and slant."""
    strokes = rng.random() < 0.5
    face = int(rng.choice(STROKES)) if strokes else TYPEFACES[int(rng.integers(len(TYPEFACES)))]
    cover = _written(text, face)
    if rng.random() < 0.35:
        cover = cv2.dilate(cover, np.ones((2, 3), np.uint8)).astype(np.uint8)
    if rng.random() < 0.3:
        slant = float(rng.uniform(-0.1, 0.35))
        height, width = cover.shape
        lean = np.array([[1, -slant, max(slant, 0) * height], [0, 1, 0]])
        size = (round(width + abs(slant) * height) + 1, height)
        cover = cv2.warpAffine(cover, lean, size).astype(np.uint8)
    stretch = float(np.exp(rng.normal(0.05, 0.2)))
    width = max(4, round(cover.shape[1] * stretch))
    return cv2.resize(cover, (width, cover.shape[0])).astype(np.uint8)


def _free(box: NDArray[np.float32], taken: NDArray[np.float32]) -> bool:
    apart = (taken[:, 0] > box[2] + 2) | (taken[:, 2] < box[0] - 2)
    apart |= (taken[:, 1] > box[3] + 2) | (taken[:, 3] < box[1] - 2)
    return bool(apart.all())


def _overlay(
    rng: np.random.Generator, image: Image, taken: NDArray[np.float32]
) -> tuple[Image, NDArray[np.float32]]:
    """Stamp an upright line near the picture's rim, or anywhere; returns the box it took [K, 4]."""
    size = image.shape[0]
    cover = _line(rng, stamp(rng))
    height = float(np.exp(rng.uniform(np.log(7), np.log(0.11 * size))))
    width = min(height * cover.shape[1] / cover.shape[0], 0.95 * size)
    for _ in range(TRIES):
        x = float(rng.choice((0.02, 0.5, 0.98))) if rng.random() < 0.6 else float(rng.random())
        y = float(rng.choice((0.02, 0.98))) if rng.random() < 0.7 else float(rng.random())
        left, top = x * (size - width - 1), y * (size - height - 1)
        box = np.array([left, top, left + width, top + height], np.float32)
        if _free(box, taken):
            quad = box[[0, 1, 2, 1, 2, 3, 0, 3]].reshape(4, 2)
            return _laid(rng, image, cover, quad, board=rng.random() < 0.15), box[None]
    return image, NOWHERE


def _painted(
    rng: np.random.Generator, image: Image, taken: NDArray[np.float32]
) -> tuple[Image, NDArray[np.float32]]:
    """Paint a line on something in the scene, seen from somewhere; returns the box it took."""
    size = image.shape[0]
    cover = _line(rng, sign(rng))
    long = cover.shape[1] / cover.shape[0]
    for _ in range(TRIES):
        center = rng.uniform(0.05, 0.95, 2).astype(np.float32) * size
        width = float(np.exp(rng.uniform(np.log(16), np.log(0.8 * size))))
        quad = random_quad(rng, center, width, aspect=long)
        box = hull(quad[None])[0]
        if box[3] - box[1] >= 5 and _free(box, taken):
            return _laid(rng, image, cover, quad, board=rng.random() < 0.65), box[None]
    return image, NOWHERE


def _laid(
    rng: np.random.Generator,
    image: Image,
    cover: Image,
    quad: NDArray[np.float32],
    *,
    board: bool,
) -> Image:
    """Blend a line into the quad, light on dark or dark on light, perhaps on a board."""
    cover = np.pad(cover, int(rng.integers(2, 12))).astype(np.uint8)
    height, width = cover.shape
    across = float(np.linalg.norm(quad[1] - quad[0]))
    while across < 0.5 * width and width > 16:
        cover = cv2.resize(
            cover, (width // 2, max(2, height // 2)), interpolation=cv2.INTER_AREA
        ).astype(np.uint8)
        height, width = cover.shape
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, quad)
    extent = (image.shape[1], image.shape[0])
    ink = cv2.warpPerspective(cover, matrix, extent)[..., None] / np.float32(255)
    light = rng.random() < 0.55
    ends = (rng.uniform(170, 256, 3), rng.uniform(0, 90, 3))
    color, ground = ends if light else ends[::-1]
    if rng.random() < 0.25:
        color = rng.uniform(0, 256, 3)
    out = image.astype(np.float32)
    if board:
        sheet = cv2.warpPerspective(np.full_like(cover, 255), matrix, extent)[..., None]
        out += (ground.astype(np.float32) - out) * (sheet / np.float32(255))
    strength = float(rng.uniform(0.5, 1.0))
    out += (color.astype(np.float32) - out) * (ink * strength)
    return np.clip(out, 0, 255).astype(np.uint8)
