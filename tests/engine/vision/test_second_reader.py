import logging
from typing import cast

from hypothesis import given, strategies as st
import numpy as np
from numpy.typing import NDArray
import pytest

from placa_engine.imaging.frame import Picture
from placa_engine.vision.crop_views import second_reader_views
from placa_engine.vision.reader import ReaderFormat
from placa_engine.vision.runtime import InferenceError, Network
from placa_engine.vision.second_reader import SecondReader, fitted
from placa_engine.vision.weights import WeightsError

FORM = ReaderFormat(width=320, height=48, alphabet="AB")


class ByBrightness:
    """Reads A in pictures that are dark throughout, B, and surer, in others."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def __call__(self, tensor: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.shapes.append(tensor.shape)
        dark = bool((tensor[0, :, 0] < 100).all())
        steps = [[0.2, 0.8, 0.0]] if dark else [[0.1, 0.0, 0.9]]
        return np.array([steps], dtype=np.float32)

    def warm_up(self, shape: tuple[int, ...]) -> None:
        self(np.zeros(shape, dtype=np.uint8))


def gray(width: int, height: int, level: int = 50) -> Picture:
    return np.full((height, width, 3), level, dtype=np.uint8)


def test_nothing_is_loaded_before_it_is_needed_and_then_once() -> None:
    loads: list[ByBrightness] = []

    def load() -> Network:
        loads.append(ByBrightness())
        return cast("Network", loads[-1])

    reader = SecondReader(load, FORM)
    assert loads == []
    reader.get_ready()
    reading = reader.read(gray(300, 60))
    assert reading is not None
    assert reading.text == "A"
    assert len(loads) == 1
    assert set(loads[0].shapes) == {(1, 48, 320, 3)}


def test_of_a_squarish_crop_the_surer_of_the_whole_and_its_strip_counts() -> None:
    crop = gray(120, 60, 200)
    crop[:12] = 20
    reading = SecondReader(lambda: cast("Network", ByBrightness()), FORM).read(crop)
    assert reading is not None
    assert reading.text == "B"


def test_a_closer_look_reads_what_the_rim_hid() -> None:
    crop = gray(300, 60, 200)
    crop[:, :10] = 20
    reader = SecondReader(lambda: cast("Network", ByBrightness()), FORM)
    first, closer = reader.read(crop), reader.read(crop, closer=True)
    assert first is not None
    assert closer is not None
    assert (first.text, closer.text) == ("A", "B")


@pytest.mark.parametrize("error", [WeightsError("changed"), InferenceError("refused")])
def test_a_reader_that_cannot_be_loaded_says_so_once_and_reads_nothing(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def load() -> Network:
        raise error

    reader = SecondReader(load, FORM)
    with caplog.at_level(logging.ERROR):
        assert reader.read(gray(300, 60)) is None
        assert reader.read(gray(300, 60)) is None
    assert [record.getMessage() for record in caplog.records] == [
        f"There is no second opinion: {error}"
    ]


@given(width=st.integers(1, 60), height=st.integers(1, 60))
def test_no_crop_is_too_small_to_be_read(width: int, height: int) -> None:
    seen = second_reader_views(gray(width, height), closer=True)
    assert all(view.size and fitted(view, FORM).size for view in seen)


def test_a_crop_keeps_its_shape_and_is_padded_on_the_right() -> None:
    picture = fitted(gray(200, 100, 10), FORM)
    assert picture.shape == (48, 320, 3)
    assert (picture[:, :96] == 10).all()
    assert (picture[:, 96:] == 127).all()


def test_a_crop_longer_than_the_input_is_squeezed() -> None:
    assert (fitted(gray(3000, 60, 10), FORM) == 10).all()
