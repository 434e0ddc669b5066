"""The second reader reads what PaddleOCR itself reads.

The paddleocr package runs the very weights that the second reader was made from, with its own
preparation and decoding, on ONNX Runtime. With PLACA_SHARED=DIR the photographed crops in DIR are
compared as well; without it their test is not there.
"""

from collections.abc import Sequence
import json
import os
from pathlib import Path
import shutil

import cv2
import numpy as np
import onnx
from paddleocr import TextRecognition
import pytest
import rapidocr
import yaml

from placa_engine.imaging.frame import Picture
from placa_engine.vision.second_reader import SecondReader
from placa_engine.vision.vision import load_vision
from placa_training.renderer import make_crop, render_plate
from placa_training.second_reader.convert import HEIGHT, WIDTH

WEIGHTS = Path(rapidocr.__file__).parent / "models" / "PP-OCRv6_rec_small.onnx"
THEY_ARE_SURE, WE_ARE_SURE = 0.9, 0.6
"""What either reads more doubtfully may differ: only one of them knows that it is a plate.

Theirs is the mean of the best path's steps, ours the share of the text among all that differ
from it in one character, so that ours is the lower one.
"""
ALIKE = 0.98
"""A few texts differ, as the second reader counts every symbol that no plate has as blank."""


@pytest.fixture(scope="module")
def paddleocr(tmp_path_factory: pytest.TempPathFactory) -> TextRecognition:
    """PaddleOCR's recognizer with the weights of rapidocr's wheel, laid out as it wants them."""
    folder = tmp_path_factory.mktemp("PP-OCRv6_small_rec")
    shutil.copy(WEIGHTS, folder / "inference.onnx")
    properties = onnx.load(str(WEIGHTS)).metadata_props
    symbols = next(one.value for one in properties if one.key == "character").split("\n")
    steps = [
        {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
        {"RecResizeImg": {"image_shape": [3, HEIGHT, WIDTH]}},
        {"KeepKeys": {"keep_keys": ["image"]}},
    ]
    layout = {
        "Global": {"model_name": "PP-OCRv6_small_rec"},
        "PreProcess": {"transform_ops": steps},
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": symbols},
    }
    (folder / "inference.yml").write_text(yaml.safe_dump(layout, allow_unicode=True))
    return TextRecognition(
        model_name="PP-OCRv6_small_rec", model_dir=str(folder), engine="onnxruntime", device="cpu"
    )


@pytest.fixture(scope="module")
def second_reader() -> SecondReader:
    reader = load_vision(threads=1).second_reader
    assert reader is not None
    return reader


def rendered(count: int) -> list[Picture]:
    """Crops of one line."""
    rng = np.random.default_rng(5)
    crops: list[Picture] = []
    while len(crops) < count:
        plate = render_plate(rng)
        if plate.lines == 1:
            crops.append(make_crop(rng, plate, turned=0.0).crop)
    return crops


def photographed(folder: Path) -> list[Picture]:
    crops = []
    for name in ("read/val", "bench/eu-crops"):
        pictures = folder / "data" / ("read" if name == "read/val" else name)
        for line in (folder / "data" / f"{name}.jsonl").read_text().splitlines():
            crop = cv2.imread(str(pictures / json.loads(line)["image"]))
            assert crop is not None
            crops.append(np.asarray(crop, np.uint8))
    return crops


def compare(
    paddleocr: TextRecognition, second_reader: SecondReader, crops: Sequence[Picture]
) -> tuple[int, list[tuple[str, str]]]:
    """Return how many texts both are sure of, and those among them that differ."""
    sure, different = 0, []
    for crop in crops:
        (theirs,) = paddleocr.predict(crop)
        ours = second_reader.read_view(crop)
        assert ours is not None
        text = "".join(char for char in theirs["rec_text"].upper() if char.isalnum())
        plain = text.isascii() and bool(text)
        if (
            plain
            and theirs["rec_score"] >= THEY_ARE_SURE
            and ours.chars
            and ours.confidence >= WE_ARE_SURE
        ):
            sure += 1
            if text != ours.text:
                different.append((text, ours.text))
    return sure, different


def test_both_read_the_same_on_rendered_plates(
    paddleocr: TextRecognition, second_reader: SecondReader
) -> None:
    sure, different = compare(paddleocr, second_reader, rendered(80))
    assert sure >= 40
    assert len(different) <= (1 - ALIKE) * sure


SHARED = os.environ.get("PLACA_SHARED", "")

if SHARED:

    def test_both_read_the_same_on_photographed_plates(
        paddleocr: TextRecognition, second_reader: SecondReader
    ) -> None:
        sure, different = compare(paddleocr, second_reader, photographed(Path(SHARED)))
        print(f"both sure of {sure} texts, {len(different)} differ")
        assert sure >= 250
        assert len(different) <= (1 - ALIKE) * sure
