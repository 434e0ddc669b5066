"""New plates cut from real ones: parts of two crops side by side, at gaps between characters.

Photographs of plates are few, and a network soon knows their texts by heart. Joined parts show real
characters, screws, dirt and light in texts that it has never seen. Where the gaps are, the reader
that training starts from tells: its CTC peaks stand above the characters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from placa_training.reader.alphabet import ALPHABET, BLANK
from placa_training.reader.augment import CropPicture
from placa_training.reader.picture_input import ROWS

LONGEST = 10
SHORTEST = 3
FEATHER = 3
"""Pixels over which one part fades into the other, on either side of the seam."""
SEAM_MATCH = 0.7
"""How far the light of the second part is brought to the first one's."""


@dataclass(frozen=True)
class Spliceable:
    """A crop (uint8 BGR) of one line, its text, and the gaps between characters.

    `gaps` are shares of the width: before the first character, between each two, after the last;
    one more than characters.
    """

    picture: CropPicture
    text: str
    gaps: tuple[float, ...]


def gaps_of(
    picture: CropPicture, probabilities: npt.NDArray[np.float32], text: str
) -> tuple[float, ...] | None:
    """Find the gaps between a crop's characters by its CTC output [ROWS * columns, 37].

    A gap is where there is least ink about half-way between two peaks.

    None when the network does not read the text, or not in one row, or its characters stand so
    close together that a cut might hit one.
    """
    columns = len(probabilities) // ROWS
    best = probabilities.argmax(1)
    runs: list[tuple[int, list[int]]] = []
    previous = BLANK
    for step, index in enumerate(best.tolist()):
        if index != BLANK:
            if index == previous:
                runs[-1][1].append(step)
            else:
                runs.append((index, [step]))
        previous = index
    if "".join(ALPHABET[index - 1] for index, _ in runs) != text:
        return None
    rows = {step // columns for _, steps in runs for step in steps}
    if len(rows) != 1 or not rows <= set(range(ROWS)):
        return None
    middles = [(np.mean(steps) % columns + 0.5) / columns for _, steps in runs]
    pitch = np.diff(middles)
    if len(middles) < 2 or pitch.min() < 1.5 / columns:
        return None
    typical = float(np.median(pitch)) * 0.75
    ink = _ink(picture)
    between = [_clearest(ink, a, b) for a, b in pairwise(middles)]
    ends = (max(middles[0] - typical, 0.0), min(middles[-1] + typical, 1.0))
    return tuple(float(gap) for gap in (ends[0], *between, ends[1]))


def _ink(picture: CropPicture) -> npt.NDArray[np.float32]:
    """Return how much each column changes from row to row and to its neighbors, smoothed."""
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    middle = gray[round(0.25 * len(gray)) : round(0.75 * len(gray))]
    change = np.abs(cv2.Sobel(middle, -1, 1, 0)) + np.abs(cv2.Sobel(middle, -1, 0, 1))
    return cv2.GaussianBlur(change.mean(0, keepdims=True), (0, 0), 1.0)[0].astype(np.float32)


def _clearest(ink: npt.NDArray[np.float32], one: float, other: float) -> float:
    """Return the share of the width with least ink in the middle half between two peaks."""
    reach = (other - one) * 0.3
    begin, end = ((one + other) / 2 + side * reach for side in (-1, 1))
    columns = ink[int(begin * len(ink)) : int(end * len(ink)) + 1]
    return (int(begin * len(ink)) + int(columns.argmin()) + 0.5) / len(ink)


def splice(
    rng: np.random.Generator, one: Spliceable, other: Spliceable
) -> tuple[CropPicture, str] | None:
    """Join the beginning or middle of one crop with the middle or end of another.

    The first part keeps the margin on its left, the second the margin on its right, unless the
    parts were taken from within. None when the text would be too short or too long.
    """
    first_end = int(rng.integers(1, len(one.text) + 1))
    second_begin = int(rng.integers(0, len(other.text)))
    text = one.text[:first_end] + other.text[second_begin:]
    if not SHORTEST <= len(text) <= LONGEST:
        return None
    height = one.picture.shape[0]
    left = _part(one.picture, 0.0, one.gaps[first_end])
    right = _part(other.picture, other.gaps[second_begin], 1.0)
    if min(left.shape[1], right.shape[1]) < 2 * FEATHER + 1:
        return None
    width = max(round(right.shape[1] * height / right.shape[0]), 2 * FEATHER + 1)
    right = cv2.resize(right, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.uint8)
    return _join(left, _alike(right, left)), text


def _part(picture: CropPicture, begin: float, end: float) -> CropPicture:
    width = picture.shape[1]
    return picture[:, round(begin * width) : max(round(end * width), round(begin * width) + 1)]


def _alike(part: CropPicture, model: CropPicture) -> CropPicture:
    """Bring a part's mean and contrast, by channel, most of the way to the other part's."""
    mean, deviation = part.mean((0, 1)), part.std((0, 1)) + 1
    wanted_mean = mean + SEAM_MATCH * (model.mean((0, 1)) - mean)
    wanted = deviation + SEAM_MATCH * (model.std((0, 1)) + 1 - deviation)
    return ((part - mean) * (wanted / deviation) + wanted_mean).clip(0, 255).astype(np.uint8)


def _join(left: CropPicture, right: CropPicture) -> CropPicture:
    fade = np.linspace(0, 1, 2 * FEATHER)[None, :, None]
    seam = left[:, -2 * FEATHER :] * (1 - fade) + right[:, : 2 * FEATHER] * fade
    parts = (left[:, : -2 * FEATHER], seam.astype(np.uint8), right[:, 2 * FEATHER :])
    return np.concatenate(parts, 1).astype(np.uint8)


def pairs(
    rng: np.random.Generator, stock: Sequence[Spliceable], same: float = 0.4
) -> tuple[Spliceable, Spliceable]:
    """Draw two crops to join; with chance `same` both are one, so that only the text is new."""
    one = stock[int(rng.integers(len(stock)))]
    if rng.random() < same:
        return one, one
    return one, stock[int(rng.integers(len(stock)))]
