from dataclasses import replace
from typing import cast

from hypothesis import given, settings, strategies as st
import numpy as np
from numpy.typing import NDArray
import pytest

from placa_engine.vision.crop_views import BAND_FILL, augmented_views
from placa_engine.vision.reader import PlateReader, ReaderFormat
from placa_engine.vision.runtime import Network
from placa_engine.vision.still_image import read_crop
from placa_engine.vision.vision import Vision
from tests.engine.support.tiny_networks import ALPHABET, crop_of

plates = st.text(ALPHABET, min_size=1, max_size=10)


@given(texts=st.lists(plates, min_size=1, max_size=13))
@settings(max_examples=20)
def test_a_batch_is_read_in_order_whatever_its_length(
    tiny_vision: Vision, texts: list[str]
) -> None:
    readings = tiny_vision.reader.read([crop_of(text) for text in texts])
    assert [reading.text for reading in readings] == texts


def test_a_batch_reads_as_its_crops_one_by_one(tiny_vision: Vision) -> None:
    crops = [crop_of(text) for text in ("AB12", "77XY3", "Z")]
    together = tiny_vision.reader.read(crops)
    alone = [tiny_vision.reader.read([crop])[0] for crop in crops]
    assert [r.text for r in together] == [r.text for r in alone]
    assert [r.confidence for r in together] == pytest.approx([r.confidence for r in alone])


def test_no_crops_give_no_readings(tiny_vision: Vision) -> None:
    assert tiny_vision.reader.read([]) == ()


@pytest.mark.parametrize("width", [100, 200, 600])
def test_crops_of_any_size_are_stretched_to_the_networks_own(
    tiny_vision: Vision, width: int
) -> None:
    (reading,) = tiny_vision.reader.read([crop_of("AB12CD", width)])
    assert reading.text == "AB12CD"


@given(height=st.integers(1, 90), width=st.integers(1, 300))
@settings(max_examples=25)
def test_a_close_look_is_the_crop_and_others_of_its_size(height: int, width: int) -> None:
    crop = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    before = crop.copy()
    first, *others = augmented_views(crop)
    np.testing.assert_array_equal(first, before)
    np.testing.assert_array_equal(crop, before)
    assert all(view.shape == crop.shape and view.dtype == np.uint8 for view in others)


def test_a_country_band_is_no_part_of_the_text(tiny_vision: Vision) -> None:
    crop = crop_of("AB12CD", 300)
    crop[:, 2:30] = (150, 50, 10)
    (prepared,) = tiny_vision.reader.prepare([crop])
    assert (prepared[:, :8] == BAND_FILL).all()
    np.testing.assert_array_equal(
        prepared[:, 12:], tiny_vision.reader.prepare([crop_of("AB12CD", 300)])[0][:, 12:]
    )


class OneLetter:
    """A network that reads every crop as one character, so surely, or as the crop is bright."""

    def __init__(self, char: str, sure: float | None = None) -> None:
        self.column = 1 + ALPHABET.index(char)
        self.sure = sure
        self.crops = 0

    def __call__(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.crops += len(crops)
        output = np.zeros((len(crops), 1, 1 + len(ALPHABET)), np.float32)
        output[:, 0, self.column] = self.sure or crops.mean(axis=(1, 2, 3)) / 255
        output[:, 0, 0] = 1 - output[:, 0, self.column]
        return output


def gray(level: float) -> NDArray[np.uint8]:
    return np.full((10, 30, 3), round(255 * level), np.uint8)


def with_quick(quick: OneLetter, careful: OneLetter) -> PlateReader:
    form = ReaderFormat(30, 10, ALPHABET)
    first = PlateReader(cast("Network", quick), form)
    return PlateReader(cast("Network", careful), form, quick=first)


@given(
    levels=st.lists(st.sampled_from((0.6, 0.8, 0.98)), max_size=11),
    unsure=st.sampled_from((0.7, 0.9, 0.99)),
)
@settings(max_examples=25)
def test_only_what_the_quick_reader_reads_in_doubt_is_read_again(
    levels: list[float], unsure: float
) -> None:
    quick, careful = OneLetter("Q"), OneLetter("C")
    readings = with_quick(quick, careful).read([gray(level) for level in levels], unsure)
    assert [reading.text for reading in readings] == [
        "Q" if level > unsure else "C" for level in levels
    ]
    assert quick.crops == len(levels)
    assert careful.crops == sum(level < unsure for level in levels)


def test_the_quick_reader_must_be_surer_of_a_still_picture(tiny_vision: Vision) -> None:
    reader = with_quick(OneLetter("Q", 0.98), OneLetter("C", 0.98))
    (plate,) = read_crop(replace(tiny_vision, reader=reader), gray(0.5))
    (of_frame,) = reader.read([gray(0.5)])
    assert (plate.reading.text, of_frame.text) == ("C", "Q")


def test_another_reader_that_reads_the_same_makes_a_close_look_surer() -> None:
    form = ReaderFormat(30, 10, ALPHABET)
    first, second = OneLetter("C", 0.6), OneLetter("C", 0.9)
    alone = PlateReader(cast("Network", first), form)
    other = PlateReader(cast("Network", second), form)
    both = PlateReader(cast("Network", first), form, other=other)
    doubtful, surer = (one.read_closely(gray(0.5)) for one in (alone, both))
    assert doubtful.text == surer.text == "C"
    assert doubtful.confidence < surer.confidence < 0.9
    assert first.crops == 2 * second.crops


def test_without_a_quick_reader_every_crop_is_read_once(tiny_vision: Vision) -> None:
    assert tiny_vision.reader.first is tiny_vision.reader
