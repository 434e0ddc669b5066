"""Characters drawn as strokes of even width, the way most plates are pressed.

The free fonts have no lettering like Britain's, Brazil's or Germany's plates, so these letters
are our own: polylines on a grid 4 wide and 8 high, whose width, weight, roundness and ends vary.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from .chance import maybe, pick, uniform
from .picture import Image, as_image

HEIGHT = 64
_FINE = 4

# "x,y" with x 0-4 from the left and y 0-8 from the top; "o" after a point rounds the corner;
# ";" lifts the pen; alternatives of one character stand side by side.
_NOUGHT = "0,4 0,0o 3.7,0o 3.7,8o 0,8o 0,4"
_SHAPES: dict[str, tuple[str, ...]] = {
    "A": ("0,8 2,0 4,8; 0.7,5.6 3.3,5.6", "0,8 1.5,0 2.5,0 4,8; 0.6,5.4 3.4,5.4"),
    "B": ("0,8 0,0 3.8,0o 3.8,3.8o 0,3.8; 0,3.8 4,3.8o 4,8o 0,8 0,7",),
    "C": ("4,2 4,0o 0,0o 0,8o 4,8o 4,6",),
    "D": ("0,4 0,0 4,0o 4,8o 0,8 0,4",),
    "E": ("4,0 0,0 0,8 4,8; 0,3.9 3.4,3.9", "4,0 0,0 0,8 4,8; 0,3.9 4,3.9"),
    "F": ("4,0 0,0 0,8; 0,4 3.4,4",),
    "G": ("4,2 4,0o 0,0o 0,8o 4,8o 4,4.3 2.3,4.3", "4,2 4,0o 0,0o 0,8o 4,8 4,4.4 2,4.4"),
    "H": ("0,0 0,8; 4,0 4,8; 0,4 4,4",),
    "I": ("0,0 0,8", "0,0 0,8", "0,0 2,0; 1,0 1,8; 0,8 2,8"),
    "J": ("4,0 4,8o 0,8o 0,6", "1,0 4,0 4,8o 0,8o 0,6"),
    "K": ("0,0 0,8; 4,0 0,4.8; 1.3,3.6 4,8", "0,0 0,8; 4,0 0.6,4 4,8; 0,4 0.8,4"),
    "L": ("0,0 0,8 4,8",),
    "M": ("0,8 0,0 2.3,4.6 4.6,0 4.6,8", "0,8 0,0 2.3,8 4.6,0 4.6,8"),
    "N": ("0,8 0,0 4,8 4,0",),
    "O": ("0,4 0,0o 4,0o 4,8o 0,8o 0,4",),
    "P": ("0,8 0,0 4,0o 4,4.4o 0,4.4",),
    "Q": ("0,4 0,0o 4,0o 4,8o 0,8o 0,4; 2.3,5.6 4.1,8.2",),
    "R": ("0,8 0,0 4,0o 4,4.2o 0,4.2; 2,4.2 4,8",),
    "S": ("4,1.9 4,0o 0,0o 0,3.9o 4,3.9o 4,8o 0,8o 0,6.1",),
    "T": ("0,0 4,0; 2,0 2,8",),
    "U": ("0,0 0,8o 4,8o 4,0",),
    "V": ("0,0 2,8 4,0",),
    "W": ("0,0 1.2,8 2.5,1.5 3.8,8 5,0", "0,0 0.9,8 2.5,3.4 4.1,8 5,0"),
    "X": ("0,0 4,8; 4,0 0,8",),
    "Y": ("0,0 2,4.2 4,0; 2,4.2 2,8",),
    "Z": ("0,0 4,0 0,8 4,8",),
    "0": (*(5 * (_NOUGHT,)), f"{_NOUGHT}; 0.5,6.5 3.2,1.5"),
    "1": ("0,1.7 1.5,0 1.5,8", "0,1.5 1.2,0 1.2,8", "0,1.7 1.5,0 1.5,8; 0,8 3,8"),
    "2": ("0,2.2 0,0o 4,0o 4,3.6o 0,8 4,8", "0,2.2 0,0o 4,0o 4,4.1o 0,5.6o 0,8 4,8"),
    "3": (
        "0,1.7 0,0o 3.9,0o 3.9,3.8o 1.5,3.8; 1.5,3.8 4,3.8o 4,8o 0,8o 0,6.3",
        "0,0 4,0 1.9,3.3 4,3.3o 4,8o 0,8o 0,6.3",
    ),
    "4": ("3.1,8 3.1,0 0,5.7 4.3,5.7", "2,0 0,5.7 4.2,5.7; 3,3.4 3,8"),
    "5": ("3.8,0 0.2,0 0.2,3.5 4,3.2o 4,8o 0,8o 0,6.3", "3.8,0 0,0 0,3.4 4,3.4o 4,8o 0,8o 0,6.3"),
    "6": ("4,1.9 4,0o 0,0o 0,8o 4,8o 4,3.6o 0,3.6", "3,0 0,4.4o 0,8o 4,8o 4,3.7o 0.3,3.7"),
    "7": ("0,0 4,0 1.3,8", "0,0 4,0 4,1.4 1.5,8"),
    "8": ("2,0 3.8,0o 3.8,3.8o 0.2,3.8o 0.2,0o 2,0; 2,3.8 4,3.8o 4,8o 0,8o 0,3.8o 2,3.8",),
    "9": ("0,6.1 0,8o 4,8o 4,0o 0,0o 0,4.4o 4,4.4", "1,8 4,3.6o 4,0o 0,0o 0,4.3o 3.7,4.3"),
}  # fmt: skip
# Of faces cut against forgery, as on the plates of Germany and Mercosur: no letter becomes another
# by a little paint. Bowls stop short of their stem, the nought has a gap, the O is wide, spurs
# stand out of B and D, each of E and F, P and R, 3 and 8, 6 and 9 has its own build.
_CUT_SHAPES: dict[str, tuple[str, ...]] = {
    "A": ("0,8 1.5,0 2.6,0 4,8; 0.6,5.7 3.5,5.7", "0,8 1.2,0 3.1,0 4.2,8; 0.5,5.2 3.7,5.2"),
    "B": ("-0.3,0 3.7,0o 3.7,3.7o 0.4,3.7; 0.4,0 0.4,8; 1.8,3.7 4.1,3.7o 4.1,8o -0.3,8",),
    "D": ("-0.3,0 4,0o 4,8o -0.3,8; 0.4,0 0.4,8",),
    "E": ("3.8,0 0,0 0,8 4,8; 0,3.8 2.8,3.8",),
    "F": ("4,0 0,0 0,8; 0,4.4 3,4.4",),
    "G": ("4,2 4,0o 0,0o 0,8o 4,8o 4,4.6 1.9,4.6; 4,4.6 4,8",),
    "I": ("0,0 1.8,0; 0.9,0 0.9,8; 0,8 1.8,8",),
    "J": ("1.2,0 4,0 4,8o 0,8o 0,5.7",),
    "M": ("0,8 0,0 2.3,5.2 4.6,0 4.6,8",),
    "O": ("0,4 0,0o 4.5,0o 4.5,8o 0,8o 0,4",),
    "P": ("0,8 0,0 4,0o 4,4.3o 1.2,4.3",),
    "Q": (
        "1.6,8 0,8o 0,0o 4.4,0o 4.4,7.2o 3.8,8; 2.4,5.4 4.5,8.1",
        "2.8,8 0,8o 0,0o 4.4,0o 4.4,6; 2.3,5.2 4.4,8",
    ),
    "R": (
        "0,8 0,0 4,0o 4,4.1o 1.2,4.1; 2,4.1 4.2,8",
        "0,8 0,0; 1,0 4,0o 4,4.1o 0,4.1; 2.2,4.1 4,8",
    ),
    "W": ("0,0 1,8 2.5,2.6 4,8 5,0",),
    "Z": ("0,0 4,0 0,8 4,8; 0.9,4.2 3.1,4.2", "0,0 4,0 0,8 4,8"),
    "0": ("2.3,0 0,0o 0,8o 3.4,8o 3.4,1.7", "1.9,0 0,0o 0,8o 3.5,8o 3.5,1.2"),
    "1": ("0,2.3 1.7,0 1.7,8",),
    "2": ("0,2.4 0,0o 3.9,0o 3.9,4o 0.2,8 4,8",),
    "3": (
        "0.2,0 3.7,0 1.6,3.2 4,3.2o 4,8o 0,8o 0,6.4",
        "0.2,0 3.7,0 1.9,3.4; 1.2,3.4 4,3.4o 4,8o 0,8",
    ),
    "4": ("1.9,0 0,5.9 4.3,5.9; 3.2,3.6 3.2,8", "2.1,0 0.1,5.6 4.2,5.6; 3.1,4 3.1,8"),
    "5": ("3.7,0 0.4,0 0.2,3.4 4,3.1o 4,8o 0,8o 0,6.6",),
    "6": ("3.1,0 0,3.6o 0,8o 4,8o 4,3.6o 1,3.6", "3.4,0 0,2.6o 0,8o 4,8o 4,3.8o 1.3,3.8"),
    "7": ("0,0 4,0 1.7,4o 1.4,8",),
    "8": ("2,3.7 3.6,3.7o 3.6,0o 0.4,0o 0.4,3.7o 2,3.7; 2,3.7 4.1,3.7o 4.1,8o 0,8o 0,3.7o 2,3.7",),
    "9": ("1,8 4,4.4o 4,0o 0,0o 0,4.4o 3,4.4", "0.6,8 4,5.4o 4,0o 0,0o 0,4.2o 2.7,4.2"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StrokeFace:
    """One lettering. Lengths are shares of the character height.

    width: of an H. weight: of a stroke. bend: 0 (square corners) to 1 (as round as fits).
    square: strokes end flat at the edge instead of round. bare_one: 1 is a bar, like I.
    variant: chooses among shapes. cut: the shapes are cut against forgery.
    """

    width: float
    weight: float
    bend: float
    square: bool
    bare_one: bool
    variant: int
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Style:
    """The ranges of a style's letterings, and the chances of flat ends and of a bare 1."""

    width: tuple[float, float]
    weight: tuple[float, float]
    bend: tuple[float, float]
    flat: float
    bare_one: float = 0.0


_STYLES = {
    "mandatory": _Style((0.56, 0.68), (0.135, 0.185), (0.45, 0.95), 0.9, 0.7),
    "fe": _Style((0.54, 0.66), (0.115, 0.15), (0.45, 0.8), 0.7),
    "die": _Style((0.40, 0.56), (0.11, 0.17), (0.4, 1.0), 0.3),
    "din": _Style((0.46, 0.62), (0.11, 0.165), (0.7, 1.0), 0.7),
    "any": _Style((0.40, 0.72), (0.09, 0.19), (0.2, 1.0), 0.5),
}
_CUT_STYLES = ("fe",)
"""Every other lettering of these is cut against forgery."""
SHARE = {"mandatory": 0.65, "fe": 0.5, "die": 0.55, "din": 0.3, "any": 0.25}


@cache
def stroke_faces(style: str) -> tuple[StrokeFace, ...]:
    """Return 24 letterings of a style, the same ones every time; none for an unknown style."""
    if style not in _STYLES:
        return ()
    of = _STYLES[style]
    rng = np.random.default_rng(sorted(_STYLES).index(style))
    return tuple(
        StrokeFace(
            round(uniform(rng, *of.width), 3),
            round(uniform(rng, *of.weight), 3),
            round(uniform(rng, *of.bend), 2),
            maybe(rng, of.flat),
            maybe(rng, of.bare_one),
            pick(rng, range(12)),
            style in _CUT_STYLES and number % 2 == 0,
        )
        for number in range(24)
    )


@cache
def draw_character(face: StrokeFace, char: str) -> Image:
    """Draw a character filling its height; coverage uint8 [64, its own width]."""
    shapes = ("0,0 0,8",) if char == "1" and face.bare_one else _SHAPES[char]
    if face.cut and char in _CUT_SHAPES:
        shapes = _CUT_SHAPES[char]
    shape = shapes[(face.variant + ord(char)) % len(shapes)]
    pens = [_points(part) for part in shape.split(";")]
    least = min(x for pen in pens for x, _, _ in pen)
    pens = [[(x - least, y, bent) for x, y, bent in pen] for pen in pens]
    widest = max(x for pen in pens for x, _, _ in pen)
    tall = HEIGHT * _FINE
    stroke = face.weight * tall
    unit_x = (face.width * tall - stroke) / 4
    unit_y = (tall - stroke) / 8
    wide = round(widest * unit_x + stroke)
    canvas: Image = np.zeros((tall, wide), np.uint8)
    for pen in pens:
        corners = [
            (np.array([x * unit_x + stroke / 2, y * unit_y + stroke / 2]), bent)
            for x, y, bent in pen
        ]
        if face.square:
            edge = [y in (0.0, 8.0) or x in (0.0, widest) for x, y, _ in pen]
            _square_ends(canvas, corners, edge, stroke)
        path = _bend(corners, face.bend * 2.2 * unit_x)
        cv2.polylines(canvas, [np.round(path).astype(np.int32)], False, 255, max(1, round(stroke)))
    size = max(6, round(wide / _FINE)), HEIGHT
    return as_image(cv2.resize(canvas, size, interpolation=cv2.INTER_AREA))


def _points(part: str) -> list[tuple[float, float, bool]]:
    points = []
    for token in part.split():
        x, y = token.rstrip("o").split(",")
        points.append((float(x), float(y), token.endswith("o")))
    return points


def _square_ends(
    canvas: Image,
    corners: list[tuple[NDArray[np.float64], bool]],
    edge: list[bool],
    stroke: float,
) -> None:
    """Run the straight strokes on beyond sharp points at the edge; the canvas cuts them flat."""
    for (a, a_bent), a_edge, (b, b_bent), b_edge in zip(
        corners, edge, corners[1:], edge[1:], strict=False
    ):
        along = (b - a) / max(float(np.linalg.norm(b - a)), 1e-6) * stroke
        upright = min(abs(along)) < 0.2 * stroke
        for point, bent, on_edge, step in ((a, a_bent, a_edge, -along), (b, b_bent, b_edge, along)):
            if on_edge and not bent:
                end = point + (step * 0.5 if upright else step)
                ends = np.round(np.array([point, end])).astype(np.int32)
                if upright:
                    half = np.array([abs(along[1]), abs(along[0])]) / 2
                    low, high = np.minimum(point, end) - half, np.maximum(point, end) + half
                    cv2.rectangle(
                        canvas,
                        tuple(np.round(low).astype(int).tolist()),
                        tuple(np.round(high).astype(int).tolist()),
                        255,
                        -1,
                    )
                else:
                    cv2.polylines(canvas, [ends], False, 255, max(1, round(stroke)))


def _bend(corners: list[tuple[NDArray[np.float64], bool]], radius: float) -> NDArray[np.float64]:
    """Replace the corners to be rounded by quarter-turn curves."""
    path: list[NDArray[np.float64]] = [corners[0][0]]
    for (before, _), (corner, bent), (after, _) in zip(
        corners, corners[1:], corners[2:], strict=False
    ):
        if not bent:
            path.append(corner)
            continue
        come, go = before - corner, after - corner
        near, far = float(np.linalg.norm(come)), float(np.linalg.norm(go))
        reach = min(radius, near * 0.5, far * 0.5)
        start, end = corner + come / max(near, 1e-6) * reach, corner + go / max(far, 1e-6) * reach
        # a cubic with these handles is close to a circle
        turn = np.linspace(0, 1, 9)[:, None]
        first, second = start + (corner - start) * 0.55, end + (corner - end) * 0.55
        curve = (
            (1 - turn) ** 3 * start
            + 3 * (1 - turn) ** 2 * turn * first
            + 3 * (1 - turn) * turn**2 * second
            + turn**3 * end
        )
        path.extend(curve)
    path.append(corners[-1][0])
    return np.array(path)
