"""The real clips as a camera would show them: an empty place, a car that comes, an empty place.

The cars in the clips are parked and filmed by hand, so their plates hardly move, and a
door would rightly take no notice. Each is therefore let arrive first: the clip's first
picture grows from small to full size, then the clip itself plays, untouched.
"""

from collections.abc import Iterator
from dataclasses import dataclass
import json
import os
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from placa_demo.h264 import write_h264

type Picture = NDArray[np.uint8]

FPS = 12
LEAD, APPROACH, TAIL = 1.0, 1.5, 1.0
"""Seconds of the empty place, of the arrival, and of the empty place again.

Between two clips the camera shows the empty place for as long as it takes.
"""


@dataclass(frozen=True, slots=True)
class RealClip:
    """One clip of the shared data; `plates` is empty where nothing is readable."""

    path: Path
    plates: tuple[str, ...]


def real_clips() -> tuple[RealClip, ...]:
    """List the clips in the folder that PLACA_SHARED names."""
    data = Path(os.environ["PLACA_SHARED"]) / "data"
    lines = (data / "clips.jsonl").read_text().splitlines()
    entries = [json.loads(line) for line in lines]
    return tuple(RealClip(data / "clips" / e["clip"], tuple(e["plates"])) for e in entries)


def empty_place(clip: RealClip) -> Picture:
    """Blur a clip's first picture until nothing in it can be read."""
    return blurred(next(pictures(clip)))


def pictures(clip: RealClip) -> Iterator[Picture]:
    """Decode a clip, BGR."""
    with av.open(str(clip.path)) as video:
        for picture in video.decode(video=0):
            yield np.asarray(picture.to_ndarray(format="bgr24"), np.uint8)


def blurred(picture: Picture) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 40), np.uint8)


def encode_idle(place: Picture, path: Path) -> None:
    """Write a second of an empty place."""
    write_h264(path, [place] * FPS, FPS)


def encode_visit(clip: RealClip, place: Picture, path: Path, *, arrives: bool) -> Path:
    """Write what `visit` shows."""
    write_h264(path, visit(clip, place, arrives=arrives), FPS)
    return path


def visit(clip: RealClip, place: Picture, *, arrives: bool) -> Iterator[Picture]:
    """Show a clip between two pauses; with `arrives` the car comes nearer before it plays."""
    yield from [place] * round(LEAD * FPS)
    car = list(pictures(clip))
    if arrives:
        steps = round(APPROACH * FPS)
        for step in range(steps):
            yield smaller(car[0], place, 0.3 * (1 / 0.3) ** (step / steps))
    yield from car
    yield from [place] * round(TAIL * FPS)


def staying(clip: RealClip, place: Picture, seconds: float) -> Iterator[Picture]:
    """Show a car that comes nearer and stays; its last picture stands still for so long."""
    shown = place
    for shown in list(visit(clip, place, arrives=True))[: -round(TAIL * FPS)]:
        yield shown
    yield from [shown] * round(seconds * FPS)


def smaller(picture: Picture, place: Picture, factor: float) -> Picture:
    """Shrink a picture into the middle of the empty place."""
    height, width = picture.shape[:2]
    size = (round(width * factor), round(height * factor))
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    shown = place.copy()
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    shown[top : top + size[1], left : left + size[0]] = small
    return shown


def printed_visit(still: Path) -> Iterator[Picture]:
    """Let the plate of a still crop come nearer without a car, in front of a patterned wall."""
    plate = cv2.imread(str(still))
    assert plate is not None
    wall = patterned_wall()
    height, width = wall.shape[:2]
    steps = round(2 * APPROACH * FPS)
    yield from [wall] * round(LEAD * FPS)
    for step in range(steps + FPS):
        share = 0.45 * 0.4 ** (1 - min(step / steps, 1.0))
        size = round(width * share), round(width * share * plate.shape[0] / plate.shape[1])
        shown = wall.copy()
        left, top = (width - size[0]) // 2, height // 2
        small = cv2.resize(plate, size, interpolation=cv2.INTER_AREA)
        shown[top : top + size[1], left : left + size[0]] = small[: height - top]
        yield shown
    yield from [wall] * round(TAIL * FPS)


def patterned_wall() -> Picture:
    spots = np.random.default_rng(1).integers(60, 200, (60, 80, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(spots, (640, 480), interpolation=cv2.INTER_CUBIC), np.uint8)
