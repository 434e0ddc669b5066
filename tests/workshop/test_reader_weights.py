"""The reader that ships keeps to its wire and reads plates that nobody trained it on."""

from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import openvino as ov
import pytest

from placa_workshop.manifest import damaged_files, read_manifest
from placa_workshop.reader.alphabet import ALPHABET
from placa_workshop.reader.evaluate import judge, rendered
from placa_workshop.reader.picture_input import COLUMNS, HEIGHT, ROWS, WIDTH
from placa_workshop.reader.runtime import CompiledReader

WEIGHTS = Path(__file__).parents[2] / "models" / "weights"
PRECISIONS = ("fp16", "int8")


@cache
def network(precision: str) -> ov.CompiledModel:
    settings = {"INFERENCE_NUM_THREADS": 1}
    return ov.Core().compile_model(WEIGHTS / f"plate-reader-{precision}.xml", "CPU", settings)


def test_the_manifest_describes_the_reader_and_its_files_are_whole() -> None:
    models = read_manifest(WEIGHTS / "manifest.json")["models"]
    (entry,) = [model for model in models if model["name"] == "plate-reader"]
    assert entry["alphabet"] == ALPHABET
    assert entry["blank"] == 0
    assert (entry["input"]["height"], entry["input"]["width"]) == (HEIGHT, WIDTH)
    assert entry["default_precision"] in entry["precision"]
    assert not [name for name in damaged_files(WEIGHTS) if name.startswith("plate-reader")]


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("count", [1, 3])
def test_every_step_is_a_distribution_over_the_alphabet(precision: str, count: int) -> None:
    crops = np.random.default_rng(1).integers(0, 256, (count, HEIGHT, WIDTH, 3), np.uint8)
    compiled = network(precision)
    output = compiled({"crops": crops})[compiled.output("probabilities")]
    assert output.shape == (count, ROWS * COLUMNS, len(ALPHABET) + 1)
    assert output.dtype == np.float32
    assert output.min() >= 0
    assert output.sum(2) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_crop_is_read_the_same_alone_and_in_company(precision: str) -> None:
    crops = np.stack(
        [
            np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
            for seed in range(3)
        ]
    )
    compiled = network(precision)
    together = compiled({"crops": crops})[0]
    alone = compiled({"crops": crops[1:2]})[0]
    assert together[1:2] == pytest.approx(alone, abs=0.02)


@pytest.mark.usefixtures("only_bundled_fonts")
@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize(("lines", "least"), [(1, 0.85), (2, 0.7)])
def test_fresh_rendered_plates_are_read(precision: str, lines: int, least: float) -> None:
    reader = CompiledReader(WEIGHTS / f"plate-reader-{precision}.xml")
    judged = judge(reader, islice(rendered(lines, 0.2, 60), 60))
    assert np.mean([one.strict for one in judged]) >= least


def test_an_empty_picture_is_not_a_confident_plate() -> None:
    reader = CompiledReader(WEIGHTS / "plate-reader-fp16.xml")
    for value in (0, 114, 255):
        assert reader.read(np.full((64, 200, 3), value, np.uint8)).weakest < 0.9
