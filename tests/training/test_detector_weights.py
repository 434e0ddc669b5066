"""The detector that ships keeps to its wire and finds plates that nobody trained it on."""

from functools import cache, partial
from pathlib import Path

import cv2
import numpy as np
import openvino as ov
import pytest

from placa_training.detector.evaluate import find, overlaps
from placa_training.manifest import read_manifest
from placa_training.renderer import layout_named, paste_plate, render_plate

WEIGHTS = Path(__file__).parents[2] / "models" / "weights"
PRECISIONS = ("fp16", "int8")
THRESHOLD = 0.3


@cache
def network(precision: str) -> ov.CompiledModel:
    settings = {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"}
    path = WEIGHTS / f"plate-detector-{precision}.xml"
    return ov.Core().compile_model(path, "CPU", settings)


def detect(precision: str, canvas: np.ndarray) -> np.ndarray:
    compiled = network(precision)
    return np.array(compiled({"image": canvas[None]})[compiled.output(0)][0])


def car(width: int = 512, height: int = 320) -> np.ndarray:
    """Draw the rear of a car, roughly: body, window, lamps and shadow."""
    image = np.full((height, width, 3), (150, 160, 165), np.uint8)
    image[height * 3 // 4 :] = (90, 92, 95)
    left, right = width // 5, width * 4 // 5
    cv2.rectangle(image, (left, height // 5), (right, height * 4 // 5), (110, 40, 30), -1)
    cv2.rectangle(image, (left + 30, height // 4), (right - 30, height * 9 // 20), (40, 40, 42), -1)
    for x in (left + 6, right - 46):
        cv2.rectangle(image, (x, height // 2), (x + 40, height // 2 + 22), (30, 30, 190), -1)
    cv2.rectangle(image, (left, height * 7 // 10), (right, height * 4 // 5), (45, 45, 48), -1)
    return cv2.GaussianBlur(image, (0, 0), 1.2)


def with_plate(seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    quad = np.array([[206, 176], [304, 182], [303, 206], [205, 199]], np.float32)
    rng = np.random.default_rng(seed)
    plate = render_plate(rng, layout_named("de"))
    return paste_plate(rng, car(), quad, plate), quad


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("size", [(288, 512), (512, 288), (384, 512), (320, 320)])
def test_any_multiple_of_32_goes_in_and_one_row_a_cell_comes_out(
    precision: str, size: tuple[int, int]
) -> None:
    plates = detect(precision, np.full((*size, 3), 114, np.uint8))
    cells = sum((size[0] // stride) * (size[1] // stride) for stride in (8, 16, 32))
    assert plates.shape == (cells, 13)
    assert plates.dtype == np.float32
    assert ((plates[:, 0] >= 0) & (plates[:, 0] <= 1)).all()
    assert (plates[:, 3:5] > plates[:, 1:3]).all()


@pytest.mark.parametrize("precision", PRECISIONS)
def test_the_wire_is_the_one_that_the_manifest_states(precision: str) -> None:
    model = ov.Core().read_model(WEIGHTS / f"plate-detector-{precision}.xml")
    entries = read_manifest(WEIGHTS / "manifest.json")["models"]
    stated = next(one for one in entries if one["name"] == "plate-detector")
    assert model.inputs[0].get_names() == {stated["input"]["name"]} == {"image"}
    assert model.outputs[0].get_names() == {stated["output"]["name"]} == {"plates"}
    assert model.inputs[0].get_element_type() == ov.Type.u8
    assert len(stated["output"]["columns"]) == 13
    assert precision in stated["precision"]
    assert 0 < stated["threshold"] < 1


@pytest.mark.parametrize("precision", PRECISIONS)
def test_a_plate_on_a_drawn_car_is_found_with_its_corners(precision: str) -> None:
    image, quad = with_plate()
    found = find(lambda canvas: detect(precision, canvas), image, 512, THRESHOLD)
    assert len(found.scores) == 1
    hull = np.concatenate((quad.min(0), quad.max(0)))
    assert overlaps(hull, found.boxes)[0] > 0.6
    assert np.linalg.norm(found.quads[0] - quad, axis=1).mean() < 8


@pytest.mark.parametrize("precision", PRECISIONS)
def test_plain_surfaces_and_noise_hold_no_plate(precision: str) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (288, 512, 3), np.uint8)
    for canvas in (np.zeros_like(noise), np.full_like(noise, 114), noise):
        assert detect(precision, canvas)[:, 0].max() < THRESHOLD


def test_both_precisions_tell_the_same_story() -> None:
    image, _ = with_plate(seed=9)
    found = [find(partial(detect, p), image, 512, THRESHOLD) for p in PRECISIONS]
    assert overlaps(found[0].boxes[0], found[1].boxes)[0] > 0.7
