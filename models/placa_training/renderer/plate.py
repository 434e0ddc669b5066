"""Draws a plate seen from the front, evenly lit: ground, band, lettering, characters, frame."""

from dataclasses import dataclass

import cv2
import numpy as np

from . import brush, decoration, fonts, holders, separators
from .chance import maybe, pick, uniform
from .grammar import Mark
from .layouts import Color, Layout, Scheme, layout_named, pick_layout, pick_scheme
from .picture import Image, Quad, as_image

PIXELS = 11_000
STACKED = {1: 0.44, 2: 0.44, 3: 0.3}
"""Height of stacked characters, in character heights, by how many share the column."""


@dataclass(frozen=True, slots=True)
class RenderedPlate:
    """A plate, frontal.

    image: BGR uint8 [H, W, 3], the plate and, if it has one, the dealer's frame around it.
    mask: uint8 [H, W], 255 where plate or frame are, 0 outside rounded corners.
    text: A-Z and 0-9 in reading order, without separators and decoration.
    lines: 1 or 2.
    layout: the layout's name.
    quad: float32 [4, 2], the plate's corners in pixels of `image`, clockwise from top left.
    """

    image: Image
    mask: Image
    text: str
    lines: int
    layout: str
    quad: Quad


@dataclass(frozen=True, slots=True)
class _Setting:
    """How the characters of one plate are cut: font and size in pixels."""

    face: fonts.Face
    height: float
    width: float
    spacing: float
    gap: float
    fixed: bool
    reference: float
    seal: str


def render_plate(
    rng: np.random.Generator,
    layout: Layout | str | None = None,
    text: str | None = None,
    width: int | None = None,
) -> RenderedPlate:
    """Render one plate.

    Args:
        rng: the only source of chance; same state, same fonts at hand: same plate.
        layout: a layout or its name; drawn by weight if None.
        text: a text that the layout allows; drawn from its patterns if None.
        width: the plate's width in pixels; by default the plate covers about 11,000 pixels.

    Raises:
        KeyError: no layout has that name.
        ValueError: the text matches no pattern of the layout.

    """
    if isinstance(layout, str):
        layout = layout_named(layout)
    chosen = layout or pick_layout(rng)
    marks = chosen.draw(rng) if text is None else chosen.set(text)
    scheme = pick_scheme(rng, chosen)
    across, down = chosen.size
    pixel_width = width or round((PIXELS * across / down) ** 0.5)
    scale = pixel_width / across
    pixel_height = max(12, round(down * scale))

    canvas = _ground(rng, scheme, pixel_width, pixel_height)
    ink = _vary(rng, scheme.ink, 14)
    if maybe(rng, 0.08):
        ink = _faded(rng, ink, scheme.ground)
    left, right = decoration.draw_bands(rng, canvas, chosen, scale)
    if scheme.border is not None:
        decoration.draw_border(rng, canvas, scheme.border, chosen.radius * scale, scale)
    top, bottom = decoration.draw_words(
        rng, canvas, chosen, ink=ink, sides=(left, right), scale=scale
    )
    area = (left + 6 * scale, top, pixel_width - right - 6 * scale, pixel_height - bottom)
    cover = _set_marks(rng, canvas, chosen, marks, area=area, scale=scale)
    _stamp(rng, canvas, cover, ink, chosen.emboss)
    decoration.draw_stickers(rng, canvas, chosen)
    if maybe(rng, chosen.bolts):
        holders.draw_bolts(rng, canvas)

    if maybe(rng, chosen.holder):
        holders.cover_edges(rng, canvas)
    mask = brush.rounded(pixel_width, pixel_height, round(chosen.radius * scale))
    image, mask, offset = holders.frame(rng, canvas, mask)
    x, y = offset
    quad = np.array(
        [[x, y], [x + pixel_width, y], [x + pixel_width, y + pixel_height], [x, y + pixel_height]],
        np.float32,
    )
    label = "".join(mark.char for mark in marks if mark.is_text)
    lines = 2 if any(mark.char == "/" for mark in marks) else 1
    return RenderedPlate(image, mask, label, lines, chosen.name, quad)


def _vary(rng: np.random.Generator, color: Color, spread: float) -> Color:
    blue, green, red = (
        min(255, max(0, round(channel + uniform(rng, -spread, spread)))) for channel in color
    )
    return blue, green, red


def _faded(rng: np.random.Generator, ink: Color, ground: Color) -> Color:
    """Wear the paint of the characters off, by a quarter to two thirds."""
    share = uniform(rng, 0.25, 0.65)
    blue, green, red = (round(a + (b - a) * share) for a, b in zip(ink, ground, strict=True))
    return blue, green, red


def _ground(rng: np.random.Generator, scheme: Scheme, width: int, height: int) -> Image:
    first = _vary(rng, scheme.ground, 12)
    canvas: Image = np.full((height, width, 3), first, np.uint8)
    if scheme.ground_to is not None:
        ends = np.array([[first], [scheme.ground_to], [first]], np.uint8)
        ends = ends[: 3 if maybe(rng, 0.3) else 2]
        canvas = as_image(cv2.resize(ends, (width, height)))
    if scheme.scenery:
        decoration.draw_scenery(rng, canvas)
    return canvas


def _set_marks(
    rng: np.random.Generator,
    canvas: Image,
    layout: Layout,
    marks: tuple[Mark, ...],
    *,
    area: tuple[float, float, float, float],
    scale: float,
) -> Image:
    """Lay the marks out in `area` (x1, y1, x2, y2); return the characters' coverage."""
    style = pick(rng, layout.fonts) if maybe(rng, 0.85) else "any"
    face = fonts.pick_face(rng, style)
    reference = sum(fonts.aspect(face, char) for char in "BEHN58") / 6
    stretch = uniform(rng, 0.92, 1.08)
    setting = _Setting(
        face=face,
        height=layout.char_height * scale * uniform(rng, 0.93, 1.05),
        width=layout.char_width * scale * stretch,
        spacing=layout.spacing * scale * uniform(rng, 0.7, 1.4),
        gap=layout.gap * scale * uniform(rng, 0.6, 1.3),
        fixed=layout.pitch == "fixed",
        reference=reference,
        seal=layout.seal,
    )
    cover: Image = np.zeros(canvas.shape[:2], np.uint8)
    rows: list[list[Mark]] = [[]]
    for mark in marks:
        if mark.char == "/":
            rows.append([])
        else:
            rows[-1].append(mark)
    x1, y1, x2, y2 = area
    tall = [setting.height * share for share in layout.line_scale[: len(rows)]]
    tight = min(1.0, (y2 - y1) * 0.94 / (sum(tall) * (1.06 if len(rows) > 1 else 1.0)))
    slack = (y2 - y1 - tight * sum(tall)) / (len(rows) + 1)
    y = y1 + slack + uniform(rng, -0.2, 0.2) * slack
    for row, height in zip(rows, tall, strict=True):
        box = (x1, y, x2, y + tight * height)
        _set_row(rng, (canvas, cover), row, setting, box)
        y += tight * height + slack
    return cover


def _set_row(
    rng: np.random.Generator,
    layers: tuple[Image, Image],
    row: list[Mark],
    setting: _Setting,
    box: tuple[float, float, float, float],
) -> None:
    canvas, cover = layers
    x1, y1, x2, y2 = box
    height = y2 - y1
    grow = height / setting.height
    pieces = _measure(row, setting, grow)
    total = sum(width for _, width in pieces) + setting.spacing * (len(pieces) - 1)
    squeeze = min(1.0, (x2 - x1) / max(total, 1.0))
    x = (x1 + x2 - total * squeeze) / 2
    x += uniform(rng, -0.25, 0.25) * (x2 - x1 - total * squeeze)
    low = maybe(rng, 0.5)
    for piece, full in pieces:
        width = full * squeeze
        first = piece[0]
        if not first.is_character:
            spot = (x, y1, x + width, y2)
            separators.draw_separator(
                rng, canvas, cover, char=first.char, seal=setting.seal, box=spot
            )
        else:
            share = {"normal": 1.0, "small": 0.62, "stacked": STACKED[len(piece)]}[first.setting]
            drop = (1 - share) * height * (1 if low else 0.5)
            top = y1 + drop if first.setting == "small" else y1
            for line, mark in enumerate(piece):
                y = top + line * (1 - share) / max(len(piece) - 1, 1) * height
                _put(cover, setting, mark.char, (x, y, x + width, y + share * height))
        x += width + setting.spacing * squeeze


def _measure(
    row: list[Mark], setting: _Setting, grow: float
) -> list[tuple[tuple[Mark, ...], float]]:
    """Split a row into pieces that stand side by side, with their widths in pixels."""
    pieces: list[tuple[tuple[Mark, ...], float]] = []
    cell = setting.width * grow
    separators = {" ": setting.gap, "_": setting.gap / 2, "-": cell * 0.5, ".": cell * 0.28}
    separators |= {"*": cell * 0.8, "~": cell * 1.4, "%": cell * 1.1, "&": cell * 2.2}
    pending: list[Mark] = []
    for index, mark in enumerate(row):
        if not mark.is_character:
            pieces.append(((mark,), separators[mark.char]))
            continue
        if mark.setting == "stacked":
            pending.append(mark)
            following = row[index + 1] if index + 1 < len(row) else None
            if len(pending) < 3 and following is not None and following.setting == "stacked":
                continue
            pieces.append((tuple(pending), cell * STACKED[len(pending)] * 1.14))
            pending = []
            continue
        share = 1.0 if mark.setting == "normal" else 0.62
        natural = fonts.aspect(setting.face, mark.char) / setting.reference
        pieces.append(((mark,), cell * share * (1.0 if setting.fixed else natural)))
    return pieces


def _put(
    cover: Image, setting: _Setting, char: str, box: tuple[float, float, float, float]
) -> None:
    x1, y1, x2, y2 = box
    natural = min(1.0, fonts.aspect(setting.face, char) / setting.reference)
    if setting.fixed and natural < 0.8:
        middle, half = (x1 + x2) / 2, (x2 - x1) * natural / 2
        x1, x2 = middle - half, middle + half
    left, top = round(x1), round(y1)
    width, height = max(2, round(x2 - x1)), max(4, round(y2 - y1))
    brush.merge(cover, fonts.glyph(setting.face, char, width, height), left, top)


def _stamp(
    rng: np.random.Generator, canvas: Image, cover: Image, ink: Color, emboss: float
) -> None:
    """Color the characters in; raised characters get a lit and a shaded edge."""
    weight = rng.random()
    if weight < 0.12:
        cover = as_image(cv2.dilate(cover, np.ones((2, 2), np.uint8)))
    elif weight < 0.2:
        cover = as_image(cv2.erode(cover, np.ones((2, 2), np.uint8)))
    brush.paint(canvas, cover, ink)
    if maybe(rng, emboss):
        depth = uniform(rng, 0.08, 0.35)
        kernel = np.zeros((3, 3), np.float32)
        kernel[0, 0 if maybe(rng, 0.7) else 1] = -depth
        kernel[2, 2 if maybe(rng, 0.7) else 1] = depth
        relief = cv2.filter2D(cover, cv2.CV_16S, kernel)
        np.clip(canvas + relief[:, :, None], 0, 255, out=canvas, casting="unsafe")
