"""Labeled pictures on disk, read once and kept in memory."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
import json
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from placa_training.records import picture_of
from placa_training.renderer.picture import Image

Boxes = NDArray[np.float32]

INCOMPLETE_SOURCES = frozenset({"open-lpr", "us-vanity"})
SQUASHED_SOURCES = frozenset({"openimages-350", "kaggle-cars183", "us-vanity"})
LOOSE_SOURCES = frozenset({"us-florida", "us-vanity", "vn-gate", "thai-street"})
"""Their boxes were drawn around turned plates, or with the holder and some of the car."""
TRAINING_SETS = ("detect/train.jsonl", "detect2/train.jsonl", "detect2/negatives.jsonl")
JUDGED_SOURCES = frozenset({"id-highway"})
"""Sources of these sets that only judge."""


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
    def loose(self) -> bool:
        """Whether the boxes hold more than the plates."""
        return self.source in LOOSE_SOURCES

    @property
    def squashed(self) -> bool:
        """Whether the picture was stored as a square, whatever its aspect was."""
        return self.source in SQUASHED_SOURCES


def training_sets(data: Path) -> list[Path]:
    """List the .jsonl files of a data folder to train with.

    Raises FileNotFoundError when it has none.
    """
    sets = [data / name for name in TRAINING_SETS if (data / name).exists()]
    if not sets:
        raise FileNotFoundError(f"none of {', '.join(TRAINING_SETS)} in {data.name}")
    return sets


def load_training(data: Path, without: Collection[str] = ()) -> list[Picture]:
    """Read what a data folder has to train with, but for some sources.

    Raises FileNotFoundError when the folder has none of TRAINING_SETS, or a picture is missing.
    """

    def wanted(source: str) -> bool:
        return source not in JUDGED_SOURCES and source not in without

    return [one for records in training_sets(data) for one in load_pictures(records, wanted=wanted)]


def load_sources(data: Path, *sources: str) -> list[Picture]:
    """Read the pictures of some sources among those to train with. Raises as `load_training`."""

    def wanted(source: str) -> bool:
        return source in sources

    return [one for records in training_sets(data) for one in load_pictures(records, wanted=wanted)]


def _any(_source: str) -> bool:
    return True


def load_pictures(
    records: Path, sample: int | None = None, wanted: Callable[[str], bool] = _any
) -> list[Picture]:
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
        if not wanted(record["source"]):
            continue
        path = picture_of(records, record["image"])
        image = cv2.imread(str(path))
        if image is None:
            raise FileNotFoundError(f"cannot read picture {path}")
        boxes = np.array(record["boxes"], np.float32).reshape(-1, 4)
        pictures.append(Picture(record["image"], record["source"], image.astype(np.uint8), boxes))
    return pictures
