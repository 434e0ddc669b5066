"""Pre-renders reader crops into one memory-mapped file, so that training only degrades them."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
import json
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from .chance import maybe, uniform
from .degrade import degrade
from .plate import render_plate
from .scene import make_crop

WIDTH, HEIGHT = 192, 72
_CHUNK = 250


@dataclass(frozen=True, slots=True)
class CropSet:
    """A pre-rendered set.

    crops: uint8 BGR [N, 72, 192, 3], memory-mapped, each crop stretched to that size.
    quads: float32 [N, 4, 2], the plate's corners in pixels of the stored crop, clockwise from the
    plate's own top left; they may lie a little outside.
    texts, lines, layouts: per crop its text, 1 or 2, and the layout's name.
    """

    crops: NDArray[np.uint8]
    quads: NDArray[np.float32]
    texts: list[str]
    lines: list[int]
    layouts: list[str]


_Label = tuple[str, int, str, list[list[float]]]


def _render(seed: int, path: Path, start: int, stop: int) -> list[_Label]:
    cv2.setNumThreads(1)
    crops = np.load(path, mmap_mode="r+")
    labels = []
    for index in range(start, stop):
        rng = np.random.default_rng((seed, index))
        sample = make_crop(rng, render_plate(rng))
        crop = degrade(rng, sample.crop, uniform(rng, 0, 0.3)) if maybe(rng, 0.3) else sample.crop
        crops[index] = cv2.resize(crop, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
        share = np.array([WIDTH / crop.shape[1], HEIGHT / crop.shape[0]])
        quad = (sample.quad * share).round(1).tolist()
        labels.append((sample.text, sample.lines, sample.layout, quad))
    crops.flush()
    return labels


def build_set(path: Path, count: int, seed: int, jobs: int = 1) -> None:
    """Render `count` crops to `path` (``.npy``) and their labels beside it (``.json``).

    The same seed, count and fonts give the same set, whatever the number of jobs. The labels
    are written last: a set with a ``.json`` is complete.

    Raises:
        ValueError: the path does not end in ``.npy``.

    """
    if path.suffix != ".npy":
        raise ValueError("the set's file name must end in .npy")
    path.parent.mkdir(parents=True, exist_ok=True)
    labels_path = path.with_suffix(".json")
    labels_path.unlink(missing_ok=True)
    np.save(path, np.broadcast_to(np.uint8(0), (count, HEIGHT, WIDTH, 3)))
    starts = range(0, count, _CHUNK)
    stops = [min(count, start + _CHUNK) for start in starts]
    labels: list[_Label] = []
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        for part in pool.map(partial(_render, seed, path), starts, stops):
            labels.extend(part)
            if len(labels) % (40 * _CHUNK) == 0 or len(labels) == count:
                print(f"{len(labels)} of {count} crops")
    columns = zip(("texts", "lines", "layouts", "quads"), zip(*labels, strict=True), strict=True)
    labels_path.write_text(json.dumps(dict(columns)))


def load_set(path: Path) -> CropSet:
    """Open a pre-rendered set.

    Raises:
        FileNotFoundError: the set is missing or not complete.

    """
    labels = json.loads(path.with_suffix(".json").read_text())
    crops: NDArray[np.uint8] = np.load(path, mmap_mode="r")
    quads = np.array(labels["quads"], np.float32)
    return CropSet(crops, quads, labels["texts"], labels["lines"], labels["layouts"])
