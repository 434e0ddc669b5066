"""Judges a detector on labeled pictures: the figures of its card.

python -m placa_training.detector.evaluate_scenes --data DATA/val.jsonl (--checkpoint | --ir) FILE
"""

import argparse
from collections.abc import Sequence
import json
from pathlib import Path
import time

import numpy as np
import openvino as ov

from placa_training.detector.augment import corners, random_view
from placa_training.detector.evaluate import (
    Infer,
    extra,
    find,
    judge_all,
    overlaps,
    recall,
    summary,
)
from placa_training.detector.export import load_network, openvino_infer, to_openvino
from placa_training.detector.pictures import Picture, load_pictures
from placa_training.detector.rendered import with_rendered
from placa_training.renderer import paste_plate

OPERATING_EXTRA = 0.18
"""Extra boxes a picture at the threshold that ships: the reader turns away what is no plate,
but nothing brings back a plate that was not found. Some extra boxes are unlabeled plates."""


def latency(model: ov.Model, height: int, width: int, rounds: int = 100) -> dict[str, float]:
    """Measure milliseconds an inference on one CPU thread: fastest tenth and median."""
    model = model.clone()
    model.reshape([1, height, width, 3])
    infer = openvino_infer(model)
    picture = np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        infer(picture)
        times.append((time.perf_counter() - began) * 1e3)
    fast, median = np.percentile(times, [10, 50]).round(2)
    return {"p10_ms": float(fast), "median_ms": float(median)}


def figures(infer: Infer, records: Path, long_side: int) -> dict[str, object]:
    """Judge recall and extra boxes at IoU 0.5, at fixed thresholds and at OPERATING_EXTRA."""
    judged = judge_all(infer, load_pictures(records), long_side)
    fixed = {
        f"{t:.2f}": [round(recall(judged, t), 4), round(extra(judged, t), 4)]
        for t in (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
    }
    return {"long_side": long_side, **summary(judged, OPERATING_EXTRA), "recall_extra_at": fixed}


def corner_error(
    infer: Infer, pictures: Sequence[Picture], count: int = 300, size: int = 512
) -> dict[str, float]:
    """Judge how well the corners of rendered plates fit, pasted into views of the pictures.

    Mean distance over the four corners in plate heights; share of plates below 0.15; how far
    the corners of the found box would be off instead; share of plates found at all.
    """
    errors: list[float] = []
    upright: list[float] = []
    asked = 0
    for number in range(count):
        rng = np.random.default_rng((77, number))
        view = random_view(rng, pictures[int(rng.integers(len(pictures)))], size)
        view = with_rendered(rng, view, paste_plate)
        if len(view.trust) == 0 or view.trust[-1] != 1:
            continue
        asked += 1
        found = find(infer, view.image, size, 0.3)
        fit = overlaps(view.boxes[-1], found.boxes)
        if len(fit) == 0 or fit.max() < 0.5:
            continue
        quad = view.quads[-1]
        tall = np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])
        for guess, kept in (
            (found.quads[fit.argmax()], errors),
            (corners(found.boxes[fit.argmax()][None])[0], upright),
        ):
            kept.append(float(np.linalg.norm(guess - quad, axis=1).mean() / (tall / 2)))
    if not errors:
        return {"asked": asked, "found": 0.0}
    return {
        "asked": asked,
        "found": round(len(errors) / asked, 4),
        "mean_error": round(float(np.mean(errors)), 4),
        "median_error": round(float(np.median(errors)), 4),
        "below_0.15": round(float((np.array(errors) < 0.15).mean()), 4),
        "mean_error_of_box": round(float(np.mean(upright)), 4),
    }


def main() -> None:
    """Print one JSON object a data file and long side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help=".jsonl files")
    parser.add_argument("--checkpoint", type=Path)
    parser.add_argument("--ir", type=Path)
    parser.add_argument("--long-side", type=int, nargs="+", default=[512])
    parser.add_argument("--latency", action="store_true")
    parser.add_argument("--corners", action="store_true", help="on rendered plates in the data")
    arguments = parser.parse_args()
    if arguments.ir:
        model = ov.Core().read_model(arguments.ir)
    else:
        model = to_openvino(load_network(arguments.checkpoint))
    if arguments.latency:
        print(json.dumps({"288x512": latency(model, 288, 512)}))
    infer = openvino_infer(model)
    for records in arguments.data:
        if arguments.corners:
            print(json.dumps({"corners": corner_error(infer, load_pictures(records))}))
        for long_side in arguments.long_side:
            print(json.dumps({"data": records.stem, **figures(infer, records, long_side)}))


if __name__ == "__main__":
    main()
