"""Enter the exported reader into the manifest: python -m placa_training.reader.publish --help.

Takes the figures that placa_training.reader.evaluate wrote.
"""

import argparse
from collections.abc import Mapping
import json
from pathlib import Path
from typing import Any

from placa_training.manifest import ModelEntry, Precision, Task, write_entry
from placa_training.reader.alphabet import ALPHABET, BLANK
from placa_training.reader.names import READERS, ReaderName
from placa_training.reader.picture_input import COLUMNS, HEIGHT, ROWS, STRIDE

TASKS: Mapping[ReaderName, Task] = {
    "plate-reader": "read",
    "narrow-reader": "compare",
    "quick-reader": "glance",
}
HELD_OUT = "read/train held out"
EXACT_LOSS = 0.01
PUBLISHED = {
    "name": "PP-OCRv4 mobile recognition (ch_PP-OCRv4_rec_infer.onnx)",
    "license": "Apache-2.0",
    "source": "PyPI rapidocr_onnxruntime 1.4.4",
}
NARROW = {"name": "narrow-reader", "license": "Apache-2.0", "source": "this manifest"}


def entry(name: ReaderName, metrics: Mapping[str, Any], precision: Precision) -> ModelEntry:
    """Describe a reader as the manifest does."""
    columns = COLUMNS[name]
    width = STRIDE * columns
    return ModelEntry(
        name=name,
        version="0.1.0",
        task=TASKS[name],
        default_precision=precision,
        input={
            "name": "crops",
            "shape": ["N", HEIGHT, width, 3],
            "height": HEIGHT,
            "width": width,
            "dtype": "uint8",
            "layout": "NHWC",
            "color": "BGR",
            "margin": 0.12,
            "resize": "stretch",
        },
        output={
            "name": "probabilities",
            "shape": ["N", ROWS * columns, len(ALPHABET) + 1],
            "dtype": "float32",
            "decoding": "ctc",
            "order": f"{ROWS} rows of {columns} columns, row by row",
        },
        training_data=[
            {
                "name": "read/train",
                "sources": ["open-lpr", "robertlucian-ro", "openimages-350", "kaggle-cars183"],
                "license": "Apache-2.0, MIT, CC BY, CC0 as their sources state",
                "share": "half of every batch; 1 plate text in 16 is held out",
            },
            {
                "name": "placa_training.renderer",
                "license": "Apache-2.0; fonts under OFL, MIT, Apache-2.0",
                "share": "half of every batch, rendered afresh",
            },
        ],
        starting_points=[PUBLISHED] if name == "narrow-reader" else [NARROW, PUBLISHED],
        metrics=metrics,
        extra={"alphabet": ALPHABET, "blank": BLANK, "two_line": {"method": "in the network"}},
    )


def preferred(judged: Mapping[Precision, Mapping[str, Any]]) -> Precision:
    """Choose INT8 where it is faster and reads as well the crops held out of training."""
    full, small = judged["fp16"], judged["int8"]
    lost = full[HELD_OUT]["strict"] - small[HELD_OUT]["strict"]
    faster = small["milliseconds"]["least"] < full["milliseconds"]["least"]
    return "int8" if faster and lost <= EXACT_LOSS else "fp16"


def ship(weights: Path, name: ReaderName, judged: Mapping[Precision, Mapping[str, Any]]) -> None:
    """Write the manifest entry of an exported reader with the figures of both precisions."""
    metrics = {str(precision): figures for precision, figures in judged.items()}
    write_entry(weights, entry(name, metrics, preferred(judged)))


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the manifest")
    parser.add_argument("--name", choices=READERS, default=READERS[0])
    parser.add_argument("--fp16", type=Path, required=True, help="JSON written by evaluate")
    parser.add_argument("--int8", type=Path, required=True, help="JSON written by evaluate")
    options = parser.parse_args()
    ship(
        options.weights,
        options.name,
        {
            "fp16": json.loads(options.fp16.read_text(encoding="utf-8")),
            "int8": json.loads(options.int8.read_text(encoding="utf-8")),
        },
    )


if __name__ == "__main__":
    main()
