"""What the engine says, update by update, of real plates that pass: JSON, one pass a line.

    python -m benchmarks.passes --shared DIR

A clip passes as it is. A still crop passes by being looked at again and again, nearer each
time, with another angle, light, blur and noise: harder than the still, and never the same.
"""

import argparse
from collections.abc import Iterator, Sequence
import json
from pathlib import Path
import sys

import cv2
import numpy as np

from benchmarks.sets import clips, crops
from placa_engine.cameras.pipeline import CameraPipeline
from placa_engine.cameras.sources.file import iterate_file
from placa_engine.imaging.frame import Picture
from placa_engine.plates.reading import PlateReading
from placa_engine.tracking.fusion import Evidence, fuse
from placa_engine.tracking.second_opinion import second_opinion, wants_another_look
from placa_engine.tracking.sighting import Sighting
from placa_engine.vision.vision import Vision, load_vision

type Update = dict[str, str | float | int]

_LOOKS = 6
_FARTHEST = 0.6
"""How large a plate is at first, of its size in the still."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell all passes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.passes")
    parser.add_argument("--shared", type=Path, required=True)
    data = parser.parse_args(arguments).shared / "data"
    vision = load_vision(threads=1)
    for clip in clips(data / "clips.jsonl", data / "clips"):
        _tell("clip", clip.path, clip.texts, list(_clip(vision, clip.path)))
    chance = np.random.default_rng(20261125)
    for crop in crops(data / "read" / "val.jsonl", data / "read"):
        updates = list(_still(vision, crop.picture(), chance))
        _tell("still", crop.path, (crop.text,), updates)
    return 0


def _tell(kind: str, path: Path, plates: Sequence[str], updates: list[Update]) -> None:
    told = {"kind": kind, "picture": path.name, "plates": plates, "updates": updates}
    print(json.dumps(told), flush=True)


def _clip(vision: Vision, path: Path) -> Iterator[Update]:
    camera = CameraPipeline("clip", vision, is_known=lambda _text: True)
    for frame in iterate_file(str(path), "clip"):
        for sighting in (*camera.process(frame), *camera.ask_second_reader()):
            yield _of_sighting(sighting)


def _of_sighting(sighting: Sighting) -> Update:
    return {
        "text": sighting.text,
        "confidence": sighting.confidence,
        "margin": sighting.margin,
        "frames": sighting.frames,
        "frames_read": sighting.frames_read,
        "second_opinion": sighting.second_opinion,
    }


def _still(vision: Vision, still: Picture, chance: np.random.Generator) -> Iterator[Update]:
    """Fuse the looks as the engine does: larger and surer readings weigh more."""
    looks = [_look(still, size, chance) for size in np.linspace(_FARTHEST, 1.0, _LOOKS)]
    evidence = Evidence()
    second: list[PlateReading] = []
    best = 0.0
    for look, reading in zip(looks, vision.reader.read(looks), strict=True):
        width = look.shape[1]
        weight = np.sqrt(min(width / 100, 1.0) * min(reading.confidence, 1.0))
        evidence = evidence.with_reading(reading, weight=max(0.1, float(weight)))
        fused = fuse(evidence)
        score = reading.confidence * width
        wanted = score > best and fused.frames >= 2 and wants_another_look(fused.text, second)
        if wanted and vision.second_reader is not None:
            best = score
            opinion = vision.second_reader.read(look, closer=bool(second))
            second += [] if opinion is None else [opinion]
        if fused.text:
            yield {
                "text": fused.text,
                "confidence": fused.confidence,
                "margin": fused.margin,
                "frames": fused.frames,
                "frames_read": fused.frames_read,
                "second_opinion": second_opinion(fused.text, second),
            }


def _look(still: Picture, size: float, chance: np.random.Generator) -> Picture:
    """Show a still as a camera would another time."""
    height, width = still.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    moved = (corners + chance.normal(0, 0.012 * width, corners.shape)).astype(np.float32)
    turned = cv2.getPerspectiveTransform(corners, moved)
    look = cv2.warpPerspective(still, turned, (width, height), borderMode=cv2.BORDER_REPLICATE)
    scaled = max(round(width * size), 8), max(round(height * size), 8)
    look = cv2.resize(look, scaled, interpolation=cv2.INTER_AREA)
    streak = 2 * int(chance.integers(0, 2)) + 1
    look = cv2.blur(look, (streak, 1))
    lit = look * chance.uniform(0.7, 1.3) + chance.uniform(-20, 20)
    noisy = np.clip(lit + chance.normal(0, 5, look.shape), 0, 255)
    return np.asarray(noisy, np.uint8)


if __name__ == "__main__":
    sys.exit(main())
