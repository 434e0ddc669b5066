"""Hyphens, dots, seals, emblems and other scripts between the characters."""

from math import pi

import cv2
import numpy as np

from . import fonts
from .brush import letter, merge
from .chance import maybe, pick, uniform
from .layouts import Color
from .picture import Image, as_image

_SCRIPTS = {
    "arabic": "ابتثجحدرسصطعفقكلمنهوي٠١٢٣٤٥٦٧٨٩",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "thai": "กขคงจชตถทนบปพมยรลวสหอ",
}
_SEALS = ((150, 150, 150), (190, 190, 190), (60, 160, 60), (40, 140, 230), (180, 110, 50))


def draw_separator(
    rng: np.random.Generator,
    canvas: Image,
    cover: Image,
    *,
    char: str,
    seal: str,
    box: tuple[float, float, float, float],
) -> None:
    """Draw a hyphen, dot, seal or emblem into its box; gaps stay empty."""
    x1, y1, x2, y2 = box
    middle_x, middle_y, tall = (x1 + x2) / 2, (y1 + y2) / 2, y2 - y1
    if char == "-":
        half = max(0.5, tall * uniform(rng, 0.04, 0.07))
        left, top = round(x1 + (x2 - x1) * 0.15), round(middle_y - half)
        size = (max(1, round(2 * half)), max(1, round((x2 - x1) * 0.7)))
        merge(cover, np.full(size, 255, np.uint8), left, top)
    elif char == ".":
        radius = max(1, round(tall * uniform(rng, 0.05, 0.09)))
        cv2.circle(cover, (round(middle_x), round(middle_y)), radius, 255, -1, cv2.LINE_AA)
    elif char == "*":
        radius = max(1, round(min(x2 - x1, tall * 0.45) * 0.5))
        spots = (0.27, 0.73) if seal == "double" else (0.5,)
        for spot in spots:
            color = _seal_color(rng)
            center = (round(middle_x), round(y1 + tall * spot))
            cv2.circle(canvas, center, radius, color, -1, cv2.LINE_AA)
            cv2.circle(canvas, center, max(1, radius // 2), _seal_color(rng), 1, cv2.LINE_AA)
    elif char == "%":
        _draw_script(rng, cover, box)
    elif char == "&":
        _draw_script(rng, cover, (x1, y1 + 0.15 * tall, x2, middle_y))
        text = pick(rng, ("DUBAI", "U.A.E", "UAE", "QATAR", "KSA", "OMAN", "AUH", "BAHRAIN"))
        at, dark = (middle_x, y1 + 0.76 * tall), (25, 25, 28)
        letter(
            canvas,
            text,
            pick(rng, fonts.faces("any")),
            at,
            tall * 0.26,
            color=dark,
            widest=x2 - x1,
        )
    elif char == "~":
        _draw_emblem(rng, canvas, (x1, y1, x2, y2))


def _seal_color(rng: np.random.Generator) -> Color:
    blue, green, red = pick(rng, _SEALS)
    shade = uniform(rng, 0.7, 1.1)
    return round(blue * shade), round(green * shade), round(red * shade)


def _draw_script(
    rng: np.random.Generator, cover: Image, box: tuple[float, float, float, float]
) -> None:
    """Draw a letter or digit of a script other than Latin, or strokes that look like one."""
    x1, y1, x2, y2 = box
    script = pick(rng, tuple(_SCRIPTS))
    at_hand = fonts.own_faces(script)
    if at_hand and maybe(rng, 0.7):
        written = fonts.words(pick(rng, at_hand), pick(rng, _SCRIPTS[script]), round(y2 - y1))
        share = min(1.0, (x2 - x1) / written.shape[1], (y2 - y1) / written.shape[0])
        tall, wide = (max(2, round(share * side)) for side in written.shape)
        shown = as_image(cv2.resize(written, (wide, tall), interpolation=cv2.INTER_AREA))
        merge(cover, shown, round((x1 + x2 - wide) / 2), round((y1 + y2 - tall) / 2))
        return
    thick = max(1, round((y2 - y1) * uniform(rng, 0.05, 0.11)))
    if maybe(rng, 0.5):
        for _ in range(5 + int(rng.random() * 4)):
            flat = maybe(rng, 0.6)
            x, y = uniform(rng, x1, x2), uniform(rng, y1, y2)
            ends = ((x1, y), (x2, y)) if flat else ((x, y1), (x + uniform(rng, -3, 3), y2))
            points = np.array(ends) + rng.random((2, 2)) * (x2 - x1) * 0.2
            cv2.polylines(cover, [points.astype(np.int32)], False, 255, thick, cv2.LINE_AA)
        return
    for _ in range(1 + int(rng.random() * 2)):
        turn = np.linspace(0, uniform(rng, 3, 12), 24) + uniform(rng, 0, 6)
        along = np.linspace(x1, x2, 24) + (x2 - x1) * uniform(rng, 0.05, 0.3) * np.cos(turn * 1.3)
        across = y1 + (y2 - y1) * (uniform(rng, 0.3, 0.7) + uniform(rng, 0.1, 0.3) * np.sin(turn))
        curl = np.stack([along, across], 1).astype(np.int32)
        cv2.polylines(cover, [curl], False, 255, thick, cv2.LINE_AA)
        dot = (round(uniform(rng, x1, x2)), round(uniform(rng, y1, y2)))
        cv2.circle(cover, dot, max(1, thick // 2 + 1), 255, -1)


def _draw_emblem(
    rng: np.random.Generator, canvas: Image, box: tuple[float, float, float, float]
) -> None:
    """Draw a blot of color with a few strokes on it, perhaps as tall as a character."""
    x1, y1, x2, y2 = box
    center = np.array([x1 + x2, y1 + y2]) / 2
    across = (x2 - x1) / 2
    radii = np.array([across, min(across, (y2 - y1) / 2) * uniform(rng, 0.8, 1.3)])
    if maybe(rng, 0.4):
        radii[1] = (y2 - y1) / 2 * uniform(rng, 0.8, 1.1)
    color = (
        int(uniform(rng, 20, 220)), int(uniform(rng, 20, 220)), int(uniform(rng, 20, 240)),
    )  # fmt: skip
    corners = 5 + int(rng.random() * 9)
    turns = 2 * pi * np.arange(corners) / corners
    rim = np.stack([np.cos(turns), np.sin(turns)], 1) * (0.4 + 0.7 * rng.random((corners, 2)))
    cv2.fillPoly(canvas, [(center + rim * radii).astype(np.int32)], color, cv2.LINE_AA)
    for _ in range(int(rng.random() * 5)):
        stroke = rng.random((int(uniform(rng, 2, 5)), 2)) * 1.6 - 0.8
        gray = int(uniform(rng, 0, 256))
        thick = max(1, round(across * uniform(rng, 0.08, 0.3)))
        points = (center + stroke * radii).astype(np.int32)
        cv2.polylines(canvas, [points], False, (gray, gray, gray), thick, cv2.LINE_AA)
