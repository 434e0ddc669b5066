"""The labeled sets that judge."""

from collections.abc import Iterator
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

from placa_engine.cli.pictures import read_picture
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Box


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture with the boxes of its plates and their texts, None where unknown."""

    path: Path
    boxes: tuple[Box, ...]
    texts: tuple[str | None, ...]

    def picture(self) -> Picture:
        """Read the picture."""
        return read_picture(self.path)


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
