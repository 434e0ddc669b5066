"""Fits how likely a detection is a plate, from the detector's score and what the reader read.

Runs detector and reader as the engine does, in the engine's environment, on training pictures,
and writes the weights of `placa_engine.vision.plausibility` into the detector's manifest entry:

PYTHON=.venvs/engine/bin/python script/train plausibility.fit --data DATA/detect
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from placa_engine.cli.progress import shown
from placa_engine.imaging.rectify import rectify
from placa_engine.vision.plausibility import FEWEST, Plausibility, features
from placa_engine.vision.vision import Vision, load_vision
from placa_training.detector.evaluate import overlaps
from placa_training.detector.pictures import Picture, load_pictures
from placa_training.settings import from_command_line, setting

WEIGHTS = Path(__file__).parents[2] / "weights"
ROUNDS = 4000
RATE = 0.5
DECAY = 1e-3


@dataclass(frozen=True)
class PlausibilitySettings:
    """What a fit needs to know."""

    data: Path = setting("folder with train.jsonl and val.jsonl of scenes")
    weights: Path = setting("folder of the weights and their manifest", WEIGHTS)
    pictures: int = setting("so many training pictures", 1000)
    floor: float = setting("scores below are not read", 0.45)
    extra: float = setting("boxes without a label to let through, a training picture", 0.035)


@dataclass(frozen=True)
class Candidates:
    """Candidates of all pictures: features [N, 4], the last one 1, whether each is a plate [N]."""

    features: NDArray[np.float64]
    plates: NDArray[np.bool_]
    pictures: int
    labels: int


def candidates(vision: Vision, pictures: Sequence[Picture], floor: float) -> Candidates:
    """Detect and read; a candidate is a plate where it matches a label at IoU 0.5."""
    rows, plates = [], []
    for picture in shown(pictures, len(pictures)):
        for row, plate in _of_picture(vision, picture, floor):
            rows.append(row)
            plates.append(plate)
    labels = sum(len(picture.boxes) for picture in pictures)
    return Candidates(np.array(rows), np.array(plates), len(pictures), labels)


def _of_picture(
    vision: Vision, picture: Picture, floor: float
) -> Iterator[tuple[tuple[float, ...], bool]]:
    free = np.ones(len(picture.boxes), bool)
    detections = vision.detector.detect(picture.image, threshold=floor)
    readings = vision.reader.read([rectify(picture.image, one.quad) for one in detections])
    for detection, reading in zip(detections, readings, strict=True):
        fit = overlaps(np.array(detection.box, np.float32), picture.boxes) * free
        plate = bool(len(fit) and fit.max() >= 0.5)
        if plate:
            free[fit.argmax()] = False
        if len(reading.chars) >= FEWEST:
            yield (*features(detection, reading), 1.0), plate


def fitted(some: Candidates, floor: float, extra: float) -> Plausibility:
    """Fit the regression (gradient descent, a little decay) and the limit that keeps to extra."""
    mean, spread = some.features.mean(0), some.features.std(0)
    mean[-1], spread[-1] = 0.0, 1.0
    inputs = (some.features - mean) / spread
    weights = np.zeros(inputs.shape[1])
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-inputs @ weights))
        weights -= RATE * (inputs.T @ (likely - some.plates) / len(inputs) + DECAY * weights)
    raw = weights / spread
    raw[-1] -= float((weights * mean / spread).sum())
    odds = some.features @ raw
    wrong = np.sort(odds[~some.plates])[::-1]
    allowed = int(extra * some.pictures)
    cut = float(wrong[allowed]) if allowed < len(wrong) else float(odds.min())
    score, least, digits, bias = (round(float(one), 4) for one in raw)
    limit = round(1 / (1 + float(np.exp(-cut))), 4)
    return Plausibility(score, least, digits, bias, floor, limit)


def judged(some: Candidates, plausibility: Plausibility) -> dict[str, float]:
    """Return recall and extra boxes a picture at the limit."""
    p = plausibility
    odds = some.features @ np.array([p.score, p.least, p.digits, p.bias])
    kept = 1 / (1 + np.exp(-odds)) >= p.limit
    return {
        "recall": round(float((kept & some.plates).sum() / some.labels), 4),
        "extra": round(float((kept & ~some.plates).sum() / some.pictures), 4),
    }


def main() -> None:
    """Fit, write and judge."""
    settings = from_command_line(PlausibilitySettings, __doc__)
    vision = load_vision(settings.weights, threads=1)
    pictures = load_pictures(settings.data / "train.jsonl", settings.pictures)
    some = candidates(vision, pictures, settings.floor)
    plausibility = fitted(some, settings.floor, settings.extra)
    val = candidates(vision, load_pictures(settings.data / "val.jsonl"), settings.floor)
    path = settings.weights / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    (entry,) = (model for model in manifest["models"] if model["task"] == "detect")
    entry["plausibility"] = asdict(plausibility)
    entry["metrics"]["plausibility"] = {
        "train": judged(some, plausibility),
        "val": judged(val, plausibility),
    }
    path.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(entry["plausibility"] | entry["metrics"]["plausibility"]))


if __name__ == "__main__":
    main()
