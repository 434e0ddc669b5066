"""Networks small enough to be understood, with the wire of the real ones.

A "plate" for them is a rectangle whose green is full and whose blue is empty; its red
writes the text, in STEPS columns of 0 for blank and 7 * n for the n-th symbol.
"""

from hashlib import sha256
import json
from pathlib import Path

import numpy as np
import openvino as ov
from openvino import opset13 as op

from placa_engine.imaging.frame import Picture

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEPS = 20
CROP_WIDTH, CROP_HEIGHT, CROP_MARGIN = 124, 40, 12
RED_PER_SYMBOL = 7


def draw_plate(picture: Picture, text: str, left: int, top: int, width: int = 200) -> None:
    """Write a plate of at most 10 characters, without equal neighbors lost, into a picture."""
    height = width // 5
    plate = picture[top : top + height, left : left + width]
    plate[...] = (0, 255, 0)
    column = width // STEPS
    for position, char in enumerate(text):
        begin = 2 * position * column
        plate[:, begin : begin + column, 2] = RED_PER_SYMBOL * (1 + ALPHABET.index(char))


def scene(width: int = 512, height: int = 288) -> Picture:
    """A gray picture without plates."""
    return np.full((height, width, 3), 90, dtype=np.uint8)


def crop_of(text: str, width: int = 200) -> Picture:
    """A plate's crop with the margin the rectifier leaves."""
    margin_x, height = round(width * 0.12), width // 5
    margin_y = round(height * 0.12)
    picture = scene(width + 2 * margin_x, height + 2 * margin_y)
    draw_plate(picture, text, margin_x, margin_y, width)
    return picture


def tiny_detector() -> ov.Model:
    """Find the rectangle around all plate pixels, and say so twice, the second time less sure."""
    image = op.parameter([1, -1, -1, 3], np.uint8, name="image")
    pixels = op.convert(image, np.float32)
    blue, green, _ = (op.gather(pixels, np.int64(channel), np.int64(3)) for channel in range(3))
    mask = op.logical_and(op.greater(green, np.float32(200)), op.less(blue, np.float32(50)))
    ink = op.convert(mask, np.float32)
    rows, columns = op.reduce_max(ink, np.array([2])), op.reduce_max(ink, np.array([1]))
    x1, x2 = _extent(columns)
    y1, y2 = _extent(rows)
    found = op.unsqueeze(op.reduce_max(ink, np.array([1, 2])), np.int64(1))
    sure = op.concat([op.multiply(found, np.float32(0.9)), x1, y1, x2, y2], 1)
    quad = op.concat([x1, y1, x2, y1, x2, y2, x1, y2], 1)
    less = op.concat([op.multiply(found, np.float32(0.6)), x1, y1, x2, y2], 1)
    plates = op.concat([op.concat([less, quad], 1), op.concat([sure, quad], 1)], 0)
    plates = op.unsqueeze(plates, np.int64(0))
    plates.output(0).set_names({"plates"})
    return ov.Model([plates], [image], "tiny detector")


def tiny_reader() -> ov.Model:
    """Read each column's red as a symbol."""
    crops = op.parameter([-1, CROP_HEIGHT, CROP_WIDTH, 3], np.uint8, name="crops")
    red = op.gather(op.convert(crops, np.float32), np.int64(2), np.int64(3))
    inner = op.slice(
        red, np.array([CROP_HEIGHT // 4, CROP_MARGIN]),
        np.array([3 * CROP_HEIGHT // 4, CROP_WIDTH - CROP_MARGIN]),
        np.array([1, 1]), np.array([1, 2]),
    )  # fmt: skip
    line = op.reduce_mean(inner, np.array([1]))
    per_step = (CROP_WIDTH - 2 * CROP_MARGIN) // STEPS
    cells = op.reshape(line, np.array([0, STEPS, per_step]), special_zero=True)
    middle = op.slice(cells, np.array([1]), np.array([per_step - 1]), np.array([1]), np.array([2]))
    level = op.reduce_mean(middle, np.array([2]), keep_dims=True)
    symbol = op.divide(level, np.float32(RED_PER_SYMBOL))
    distance = op.subtract(symbol, np.arange(37, dtype=np.float32).reshape(1, 1, 37))
    logits = op.multiply(op.multiply(distance, distance), np.float32(-8))
    probabilities = op.softmax(logits, 2)
    probabilities.output(0).set_names({"probabilities"})
    return ov.Model([probabilities], [crops], "tiny reader")


def write_tiny_models(folder: Path) -> Path:
    """Write both networks with a manifest and cards; return the folder of the weights."""
    weights, cards = folder / "weights", folder / "cards"
    weights.mkdir(parents=True)
    cards.mkdir()
    entries = []
    for name, task, model in (
        ("plate-detector", "detect", tiny_detector()),
        ("plate-reader", "read", tiny_reader()),
    ):
        ov.save_model(model, weights / f"{name}-fp16.xml", compress_to_fp16=False)
        (cards / f"{name}.md").write_text(f"# {name}\n", encoding="utf-8")
        entries.append(
            {
                "name": name,
                "version": "0.0.1",
                "task": task,
                "license": "Apache-2.0",
                "precision": {
                    "fp16": {
                        kind: _stated(weights / f"{name}-fp16.{kind}") for kind in ("xml", "bin")
                    }
                },
                "default_precision": "fp16",
                "input": {"width": CROP_WIDTH, "height": CROP_HEIGHT},
                "alphabet": ALPHABET,
                "blank": 0,
            }
        )
    manifest = {"schema": 1, "models": entries}
    (weights / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return weights


def _extent(line: ov.Node) -> tuple[ov.Node, ov.Node]:
    """Return first and one past last index of ink, shape (1, 1) each."""
    length = op.gather(op.shape_of(line, "i64"), np.int64(1), np.int64(0))
    index = op.convert(op.range(np.int64(0), length, np.int64(1), "i64"), np.float32)
    last = op.reduce_max(op.multiply(line, op.add(index, np.float32(1))), np.array([1]))
    far = op.multiply(op.subtract(np.float32(1), line), np.float32(1e6))
    first = op.reduce_min(op.add(index, far), np.array([1]))
    return op.unsqueeze(first, np.int64(1)), op.unsqueeze(last, np.int64(1))


def _stated(path: Path) -> dict[str, str | int]:
    content = path.read_bytes()
    return {
        "file": path.name,
        "sha256": sha256(content).hexdigest(),
        "bytes": len(content),
    }
