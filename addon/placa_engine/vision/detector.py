"""Finds plates in a picture."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Box, Quad, iou
from placa_engine.imaging.letterbox import MULTIPLE, PADDING, Letterboxed, canvas_size, letterbox
from placa_engine.vision.runtime import Network

type Candidates = NDArray[np.float32]
"""float32, shape (count, 13): score, box x1 y1 x2 y2, quad x y x 4, in pixels."""

SAME_PLATE = 0.5
"""Two boxes are one plate where they share this part of the smaller one."""

CORNERS_FIT = 0.4
"""Corners are believed where the box around them and the plate's box have this IoU."""

CLOSE_UP = 0.3
"""Plates wider than this part of a picture's longer side are found from farther away as well."""

RIM = 32
"""The width of the gray around a picture seen from afar, in pixels of the network's input."""

CUT_EDGE = 2.0
"""A plate this near to the side of a tile, in pixels, may be cut by it."""


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """How to detect.

    The long side of the network's input is that of the picture, but at least `least_side` and at
    most `long_side` pixels, multiples of 32. Plates with a score of at least `threshold` are
    found. `frame_side` and `frame_threshold` are those that will do for a frame of many: a smaller
    plate has a lower score. In a picture whose long side is greater than `second_look_above`
    pixels, a thorough detection looks again in tiles of `tile` pixels, of twice as many, and so
    on, each overlapping the next by a quarter, so that small plates are found too. It looks at
    every picture from afar, too, for a plate that fills it.
    """

    long_side: int = 512
    least_side: int = 512
    threshold: float = 0.4
    frame_side: int = 384
    frame_threshold: float = 0.4
    second_look_above: int = 1600
    tile: int = 640


class PlateDetector:
    """Finds plates with a network that maps uint8 BGR [1, H, W, 3] to float32 [1, A, 13].

    The network's output is as in Candidates, in pixels of its input. Safe to use from
    several threads.
    """

    def __init__(self, network: Network, settings: DetectorSettings | None = None) -> None:
        self._network = network
        self.settings = settings or DetectorSettings()

    def detect(
        self,
        picture: Picture,
        *,
        thorough: bool = False,
        threshold: float | None = None,
        whole: bool = True,
        part: Box | None = None,
        long_side: int | None = None,
    ) -> tuple[PlateDetection, ...]:
        """Return the plates in a picture, best first, in pixels of the picture.

        `threshold` and `long_side` are None for what the settings advise. What lies in `part`
        (pixels) is looked at more closely; without `whole` nothing else is.
        """
        height, width = picture.shape[:2]
        looks: list[Candidates] = []
        if part is not None:
            looks.append(self._look_at(picture, _inside(part, width, height), threshold, long_side))
        if whole:
            looks.append(self._look(picture, threshold, long_side))
        if thorough:
            looks.append(self._look_from_afar(picture, threshold))
        if thorough and max(width, height) > self.settings.second_look_above:
            # First, so that of equal scores the one with the finer corners is kept.
            looks = [*self._second_look(picture, threshold, long_side), *looks]
        return detections(np.concatenate(looks), width, height)

    def prepare(self, picture: Picture, long_side: int) -> Letterboxed:
        """Return a picture as the network takes it."""
        height, width = picture.shape[:2]
        return letterbox(picture, canvas_size(width, height, long_side))

    def candidates(self, boxed: Letterboxed, threshold: float | None = None) -> Candidates:
        """Return what the network finds in a prepared picture, in pixels of the picture."""
        output = self._network(boxed.canvas[np.newaxis])[0]
        least = self.settings.threshold if threshold is None else threshold
        found: Candidates = output[output[:, 0] >= least]
        found[:, 1::2] /= boxed.scale[0]
        found[:, 2::2] /= boxed.scale[1]
        return found

    def warm_up(self, width: int, height: int) -> None:
        """Get ready for frames of a size, so that the first one does not wait."""
        size = canvas_size(width, height, self.settings.frame_side)
        self._network.warm_up((1, size[1], size[0], 3))

    def _look(self, picture: Picture, threshold: float | None, side: int | None) -> Candidates:
        return self.candidates(self.prepare(picture, side or self._side(picture)), threshold)

    def _side(self, picture: Picture) -> int:
        """Return the long side that a picture is looked at with: enlarging shows nothing new."""
        own: int = -(-max(picture.shape[:2]) // MULTIPLE) * MULTIPLE
        return min(max(own, self.settings.least_side), self.settings.long_side)

    def _look_from_afar(self, picture: Picture, threshold: float | None) -> Candidates:
        """Return the plates that are too near to be known for plates."""
        height, width = picture.shape[:2]
        inner = max(self.settings.least_side // 2 - 2 * RIM, MULTIPLE)
        small = letterbox(picture, canvas_size(width, height, inner))
        canvas = np.pad(small.canvas, ((RIM, RIM), (RIM, RIM), (0, 0)), constant_values=PADDING)
        found = self.candidates(Letterboxed(canvas, small.scale), threshold)
        found[:, 1::2] -= RIM / small.scale[0]
        found[:, 2::2] -= RIM / small.scale[1]
        large: Candidates = found[found[:, 3] - found[:, 1] > CLOSE_UP * max(width, height)]
        return large

    def _second_look(
        self, picture: Picture, threshold: float | None, side: int | None
    ) -> Iterator[Candidates]:
        height, width = picture.shape[:2]
        tile = self.settings.tile
        while tile < max(width, height):
            for top in tile_starts(height, tile, tile // 4):
                for left in tile_starts(width, tile, tile // 4):
                    corners = (left, top, min(left + tile, width), min(top + tile, height))
                    yield self._look_at(picture, corners, threshold, side)
            tile *= 2

    def _look_at(
        self,
        picture: Picture,
        part: tuple[int, int, int, int],
        threshold: float | None,
        side: int | None,
    ) -> Candidates:
        """Return what is found in a part (x1, y1, x2, y2), but for what its sides cut."""
        left, top, right, bottom = part
        found = self._look(picture[top:bottom, left:right], threshold, side)
        found = found[~_cut(found, part, picture)]
        found[:, 1::2] += left
        found[:, 2::2] += top
        return found


def detections(candidates: Candidates, width: int, height: int) -> tuple[PlateDetection, ...]:
    """Return the plates among the candidates of a picture of that size, best first."""
    return tuple(_detection(candidate, width, height) for candidate in suppress(candidates))


def suppress(candidates: Candidates) -> Candidates:
    """Return the best candidate of each plate, best first (greedy non-maximum suppression).

    Plates do not hide each other, so the part shared with the smaller box counts: it also
    removes a box within another.
    """
    left = candidates[np.argsort(-candidates[:, 0], kind="stable")]
    areas = _areas(left[:, 1:5])
    kept = []
    while len(left):
        best, area = left[0], areas[0]
        kept.append(best)
        smaller = np.maximum(np.minimum(areas, area), 1e-6)
        other = _shared(best[1:5], left[:, 1:5]) / smaller < SAME_PLATE
        other[0] = False
        left, areas = left[other], areas[other]
    return np.stack(kept) if kept else candidates[:0]


def tile_starts(length: int, side: int, overlap: int) -> list[int]:
    """Return where tiles of `side` begin so that they cover `length`, evenly spread."""
    if length <= side:
        return [0]
    count = -(-(length - overlap) // (side - overlap))
    return [round(start) for start in np.linspace(0, length - side, count)]


def _inside(part: Box, width: int, height: int) -> tuple[int, int, int, int]:
    left, top = min(max(round(part[0]), 0), width - 1), min(max(round(part[1]), 0), height - 1)
    right, bottom = (
        min(max(round(part[2]), left + 1), width),
        min(max(round(part[3]), top + 1), height),
    )
    return left, top, right, bottom


def _cut(found: Candidates, part: tuple[int, int, int, int], picture: Picture) -> NDArray[np.bool_]:
    """Return which plates of a part (x1, y1, x2, y2) touch a side that is not the picture's own.

    The overlap shows them whole to a neighbor; those too big for it, to the first look.
    """
    left, top, right, bottom = part
    height, width = picture.shape[:2]
    inner_sides = (
        (left > 0, found[:, 1] < CUT_EDGE),
        (top > 0, found[:, 2] < CUT_EDGE),
        (right < width, found[:, 3] > right - left - CUT_EDGE),
        (bottom < height, found[:, 4] > bottom - top - CUT_EDGE),
    )
    cut = np.zeros(len(found), dtype=np.bool_)
    for is_inner, touches in inner_sides:
        if is_inner:
            cut |= touches
    return cut


def _detection(candidate: NDArray[np.float32], width: int, height: int) -> PlateDetection:
    score, *values = (float(value) for value in candidate)
    box = _clip((values[0], values[1], values[2], values[3]), width, height)
    xs, ys = values[4::2], values[5::2]
    quad: Quad = (
        (xs[0], ys[0]), (xs[1], ys[1]), (xs[2], ys[2]), (xs[3], ys[3]),
    )  # fmt: skip
    around = (min(xs), min(ys), max(xs), max(ys))
    if not is_convex(quad) or iou(around, box) < CORNERS_FIT:
        quad = corners(box)
    else:
        box = _clip(_between(box, around), width, height)
    return PlateDetection(quad=quad, box=box, score=min(max(score, 0.0), 1.0))


def around_corners(score: float, quad: Quad, width: int, height: int) -> PlateDetection:
    """Return a plate whose box is the one around its corners, in a picture of that size."""
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    box = _clip((min(xs), min(ys), max(xs), max(ys)), width, height)
    return PlateDetection(quad=quad, box=box, score=score)


def _between(box: Box, around: Box) -> Box:
    """Return the mean of a plate's box and the box around its corners.

    The box was learned from photographs, where the frame and more is in many; the corners from
    rendered plates, and end with the plate. Their mean fits better than either.
    """
    (a1, b1, a2, b2), (c1, d1, c2, d2) = box, around
    return (a1 + c1) / 2, (b1 + d1) / 2, (a2 + c2) / 2, (b2 + d2) / 2


def corners(box: Box) -> Quad:
    """Return a box's corners, clockwise from the top left."""
    x1, y1, x2, y2 = box
    return ((x1, y1), (x2, y1), (x2, y2), (x1, y2))


def is_convex(quad: Quad) -> bool:
    """Return whether the corners go clockwise (y down) around a convex area."""
    return all(
        (bx - ax) * (cy - by) > (by - ay) * (cx - bx)
        for (ax, ay), (bx, by), (cx, cy) in (
            (quad[0], quad[1], quad[2]),
            (quad[1], quad[2], quad[3]),
            (quad[2], quad[3], quad[0]),
            (quad[3], quad[0], quad[1]),
        )
    )


def _clip(box: Box, width: int, height: int) -> Box:
    x1, y1, x2, y2 = box
    return (
        min(max(x1, 0.0), width), min(max(y1, 0.0), height),
        min(max(x2, 0.0), width), min(max(y2, 0.0), height),
    )  # fmt: skip


def _areas(boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    sides = np.maximum(boxes[:, 2:] - boxes[:, :2], 0)
    areas: NDArray[np.float32] = sides[:, 0] * sides[:, 1]
    return areas


def _shared(box: NDArray[np.float32], boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    top_left = np.maximum(box[:2], boxes[:, :2])
    bottom_right = np.minimum(box[2:], boxes[:, 2:])
    sides = np.maximum(bottom_right - top_left, 0)
    areas: NDArray[np.float32] = sides[:, 0] * sides[:, 1]
    return areas
