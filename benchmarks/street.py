"""Large street pictures with small plates, put together from labeled scenes and clips.

A photograph of 4 megapixels shows many cars at once, far away. Such pictures are not among the
shared sets, so scenes are shrunk until their widest plate is 40 to 64 pixels wide and laid side
by side. Plates narrower than 40 pixels do not count. Clips are played at half their size in the
middle of a still, blurred scene of 2560 x 1440 pixels.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from benchmarks.sets import Scene
from placa_engine.cameras.motion import MotionGate
from placa_engine.cameras.sources.video import LUMA_STEP
from placa_engine.imaging.frame import Frame, Picture
from placa_engine.imaging.geometry import Box

COLUMNS, ROWS = 6, 4
CELL = 400
NARROWEST, WIDEST = 40.0, 64.0
LARGE = (2560, 1440)


@dataclass(frozen=True, slots=True)
class Street:
    """A picture of COLUMNS x ROWS scenes, with the boxes of its plates that count."""

    picture: Picture
    boxes: tuple[Box, ...]


def streets(scenes: Sequence[Scene]) -> Iterator[Street]:
    """Lay out all scenes with plates, each once; the last picture may have empty cells."""
    rng = np.random.default_rng(4)
    labeled = [scene for scene in scenes if scene.boxes]
    for start in range(0, len(labeled), COLUMNS * ROWS):
        picture = np.full((ROWS * CELL, COLUMNS * CELL, 3), 114, np.uint8)
        boxes: list[Box] = []
        for place, scene in enumerate(labeled[start : start + COLUMNS * ROWS]):
            left, top = place % COLUMNS * CELL, place // COLUMNS * CELL
            cell, found = _cell(scene, float(rng.uniform(NARROWEST, WIDEST)))
            picture[top : top + cell.shape[0], left : left + cell.shape[1]] = cell
            boxes += [(x1 + left, y1 + top, x2 + left, y2 + top) for x1, y1, x2, y2 in found]
        yield Street(picture, tuple(boxes))


def far_off(frames: Iterable[Frame], scene: Picture) -> Iterator[Frame]:
    """Play a clip at half its size in the middle of a large still picture of a scene."""
    around = cv2.GaussianBlur(cv2.resize(scene, LARGE), (0, 0), 12)
    gate = MotionGate()
    for frame in frames:
        small = cv2.resize(frame.picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
        height, width = small.shape[:2]
        left, top = (LARGE[0] - width) // 2, (LARGE[1] - height) // 2
        picture = around.copy()
        picture[top : top + height, left : left + width] = small
        luma = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[::LUMA_STEP, ::LUMA_STEP])
        gate.passes(luma.astype(np.uint8), frame.monotonic, in_view=True, unsettled=True)
        yield replace(frame, picture=picture.astype(np.uint8), moving=gate.moving)


def _cell(scene: Scene, width: float) -> tuple[Picture, list[Box]]:
    """Shrink a scene until its widest plate has this width, cut to a cell around that plate."""
    picture = scene.picture()
    widest = max(scene.boxes, key=lambda box: box[2] - box[0])
    scale = min(width / (widest[2] - widest[0]), 1.0)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left = _start((widest[0] + widest[2]) / 2 * scale, small.shape[1])
    top = _start((widest[1] + widest[3]) / 2 * scale, small.shape[0])
    cell = small[top : top + CELL, left : left + CELL]
    boxes: list[Box] = []
    for x1, y1, x2, y2 in scene.boxes:
        box = (x1 * scale - left, y1 * scale - top, x2 * scale - left, y2 * scale - top)
        whole = box[0] >= 0 and box[1] >= 0 and box[2] <= cell.shape[1] and box[3] <= cell.shape[0]
        if whole and box[2] - box[0] >= NARROWEST - 0.5:
            boxes.append(box)
    return np.asarray(cell, np.uint8), boxes


def _start(center: float, length: int) -> int:
    return max(0, min(round(center - CELL / 2), length - CELL))
