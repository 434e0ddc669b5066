"""Make the second reader from rapidocr's wheel: python -m placa_training.second_reader.convert -h.

`--start` is PP-OCRv6_rec_small.onnx of the package rapidocr 3.10.0. The network stays as it
is; what is added maps its 18,710 classes to blank and the 36 symbols of plates.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np
import onnx
import openvino as ov
from openvino import opset13 as op
from openvino.preprocess import PrePostProcessor

from placa_training.manifest import ModelEntry, write_entry
from placa_training.reader.alphabet import ALPHABET, BLANK

SHA256 = "6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884"
NAME = "second-reader"
HEIGHT, WIDTH = 48, 320


def alphabet_of(start: Path) -> list[str]:
    """Return the symbols of an ONNX recognizer; class 0 is blank, class n + 1 symbol n."""
    properties = onnx.load(str(start)).metadata_props
    symbols = next(one.value for one in properties if one.key == "character")
    return str(symbols).split("\n")


def on_plates(recognizer: ov.Model, symbols: list[str]) -> ov.Model:
    """Return the recognizer for uint8 BGR [N, 48, 320, 3] with the classes of plates.

    A letter's probability is the sum of its upper and lower case; the rest is blank.
    """
    recognizer.reshape([-1, 3, HEIGHT, WIDTH])
    classes = recognizer.output(0).get_node().input_value(0)
    axis = np.int64(2)
    upper = np.array([1 + symbols.index(char) for char in ALPHABET])
    lower = np.array([1 + symbols.index(char.lower()) for char in ALPHABET])
    letters = np.array([char.isalpha() for char in ALPHABET], dtype=np.float32)
    chars = op.add(
        op.gather(classes, upper, axis), op.multiply(op.gather(classes, lower, axis), letters)
    )
    blank = op.subtract(np.float32(1), op.reduce_sum(chars, axis, keep_dims=True))
    probabilities = op.concat([blank, chars], 2)
    probabilities.output(0).set_names({"probabilities"})
    model = ov.Model([probabilities], recognizer.get_parameters(), NAME)
    steps = PrePostProcessor(model)
    steps.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC"))
    scaled = steps.input().preprocess().convert_element_type(ov.Type.f32)
    scaled.mean([127.5] * 3).scale([127.5] * 3)
    steps.input().model().set_layout(ov.Layout("NCHW"))
    return steps.build()


def entry() -> ModelEntry:
    """Describe the second reader as the manifest does."""
    return ModelEntry(
        name=NAME,
        version="0.1.0",
        task="second",
        default_precision="fp16",
        input={
            "name": "x",
            "shape": ["N", HEIGHT, WIDTH, 3],
            "height": HEIGHT,
            "width": WIDTH,
            "dtype": "uint8",
            "layout": "NHWC",
            "color": "BGR",
            "margin": 0.12,
            "resize": "to the height, padded with 127 on the right",
        },
        output={
            "name": "probabilities",
            "shape": ["N", WIDTH // 8, len(ALPHABET) + 1],
            "dtype": "float32",
            "decoding": "ctc",
        },
        training_data=[],
        starting_points=[
            {
                "name": "PP-OCRv6 small recognition (PP-OCRv6_rec_small.onnx), unchanged",
                "license": "Apache-2.0",
                "source": "PyPI rapidocr 3.10.0",
                "sha256": SHA256,
            }
        ],
        metrics={},
        extra={"alphabet": ALPHABET, "blank": BLANK},
    )


def convert(start: Path, weights: Path) -> None:
    """Write the IR and its entry in the manifest. Raises ValueError for another file."""
    if hashlib.sha256(start.read_bytes()).hexdigest() != SHA256:
        raise ValueError(f"{start.name} is not the file of rapidocr 3.10.0")
    model = on_plates(ov.Core().read_model(str(start)), alphabet_of(start))
    ov.save_model(model, str(weights / f"{NAME}-fp16.xml"), compress_to_fp16=True)
    write_entry(weights, entry())


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--start", type=Path, required=True, help="PP-OCRv6_rec_small.onnx")
    parser.add_argument("--weights", type=Path, required=True, help="folder of the manifest")
    options = parser.parse_args()
    convert(options.start, options.weights)


if __name__ == "__main__":
    main()
