"""Enter the exported reader into the manifest: python -m placa_workshop.reader.ship --help.

Takes the figures that placa_workshop.reader.evaluate wrote.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from placa_workshop.manifest import ModelEntry, write_entry
from placa_workshop.reader.alphabet import ALPHABET, BLANK
from placa_workshop.reader.picture_input import COLUMNS, HEIGHT, ROWS, WIDTH


def entry(metrics: dict[str, Any], precision: str) -> ModelEntry:
    """Describe the reader as the manifest does."""
    if precision not in ("fp16", "int8"):
        raise ValueError("a precision is fp16 or int8")
    return ModelEntry(
        name="plate-reader",
        version="0.1.0",
        task="read",
        default_precision="fp16" if precision == "fp16" else "int8",
        input={
            "name": "crops",
            "shape": ["N", HEIGHT, WIDTH, 3],
            "height": HEIGHT,
            "width": WIDTH,
            "dtype": "uint8",
            "layout": "NHWC",
            "colour": "BGR",
            "margin": 0.12,
            "resize": "stretch",
        },
        output={
            "name": "probabilities",
            "shape": ["N", ROWS * COLUMNS, len(ALPHABET) + 1],
            "dtype": "float32",
            "decoding": "ctc",
            "order": f"{ROWS} rows of {COLUMNS} columns, row by row",
        },
        training_data=[
            {
                "name": "read/train",
                "sources": ["open-lpr", "robertlucian-ro", "openimages-350", "kaggle-cars183"],
                "licence": "Apache-2.0, MIT, CC BY, CC0 as their sources state",
                "share": "half of every batch; 1 plate text in 16 is held out",
            },
            {
                "name": "placa_workshop.renderer",
                "licence": "Apache-2.0; fonts under OFL, MIT, Apache-2.0",
                "share": "half of every batch, rendered afresh",
            },
        ],
        starting_points=[
            {
                "name": "PP-OCRv4 mobile recognition (ch_PP-OCRv4_rec_infer.onnx)",
                "licence": "Apache-2.0",
                "source": "PyPI rapidocr_onnxruntime 1.4.4",
            }
        ],
        metrics=metrics,
        extra={"alphabet": ALPHABET, "blank": BLANK, "two_line": {"method": "in the network"}},
    )


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True, help="folder of the manifest")
    parser.add_argument("--metrics", type=Path, required=True, help="JSON written by evaluate")
    parser.add_argument("--default", choices=("fp16", "int8"), default="fp16")
    options = parser.parse_args()
    metrics = json.loads(options.metrics.read_text(encoding="utf-8"))
    write_entry(options.weights, entry(metrics, options.default))


if __name__ == "__main__":
    main()
