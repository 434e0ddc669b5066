"""What is printed on a plate besides its text: bands, borders, lettering, stickers."""

from math import cos, pi, sin

import cv2
import numpy as np

from . import fonts
from .brush import letter
from .chance import maybe, pick, uniform
from .layouts import Band, Color, Layout
from .picture import Image


def draw_bands(
    rng: np.random.Generator, canvas: Image, layout: Layout, scale: float
) -> tuple[float, float]:
    """Draw the colored bands; return the pixels they take on the left and on the right."""
    taken = {"left": 0.0, "right": 0.0}
    for band in layout.bands:
        if maybe(rng, band.chance):
            _draw_band(rng, canvas, band, scale)
            taken[band.side] = band.width * scale
    return taken["left"], taken["right"]


def _draw_band(rng: np.random.Generator, canvas: Image, band: Band, scale: float) -> None:
    height, width = canvas.shape[:2]
    across = max(2, round(band.width * scale))
    x1 = 0 if band.side == "left" else width - across
    cv2.rectangle(canvas, (x1, 0), (x1 + across - 1, height), band.color, -1)
    if band.scenery:
        draw_scenery(rng, canvas[:, x1 : x1 + across])
    middle = x1 + across / 2
    if band.stars:
        ring = across * 0.32
        for turn in range(12):
            at = (
                round(middle + ring * cos(turn * pi / 6)),
                round(height * 0.33 + ring * sin(turn * pi / 6)),
            )
            cv2.circle(canvas, at, max(0, round(across * 0.04)), (60, 210, 250), -1)
    if band.letters:
        face = pick(rng, fonts.faces("any"))
        at = (middle, height * (0.78 if band.stars else uniform(rng, 0.5, 0.85)))
        letter(
            canvas,
            pick(rng, band.letters),
            face,
            at,
            height * 0.17,
            color=(245, 245, 245),
            widest=across * 0.8,
        )


def draw_border(
    rng: np.random.Generator, canvas: Image, color: Color, radius: float, scale: float
) -> None:
    """Draw a border line just inside the edge."""
    height, width = canvas.shape[:2]
    inset = round(uniform(rng, 0.5, 3.0) * scale)
    thick = max(1, round(uniform(rng, 2.0, 4.5) * scale))
    x2, y2, bend = width - 1 - inset, height - 1 - inset, max(1, round(radius))
    for a, b in (
        ((inset + bend, inset), (x2 - bend, inset)),
        ((inset + bend, y2), (x2 - bend, y2)),
        ((inset, inset + bend), (inset, y2 - bend)),
        ((x2, inset + bend), (x2, y2 - bend)),
    ):
        cv2.line(canvas, a, b, color, thick)
    corners = ((inset, inset, 180), (x2, inset, 270), (x2, y2, 0), (inset, y2, 90))
    for x, y, turn in corners:
        center = (x + bend if x == inset else x - bend, y + bend if y == inset else y - bend)
        cv2.ellipse(canvas, center, (bend, bend), turn, 0, 90, color, thick, cv2.LINE_AA)


def draw_words(
    rng: np.random.Generator,
    canvas: Image,
    layout: Layout,
    *,
    ink: Color,
    sides: tuple[float, float],
    scale: float,
) -> tuple[float, float]:
    """Write the layout's lettering; return the pixels taken at the top and at the bottom."""
    height, width = canvas.shape[:2]
    margin = max(2.0, 5 * scale)
    top = bottom = margin
    middle = (sides[0] + width - sides[1]) / 2
    room = width - sides[0] - sides[1]
    for words in layout.words:
        if not maybe(rng, words.chance):
            continue
        tall = words.height * scale * uniform(rng, 0.85, 1.15)
        text = pick(rng, words.texts)
        face = pick(rng, fonts.faces(words.font))
        color = words.color or ink
        if words.at in ("left", "right"):
            x = sides[0] + room * (0.09 if words.at == "left" else 0.91)
            letter(canvas, text, face, (x, height / 2), tall, color=color, widest=room * 0.16)
            continue
        y = top + tall * 0.55 if words.at == "top" else height - bottom - tall * 0.55
        letter(canvas, text, face, (middle, y), tall, color=color, widest=room * 0.7)
        if words.at == "top":
            top += tall * 1.15
        else:
            bottom += tall * 1.15
    return top, bottom


def draw_scenery(rng: np.random.Generator, canvas: Image) -> None:
    """Lay pale hills, bands or blots of color behind the characters."""
    height, width = canvas.shape[:2]
    rows, columns = 2 + int(rng.random() * 3), 2 + int(rng.random() * 4)
    blots = rng.integers(90, 256, (rows, columns, 3), np.uint8)
    wash = cv2.resize(blots, (width, height), interpolation=cv2.INTER_CUBIC)
    if maybe(rng, 0.4):
        knots = rng.random(5) * height * 0.5 + height * uniform(rng, 0.3, 0.6)
        hills = np.interp(np.arange(width), np.linspace(0, width, 5), knots)
        below = np.arange(height)[:, None] > hills
        wash[below] = rng.integers(90, 230, 3)
    share = uniform(rng, 0.15, 0.55)
    cv2.addWeighted(wash, share, canvas, 1 - share, 0, dst=canvas)


def draw_stickers(rng: np.random.Generator, canvas: Image, layout: Layout) -> None:
    """Stick registration stickers into the corners that the layout names."""
    height, width = canvas.shape[:2]
    for corner in layout.stickers:
        if not maybe(rng, 0.6):
            continue
        tall = height * uniform(rng, 0.13, 0.2)
        wide = tall * uniform(rng, 1.2, 1.8)
        x = width * 0.03 if "left" in corner else width * 0.97 - wide
        y = height * 0.04 if "top" in corner else height * 0.96 - tall
        color = (
            int(uniform(rng, 30, 250)), int(uniform(rng, 30, 250)), int(uniform(rng, 30, 250)),
        )  # fmt: skip
        cv2.rectangle(canvas, (round(x), round(y)), (round(x + wide), round(y + tall)), color, -1)
        dark = (20, 20, 20) if sum(color) > 330 else (240, 240, 240)
        text = pick(rng, ("19", "21", "08", "JAN", "MAR", "AUG", "DEC", "2015", "6 24"))
        face = pick(rng, fonts.faces("any"))
        letter(
            canvas,
            text,
            face,
            (x + wide / 2, y + tall / 2),
            tall * 0.6,
            color=dark,
            widest=wide * 0.8,
        )
