"""A contact sheet: what the renderer makes, at a glance."""

from pathlib import Path

import cv2
import numpy as np

from .degrade import degrade
from .layouts import layouts
from .picture import Image
from .plate import render_plate
from .scene import make_crop

CELL = (140, 70)
COLUMNS = 10


def render_contact_sheet(path: Path | str, seed: int = 0) -> None:
    """Write a picture with one crop of every layout, then the same number spoilt.

    Raises:
        OSError: the picture could not be written.

    """
    rng = np.random.default_rng(seed)
    cells = [_cell(make_crop(rng, render_plate(rng, one)).crop) for one in layouts()]
    for one in layouts():
        crop = make_crop(rng, render_plate(rng, one)).crop
        cells.append(_cell(degrade(rng, crop, rng.random())))
    while len(cells) % COLUMNS:
        cells.append(_cell(np.full((8, 8, 3), 96, np.uint8)))
    rows = [np.hstack(cells[at : at + COLUMNS]) for at in range(0, len(cells), COLUMNS)]
    if not cv2.imwrite(str(path), np.vstack(rows), [cv2.IMWRITE_JPEG_QUALITY, 62]):
        raise OSError(f"cannot write {path}")


def _cell(crop: Image) -> Image:
    height, width = crop.shape[:2]
    scale = min((CELL[0] - 4) / width, (CELL[1] - 4) / height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(crop, size, interpolation=cv2.INTER_AREA)
    cell: Image = np.full((CELL[1], CELL[0], 3), 96, np.uint8)
    cell[2 : 2 + size[1], 2 : 2 + size[0]] = small
    return cell
