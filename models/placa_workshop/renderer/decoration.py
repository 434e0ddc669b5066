"""What a plate carries besides its text: bands, lettering, seals, bolts, stickers, frames."""

from functools import lru_cache
from math import cos, pi, sin
from pathlib import Path

import cv2
import numpy as np

from . import fonts
from .chance import maybe, pick, uniform
from .layouts import Band, Colour, Layout
from .picture import Image, as_image

_DEALERS = (
    "AUTOHAUS", "MOTORS", "www.autos.example", "DRIVE HAPPY", "CITY CARS", "GARAGE MARTIN",
    "Best Service", "AUTO CENTER", "FORD 4 YOU", "Tel 0800 123", "CARS & VANS", "DEALER OF 2019",
    "MY OTHER CAR IS A BIKE", "ALUMNI", "UNIVERSITY", "TOYOTA", "HONDA", "No 1 IN TOWN",
)  # fmt: skip


_SEALS = ((150, 150, 150), (190, 190, 190), (60, 160, 60), (40, 140, 230), (180, 110, 50))


def paint(canvas: Image, cover: Image, colour: Colour) -> None:
    """Blend a colour into a canvas by a coverage 0-255."""
    share = cover[:, :, None].astype(np.float32) / 255
    canvas[:] = canvas + (np.array(colour, np.float32) - canvas) * share


def merge(cover: Image, piece: Image, left: int, top: int) -> None:
    """Lay a piece of coverage over another; what sticks out is cut off."""
    x1, y1 = max(left, 0), max(top, 0)
    x2 = min(left + piece.shape[1], cover.shape[1])
    y2 = min(top + piece.shape[0], cover.shape[0])
    if x1 < x2 and y1 < y2:
        part = cover[y1:y2, x1:x2]
        np.maximum(part, piece[y1 - top : y2 - top, x1 - left : x2 - left], out=part)


def letter(
    canvas: Image,
    text: str,
    face: Path,
    centre: tuple[float, float],
    height: float,
    *,
    colour: Colour,
    widest: float,
) -> None:
    """Write small lettering centred on a point, at most `widest` pixels wide."""
    if height < 3:
        return
    piece = fonts.words(face, text, 20)
    share = height / 20
    width = min(widest, piece.shape[1] * share)
    size = max(2, round(width)), max(2, round(piece.shape[0] * share))
    piece = as_image(cv2.resize(piece, size, interpolation=cv2.INTER_AREA))
    left, top = round(centre[0] - size[0] / 2), round(centre[1] - size[1] / 2)
    x1, y1 = max(left, 0), max(top, 0)
    x2 = min(left + size[0], canvas.shape[1])
    y2 = min(top + size[1], canvas.shape[0])
    if x1 < x2 and y1 < y2:
        paint(canvas[y1:y2, x1:x2], piece[y1 - top : y2 - top, x1 - left : x2 - left], colour)


def draw_bands(
    rng: np.random.Generator, canvas: Image, layout: Layout, scale: float
) -> tuple[float, float]:
    """Draw the coloured bands; return the pixels they take on the left and on the right."""
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
    cv2.rectangle(canvas, (x1, 0), (x1 + across - 1, height), band.colour, -1)
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
            colour=(245, 245, 245),
            widest=across * 0.8,
        )


def draw_border(
    rng: np.random.Generator, canvas: Image, colour: Colour, radius: float, scale: float
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
        cv2.line(canvas, a, b, colour, thick)
    corners = ((inset, inset, 180), (x2, inset, 270), (x2, y2, 0), (inset, y2, 90))
    for x, y, turn in corners:
        centre = (x + bend if x == inset else x - bend, y + bend if y == inset else y - bend)
        cv2.ellipse(canvas, centre, (bend, bend), turn, 0, 90, colour, thick, cv2.LINE_AA)


def draw_words(
    rng: np.random.Generator,
    canvas: Image,
    layout: Layout,
    *,
    ink: Colour,
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
        colour = words.colour or ink
        if words.at in ("left", "right"):
            x = sides[0] + room * (0.09 if words.at == "left" else 0.91)
            letter(canvas, text, face, (x, height / 2), tall, colour=colour, widest=room * 0.16)
            continue
        y = top + tall * 0.55 if words.at == "top" else height - bottom - tall * 0.55
        letter(canvas, text, face, (middle, y), tall, colour=colour, widest=room * 0.7)
        if words.at == "top":
            top += tall * 1.15
        else:
            bottom += tall * 1.15
    return top, bottom


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
            colour = _seal_colour(rng)
            centre = (round(middle_x), round(y1 + tall * spot))
            cv2.circle(canvas, centre, radius, colour, -1, cv2.LINE_AA)
            cv2.circle(canvas, centre, max(1, radius // 2), _seal_colour(rng), 1, cv2.LINE_AA)
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
            colour=dark,
            widest=x2 - x1,
        )
    elif char == "~":
        _draw_emblem(rng, canvas, (middle_x, middle_y), min(x2 - x1, tall) * 0.5)


def _seal_colour(rng: np.random.Generator) -> Colour:
    blue, green, red = pick(rng, _SEALS)
    shade = uniform(rng, 0.7, 1.1)
    return round(blue * shade), round(green * shade), round(red * shade)


def _draw_script(
    rng: np.random.Generator, cover: Image, box: tuple[float, float, float, float]
) -> None:
    """Draw curls or crossing strokes that look like a script other than Latin."""
    x1, y1, x2, y2 = box
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
    rng: np.random.Generator, canvas: Image, centre: tuple[float, float], radius: float
) -> None:
    colour = (
        int(uniform(rng, 20, 220)), int(uniform(rng, 20, 220)), int(uniform(rng, 20, 240)),
    )  # fmt: skip
    corners = 5 + int(rng.random() * 6)
    points = [
        (
            centre[0] + radius * uniform(rng, 0.4, 1.1) * cos(2 * pi * turn / corners),
            centre[1] + radius * uniform(rng, 0.5, 1.3) * sin(2 * pi * turn / corners),
        )
        for turn in range(corners)
    ]
    cv2.fillPoly(canvas, [np.array(points, np.int32)], colour, cv2.LINE_AA)


def draw_scenery(rng: np.random.Generator, canvas: Image) -> None:
    """Lay pale hills, bands or blots of colour behind the characters."""
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
        colour = (
            int(uniform(rng, 30, 250)), int(uniform(rng, 30, 250)), int(uniform(rng, 30, 250)),
        )  # fmt: skip
        cv2.rectangle(canvas, (round(x), round(y)), (round(x + wide), round(y + tall)), colour, -1)
        dark = (20, 20, 20) if sum(colour) > 330 else (240, 240, 240)
        text = pick(rng, ("19", "21", "08", "JAN", "MAR", "AUG", "DEC", "2015", "6 24"))
        face = pick(rng, fonts.faces("any"))
        letter(
            canvas,
            text,
            face,
            (x + wide / 2, y + tall / 2),
            tall * 0.6,
            colour=dark,
            widest=wide * 0.8,
        )


def draw_bolts(rng: np.random.Generator, canvas: Image) -> None:
    """Screw the plate on: two or four bolts or caps near the edge."""
    height, width = canvas.shape[:2]
    radius = max(1, round(height * uniform(rng, 0.02, 0.05)))
    colour = (int(uniform(rng, 20, 230)),) * 3
    along, down = uniform(rng, 0.12, 0.3), uniform(rng, 0.06, 0.12)
    rows = pick(rng, ((down,), (down, 1 - down), (0.5,)))
    if rows == (0.5,):
        along = 0.035
    for x in (along, 1 - along):
        for y in rows:
            at = (round(width * x), round(height * y))
            cv2.circle(canvas, at, radius, colour, -1, cv2.LINE_AA)


@lru_cache(maxsize=2000)
def rounded(width: int, height: int, radius: int) -> Image:
    """Return the coverage of a plate with rounded corners, uint8 [height, width]."""
    cover: Image = np.full((height, width), 255, np.uint8)
    if radius > 0:
        disc: Image = np.zeros((2 * radius, 2 * radius), np.uint8)
        cv2.circle(disc, (radius, radius), radius, 255, -1, cv2.LINE_AA)
        cover[:radius, :radius] = disc[:radius, :radius]
        cover[:radius, -radius:] = disc[:radius, -radius:]
        cover[-radius:, :radius] = disc[-radius:, :radius]
        cover[-radius:, -radius:] = disc[-radius:, -radius:]
    cover.setflags(write=False)
    return cover


def cover_edges(rng: np.random.Generator, canvas: Image) -> None:
    """Lay a holder over the plate's edges that hides slogans, as many American cars have."""
    height, width = canvas.shape[:2]
    colour = pick(rng, ((15, 15, 17), (30, 30, 32), (90, 90, 95), (205, 205, 208)))
    side = max(1, round(width * uniform(rng, 0.01, 0.04)))
    strips = (round(height * uniform(rng, 0.03, 0.15)), round(height * uniform(rng, 0.05, 0.17)))
    canvas[:, :side] = colour
    canvas[:, -side:] = colour
    canvas[: strips[0]] = colour
    canvas[-strips[1] :] = colour
    ink = (230, 230, 230) if sum(colour) < 300 else (30, 30, 30)
    for strip, middle in zip(strips, (strips[0] / 2, height - strips[1] / 2), strict=True):
        if strip > 0.08 * height and maybe(rng, 0.7):
            face = pick(rng, fonts.faces("any"))
            at = (width / 2, middle)
            letter(
                canvas, pick(rng, _DEALERS), face, at, strip * 0.55, colour=ink, widest=width * 0.8
            )


def frame(
    rng: np.random.Generator, canvas: Image, mask: Image
) -> tuple[Image, Image, tuple[int, int]]:
    """Put one plate in three into a dealer's frame; return image, mask and the plate's origin."""
    if not maybe(rng, 0.33):
        return canvas, mask, (0, 0)
    height, width = canvas.shape[:2]
    thin = max(1, round(height * uniform(rng, 0.02, 0.07)))
    lip = round(height * uniform(rng, 0.1, 0.22))
    lettered = maybe(rng, 0.6)
    top = lip if lettered and maybe(rng, 0.25) else thin
    bottom = lip if lettered else thin
    level = int(pick(rng, (12, 25, 40, 90, 200)) * uniform(rng, 0.7, 1.2))
    colour = (level, level, level)
    image = as_image(
        cv2.copyMakeBorder(canvas, top, bottom, thin, thin, cv2.BORDER_CONSTANT, value=colour)
    )
    image[top : top + height, thin : thin + width][mask < 128] = colour
    ink = (225, 225, 225) if level < 110 else (30, 30, 30)
    if lettered and maybe(rng, 0.3):
        ink = (int(uniform(rng, 0, 255)), int(uniform(rng, 0, 255)), int(uniform(rng, 0, 255)))
    for strip, middle in ((top, top / 2), (bottom, top + height + bottom / 2)):
        if strip == lip:
            face = pick(rng, fonts.faces("any"))
            at = (width / 2 + thin, middle)
            letter(
                image, pick(rng, _DEALERS), face, at, strip * 0.5, colour=ink, widest=width * 0.8
            )
    whole = rounded(image.shape[1], image.shape[0], max(1, thin))
    return image, whole, (thin, top)
