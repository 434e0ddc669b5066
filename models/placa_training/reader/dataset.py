"""Plate crops with their texts, kept in memory as uint8, and batches drawn from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
import hashlib
from itertools import pairwise
import json
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from placa_training.reader.alphabet import encode
from placa_training.reader.augment import Corners, CropPicture, augment
from placa_training.reader.splice import Spliceable, pairs, splice
from placa_training.records import picture_of
from placa_training.renderer import degrade, make_crop, render_plate

REAL_MARGIN = 0.12 / 1.24
"""Share of a stored crop's side that surrounds the plate's box."""
STORED_HEIGHT = 96
STORED_WIDTH = 288
TWO_LINE_WEIGHT = 2.5
SECOND_DRAW = 0.7
"""How often a plate is thrown back once that has neither two lines nor a doubled character."""
DOUBLE_WEIGHT = 1.5
SPLICED = 0.4


@dataclass(frozen=True)
class Crop:
    """A plate crop (uint8 BGR), its text, its plate's corners (pixels, float [4, 2]) and lines."""

    picture: CropPicture
    text: str
    quad: Corners
    lines: int


@dataclass(frozen=True)
class Batch:
    """Pictures [N, H, W, 3] uint8 BGR with their texts as CTC targets, concatenated."""

    pictures: npt.NDArray[np.uint8]
    targets: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]


def read_crop(path: Path) -> CropPicture:
    """Read a file as uint8 BGR. Raises ValueError when it cannot be decoded."""
    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None:
        raise ValueError("a crop cannot be read as a picture")
    return picture.astype(np.uint8)


def load_records(path: Path) -> list[tuple[Path, str, dict[str, object]]]:
    """(picture file, text, record) for every line of a .jsonl file."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(picture_of(path, one["image"]), str(one["text"]), one) for one in records]


def corners_of_box(x1: float, y1: float, x2: float, y2: float) -> Corners:
    """List the corners of an upright box, clockwise from top left, float [4, 2]."""
    return np.array([[x1, y1], [x2, y1], [x2, y2], [x1, y2]], np.float64)


def load_real(path: Path) -> list[Crop]:
    """Load the crops of a .jsonl file, shrunk to at most twice the network's input."""
    crops = []
    for image, text, record in load_records(path):
        lines = 2 if record.get("lines") == 2 else 1
        picture = read_crop(image)
        scale = (
            min(1.0, STORED_WIDTH / picture.shape[1]),
            min(1.0, STORED_HEIGHT / picture.shape[0]),
        )
        if min(scale) < 1:
            picture = cv2.resize(
                picture, None, fx=scale[0], fy=scale[1], interpolation=cv2.INTER_AREA
            ).astype(np.uint8)
        height, width = picture.shape[:2]
        x, y = REAL_MARGIN * width, REAL_MARGIN * height
        quad = corners_of_box(x, y, width - x, height - y)
        crops.append(Crop(picture, text, quad, lines))
    return crops


def has_double(text: str) -> bool:
    """Tell whether a character follows itself; CTC must put a blank between the two."""
    return any(one == other for one, other in pairwise(text))


def render_crop(rng: np.random.Generator) -> Crop:
    """Render a crop afresh; its corners are the plate's own or its upright box's."""
    plate = render_plate(rng)
    if plate.lines == 1 and not has_double(plate.text) and rng.random() < SECOND_DRAW:
        plate = render_plate(rng)
    sample = make_crop(rng, plate)
    quad = sample.quad.astype(np.float64)
    if rng.random() < 0.5:
        quad = corners_of_box(*quad.min(0), *quad.max(0))
    picture = degrade(rng, sample.crop, float(rng.random())) if rng.random() < 0.4 else sample.crop
    return Crop(picture, sample.text, quad, plate.lines)


def spliced_crop(rng: np.random.Generator, stock: Sequence[Spliceable]) -> Crop:
    """Join parts of two photographed crops to a new plate."""
    while True:
        one, other = pairs(rng, stock)
        if joined := splice(rng, one, other):
            picture, text = joined
            height, width = picture.shape[:2]
            scale = height / other.picture.shape[0]
            right = width - REAL_MARGIN * other.picture.shape[1] * scale
            y = REAL_MARGIN * height
            quad = corners_of_box(REAL_MARGIN * one.picture.shape[1], y, right, height - y)
            return Crop(picture, text, quad, lines=1)


def is_held_out(text: str) -> bool:
    """Whether crops of this plate are kept from training, to fit the temperature: 1 in 16."""
    return hashlib.sha256(text.encode()).digest()[0] % 16 == 0


class Sampler:
    """Endless augmented batches, a fixed share of them real; deterministic for a seed.

    Of the real ones SPLICED are joined from parts of `stock`, if there is any.
    """

    def __init__(
        self,
        real: list[Crop],
        real_share: float,
        size: tuple[int, int],
        seed: int,
        stock: Sequence[Spliceable] = (),
    ) -> None:
        self._real = real
        self._stock = stock
        self._share = real_share
        self._size = size
        self._rng = np.random.default_rng(seed)
        weight = np.array([_weight(crop) for crop in real])
        self._chances = weight / weight.sum()

    def batches(self, count: int) -> Iterator[Batch]:
        """Batches of count crops, without end."""
        rng = self._rng
        while True:
            real = round(count * self._share)
            joined = round(real * SPLICED) if self._stock else 0
            chosen = rng.choice(len(self._real), real - joined, p=self._chances)
            crops = [self._real[index] for index in chosen]
            crops += [spliced_crop(rng, self._stock) for _ in range(joined)]
            crops += [render_crop(rng) for _ in range(count - real)]
            pictures = np.stack(
                [augment(rng, crop.picture, crop.quad, self._size) for crop in crops]
            )
            texts = [np.array(encode(crop.text), np.int64) for crop in crops]
            lengths = np.array([len(text) for text in texts], np.int64)
            yield Batch(pictures, np.concatenate(texts), lengths)


def _weight(crop: Crop) -> float:
    """Real plates of two lines and with doubled characters, the hard ones, are drawn more often."""
    double = DOUBLE_WEIGHT if has_double(crop.text) else 1.0
    return double * (TWO_LINE_WEIGHT if crop.lines == 2 else 1.0)
