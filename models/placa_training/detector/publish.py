"""Turns a checkpoint into what ships: IR files, figures, manifest entry, small checkpoint.

python -m placa_training.detector.publish --checkpoint RUN/latest.pt --data DATA --models models
"""

import argparse
import json
from pathlib import Path
from typing import Any

import openvino as ov
import torch

from placa_training.detector.evaluate_scenes import corner_error, figures, latency
from placa_training.detector.export import (
    load_network,
    openvino_infer,
    quantized,
    to_openvino,
    write,
)
from placa_training.detector.pictures import load_pictures
from placa_training.manifest import ModelEntry, Precision, write_entry

NAME = "plate-detector"
VERSION = "0.1.0"
LONG_SIDE = 512
STILL_SIDE = 640
"""Of still pictures at most: what is smaller is not enlarged beyond LONG_SIDE."""
FRAME_SIDE = 384
"""As far as the clips show, it will do for frames of a video: far off, what moves is looked at
closely, and a plate that is missed in one frame is found in the next."""
CALIBRATION = 80
RECALL_LOSS = 0.004
MINIMUM_GAIN = 0.95

INPUT = {
    "name": "image",
    "shape": [1, "H", "W", 3],
    "dtype": "uint8",
    "layout": "NHWC",
    "color": "BGR",
    "multiple": 32,
    "long_side": STILL_SIDE,
    "least_side": LONG_SIDE,
    "frame_side": FRAME_SIDE,
    "padding": {"value": 114, "where": "right and bottom"},
}
OUTPUT = {
    "name": "plates",
    "shape": [1, "A", 13],
    "dtype": "float32",
    "columns": ["score", "x1", "y1", "x2", "y2", *(f"{a}{i}" for i in range(4) for a in "xy")],
    "frame": "pixels of the network input; corners clockwise from the plate's own top left",
}
TRAINING_DATA = (
    {
        "name": "open-lpr",
        "license": "Apache-2.0",
        "pictures": 2338,
        "doubt": "photos look web-collected",
    },
    {"name": "openimages-350", "license": "CC BY", "pictures": 350},
    {"name": "robertlucian-ro", "license": "MIT", "pictures": 427},
    {"name": "kaggle-cars183", "license": "CC0 (claimed)", "pictures": 111},
    {"name": "renderer", "license": "Apache-2.0", "pictures": "drawn while training"},
)
STARTING_POINTS = (
    {
        "name": "PP-OCRv4 mobile det, backbone only",
        "file": "ch_PP-OCRv4_det_infer.onnx",
        "package": "rapidocr-onnxruntime 1.4.4",
        "license": "Apache-2.0",
    },
)


def small_checkpoint(state: dict[str, Any]) -> dict[str, Any]:
    """Keep network, average (half precision) and step: enough to go on from."""

    def halved(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return {k: v.half() if v.is_floating_point() else v for k, v in weights.items()}

    return {
        "step": state["step"],
        "network": halved(state["network"]),
        "average": halved(state["average"]),
    }


def ship(checkpoint: Path, data: Path, models: Path) -> dict[str, Any]:
    """Write weights, manifest entry and small checkpoint below `models`; returns the entry."""
    weights = models / "weights"
    weights.mkdir(parents=True, exist_ok=True)
    float_model = to_openvino(load_network(checkpoint))
    calibration = load_pictures(data / "train.jsonl", CALIBRATION)
    int_model = quantized(float_model, calibration, LONG_SIDE)
    metrics: dict[str, Any] = {}
    for precision, model in (("fp16", float_model), ("int8", int_model)):
        path = weights / f"{NAME}-{precision}.xml"
        write(model, path)
        shipped = ov.Core().read_model(path)
        infer = openvino_infer(shipped)
        metrics[precision] = {
            "val": figures(infer, data / "val.jsonl", LONG_SIDE),
            "val_frame": figures(infer, data / "val.jsonl", FRAME_SIDE),
            "corners": corner_error(infer, load_pictures(data / "val.jsonl")),
            "latency_288x512": latency(shipped, 288, 512),
        }
    default = preferred(metrics)
    state = torch.load(checkpoint, weights_only=True)
    folder = models / "checkpoints"
    folder.mkdir(exist_ok=True)
    torch.save(small_checkpoint(state), folder / f"{NAME}.pt")
    return write_entry(
        weights,
        ModelEntry(
            NAME,
            VERSION,
            "detect",
            default,
            INPUT,
            OUTPUT,
            TRAINING_DATA,
            STARTING_POINTS,
            metrics,
            extra={
                "threshold": metrics[default]["val"]["threshold"],
                "frame_threshold": metrics[default]["val_frame"]["threshold"],
                "steps": state["step"],
            },
        ),
    )


def preferred(metrics: dict[str, Any]) -> Precision:
    """Choose INT8 where it is clearly faster and finds as much, else FP16."""
    full, small = metrics["fp16"], metrics["int8"]
    lost = full["val"]["recall"] - small["val"]["recall"]
    faster = small["latency_288x512"]["p10_ms"] < MINIMUM_GAIN * full["latency_288x512"]["p10_ms"]
    return "int8" if faster and lost <= RECALL_LOSS else "fp16"


def main() -> None:
    """Ship one checkpoint and prints its manifest entry."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="has train.jsonl and val.jsonl")
    parser.add_argument("--models", type=Path, default=Path("models"))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(json.dumps(ship(arguments.checkpoint, arguments.data, arguments.models), indent=1))


if __name__ == "__main__":
    main()
