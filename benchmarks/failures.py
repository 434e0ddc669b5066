"""Some of what is read wrong, as a picture: rendered, so that it shows nobody's plate."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched, islice

import cv2
import numpy as np

from benchmarks.conditions import ANGLES, CONDITIONS, SEVERITIES, Spoilt, oblique, spoilt
from benchmarks.contender import Contender, CropReader
from benchmarks.negatives import boards
from benchmarks.scoring import folded
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Box

EACH, AMONG = 3, 150
"""So many failures of each condition at its worst, found among so many plates."""

WIDTH, HEIGHT, CAPTION = 220, 110, 46
"""Pixels of a picture in the sheet, and of the two lines below it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A plate that was read wrong and how it was spoilt, or what was taken for one."""

    condition: str
    plate: Spoilt
    read: str


def false_plates(contender: Contender) -> Iterator[Failure]:
    """Look for plates where only lettering is, until EACH are found among so many pictures."""
    found = (
        Failure("lettering", Spoilt(_around(picture, plate.box), "No plate"), plate.text)
        for picture in boards(AMONG)
        for plate in contender.find(picture)[:1]
    )
    yield from islice(found, EACH)


def misreads(reader: CropReader) -> Iterator[Failure]:
    """Read the plates of every condition at its worst until EACH are wrong (0 = O and 1 = I)."""
    worst, widest = max(SEVERITIES), max(ANGLES)
    sets = {condition: spoilt(condition, worst, AMONG) for condition in CONDITIONS}
    for condition, plates in (sets | {f"oblique {widest}": oblique(widest, AMONG)}).items():
        read = (Failure(condition, plate, reader.read(plate.picture)) for plate in plates)
        wrong = (one for one in read if folded(one.read) != folded(one.plate.text))
        yield from islice(wrong, EACH)


def sheet(some: Sequence[Failure]) -> Picture:
    """Return a picture of the plates, EACH in a row, with what they are and what was read."""
    blank = np.full((HEIGHT + CAPTION, WIDTH, 3), 255, np.uint8)
    rows = []
    for row in batched(some, EACH, strict=False):
        tiles = [_tile(one) for one in row]
        rows.append(np.hstack(tiles + [blank] * (EACH - len(tiles))))
    return np.vstack(rows)


def _around(picture: Picture, box: Box) -> Picture:
    left, top, right, bottom = (round(edge) for edge in box)
    rim = (right - left) // 4
    return picture[max(0, top - rim) : bottom + rim, max(0, left - rim) : right + rim]


def _tile(failure: Failure) -> Picture:
    height, width = failure.plate.picture.shape[:2]
    scale = min((WIDTH - 12) / width, (HEIGHT - 12) / height)
    size = round(width * scale), round(height * scale)
    tile = np.full((HEIGHT + CAPTION, WIDTH, 3), 255, np.uint8)
    left, top = (WIDTH - size[0]) // 2, (HEIGHT - size[1]) // 2
    tile[top : top + size[1], left : left + size[0]] = cv2.resize(failure.plate.picture, size)
    _write(tile, failure.condition, HEIGHT + 14)
    _write(tile, f"{failure.plate.text} read as {failure.read or 'nothing'}", HEIGHT + 34)
    return tile


def _write(tile: Picture, text: str, bottom: int) -> None:
    gray, face = (60, 60, 60), cv2.FONT_HERSHEY_SIMPLEX
    cv2.putText(tile, text, (8, bottom), face, 0.42, gray, 1, cv2.LINE_AA)
