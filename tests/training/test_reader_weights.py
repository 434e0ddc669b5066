"""The readers that ship keep to their wire and read plates that nobody trained them on."""

from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import openvino as ov
import pytest

from placa_training.manifest import damaged_files, read_manifest
from placa_training.reader.alphabet import ALPHABET
from placa_training.reader.evaluate import judge, rendered
from placa_training.reader.names import READERS, ReaderName
from placa_training.reader.picture_input import COLUMNS, HEIGHT, ROWS, STRIDE
from placa_training.reader.runtime import CompiledReader

WEIGHTS = Path(__file__).parents[2] / "models" / "weights"
FILES = [(name, f"{name}-{precision}.xml") for name in READERS for precision in ("fp16", "int8")]

TASKS = {"plate-reader": "read", "narrow-reader": "compare", "quick-reader": "glance"}
each_file = pytest.mark.parametrize(("name", "file"), FILES)


def width_of(name: ReaderName) -> int:
    return STRIDE * COLUMNS[name]


@cache
def network(file: str) -> ov.CompiledModel:
    settings = {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"}
    return ov.Core().compile_model(WEIGHTS / file, "CPU", settings)


@pytest.mark.parametrize(("name", "task"), TASKS.items())
def test_the_manifest_describes_a_reader_and_its_files_are_whole(
    name: ReaderName, task: str
) -> None:
    models = read_manifest(WEIGHTS / "manifest.json")["models"]
    (entry,) = [model for model in models if model["task"] == task]
    assert entry["name"] == name
    assert entry["alphabet"] == ALPHABET
    assert entry["blank"] == 0
    assert (entry["input"]["height"], entry["input"]["width"]) == (HEIGHT, width_of(name))
    assert entry["default_precision"] in entry["precision"]
    assert not [file for file in damaged_files(WEIGHTS) if file.startswith(name)]


@each_file
@pytest.mark.parametrize("count", [1, 3])
def test_every_step_is_a_distribution_over_the_alphabet(
    name: ReaderName, file: str, count: int
) -> None:
    size = (count, HEIGHT, width_of(name), 3)
    crops = np.random.default_rng(1).integers(0, 256, size, np.uint8)
    compiled = network(file)
    output = compiled({"crops": crops})[compiled.output("probabilities")]
    assert output.shape == (count, ROWS * COLUMNS[name], len(ALPHABET) + 1)
    assert output.dtype == np.float32
    assert output.min() >= 0
    assert output.sum(2) == pytest.approx(1, abs=1e-3)


@each_file
def test_a_crop_is_read_the_same_alone_and_in_company(name: ReaderName, file: str) -> None:
    size = (3, HEIGHT, width_of(name), 3)
    crops = np.random.default_rng(1).integers(0, 256, size, np.uint8)
    compiled = network(file)
    together = compiled({"crops": crops})[0]
    alone = compiled({"crops": crops[1:2]})[0]
    assert together[1:2] == pytest.approx(alone, abs=0.02)


@pytest.mark.usefixtures("only_bundled_fonts")
@pytest.mark.parametrize("file", [file for _, file in FILES])
@pytest.mark.parametrize(("lines", "least"), [(1, 0.85), (2, 0.7)])
def test_fresh_rendered_plates_are_read(file: str, lines: int, least: float) -> None:
    reader = CompiledReader(WEIGHTS / file)
    judged = judge(reader, islice(rendered(lines, 0.2, 60), 60))
    assert np.mean([one.strict for one in judged]) >= least


@pytest.mark.parametrize("name", READERS)
def test_an_empty_picture_is_not_a_confident_plate(name: str) -> None:
    reader = CompiledReader(WEIGHTS / f"{name}-fp16.xml")
    for value in (0, 114, 255):
        assert reader.read(np.full((64, 200, 3), value, np.uint8)).weakest < 0.9
