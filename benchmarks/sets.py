"""The labeled sets that judge."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
import json
from pathlib import Path
from typing import Any

import numpy as np

from placa_engine.cli.pictures import read_picture
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Box
from placa_engine.imaging.roll import roll_matrix, rolled as turned


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture with the boxes of its plates and their texts, None where unknown.

    A rolled one is turned counterclockwise by `roll` degrees, its boxes are around the turned ones.
    """

    path: Path
    boxes: tuple[Box, ...]
    texts: tuple[str | None, ...]
    roll: float = 0.0

    def picture(self) -> Picture:
        """Read the picture."""
        picture = read_picture(self.path)
        return turned(picture, self.roll).picture if self.roll else picture


@dataclass(frozen=True, slots=True)
class Crop:
    """A picture of one plate with its text."""

    path: Path
    text: str

    def picture(self) -> Picture:
        """Read the picture."""
        return read_picture(self.path)


@dataclass(frozen=True, slots=True)
class Clip:
    """A video with the texts of the plates that can be read in it."""

    path: Path
    texts: tuple[str, ...]


def scenes(labels: Path, pictures: Path) -> tuple[Scene, ...]:
    """Read the labels of whole pictures."""
    return tuple(
        Scene(
            pictures / record["image"],
            tuple((x1, y1, x2, y2) for x1, y1, x2, y2 in record["boxes"]),
            tuple(record["texts"]),
        )
        for record in _records(labels)
    )


def rolled(scene: Scene, degrees: float) -> Scene:
    """Return a scene as a camera sees it that is rolled by so many degrees."""
    height, width = scene.picture().shape[:2]
    matrix, _ = roll_matrix(width, height, degrees)
    boxes = []
    for x1, y1, x2, y2 in scene.boxes:
        corners = np.array([[x1, y1, 1], [x2, y1, 1], [x2, y2, 1], [x1, y2, 1]]) @ matrix.T
        (left, top), (right, bottom) = corners.min(0).tolist(), corners.max(0).tolist()
        boxes.append((left, top, right, bottom))
    return replace(scene, boxes=tuple(boxes), roll=degrees)


def crops(labels: Path, pictures: Path, *, night: bool | None = None) -> tuple[Crop, ...]:
    """Read the labels of plate crops; with `night`, only those known to be of night or of day."""
    return tuple(
        Crop(pictures / record["image"], record["text"])
        for record in _records(labels)
        if night is None or record.get("night") is night
    )


def crop_sets(data: Path) -> dict[str, tuple[Crop, ...]]:
    """Read the labels of all sets of plates that were cut out."""
    folders = {"read/val": "read"} | {name: name for name in ("bench/us-crops", "bench/eu-crops")}
    return {name: crops(data / f"{name}.jsonl", data / of) for name, of in folders.items()}


def clips(labels: Path, videos: Path) -> tuple[Clip, ...]:
    """Read the labels of video clips."""
    return tuple(
        Clip(videos / record["clip"], tuple(record["plates"])) for record in _records(labels)
    )


def _records(labels: Path) -> Iterator[dict[str, Any]]:
    with labels.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
