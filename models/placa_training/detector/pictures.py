"""Labeled pictures on disk, read once and kept in memory."""

from dataclasses import dataclass
import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from placa_training.records import picture_of
from placa_training.renderer.picture import Image

Boxes = NDArray[np.float32]

INCOMPLETE_SOURCES = frozenset({"open-lpr"})
SQUASHED_SOURCES = frozenset({"openimages-350", "kaggle-cars183"})


@dataclass(frozen=True)
class Picture:
    """A picture, uint8 BGR [H, W, 3], and its plate boxes [M, 4] (x1 y1 x2 y2, pixels)."""

    name: str
    source: str
    image: Image
    boxes: Boxes

    @property
    def incomplete(self) -> bool:
        """Whether plates in the background may lack a box."""
        return self.source in INCOMPLETE_SOURCES

    @property
    def squashed(self) -> bool:
        """Whether the picture was stored as a square, whatever its aspect was."""
        return self.source in SQUASHED_SOURCES


def load_pictures(records: Path, sample: int | None = None) -> list[Picture]:
    """Read a .jsonl file whose pictures lie in the folder of the same name beside it.

    With `sample`, only so many of them, always the same ones, spread over the file. Raises
    FileNotFoundError when a picture cannot be read.
    """
    pictures = []
    lines = records.read_text(encoding="utf-8").splitlines()
    if sample is not None:
        lines = lines[:: max(1, len(lines) // sample)][:sample]
    for line in lines:
        record = json.loads(line)
        path = picture_of(records, record["image"])
        image = cv2.imread(str(path))
        if image is None:
            raise FileNotFoundError(f"cannot read picture {path}")
        boxes = np.array(record["boxes"], np.float32).reshape(-1, 4)
        pictures.append(Picture(record["image"], record["source"], image.astype(np.uint8), boxes))
    return pictures
