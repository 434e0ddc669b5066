from hypothesis import given, strategies as st
import numpy as np
import pytest

from placa_engine.imaging.frame import Picture
from placa_engine.vision.crop_views import BAND_FILL, without_bands

BLUE, WHITE = (150, 50, 10), (230, 230, 230)


def plate(*bands: tuple[int, int], width: int = 200, height: int = 44) -> Picture:
    """Draw a white plate with blue columns from and to."""
    crop = np.full((height, width, 3), WHITE, np.uint8)
    for first, last in bands:
        crop[:, first:last] = BLUE
    return crop


@pytest.mark.parametrize("bands", [[(12, 28)], [(170, 190)], [(10, 30), (172, 190)]])
def test_bands_and_what_is_outside_them_are_hidden(bands: list[tuple[int, int]]) -> None:
    crop = plate(*bands)
    before = crop.copy()
    plain = without_bands(crop)
    hidden = (plain == BAND_FILL).all(axis=(0, 2))
    first = max((last for _, last in bands if last < 100), default=0)
    last = min((start for start, _ in bands if start > 100), default=200)
    assert hidden.tolist() == [not first <= column < last for column in range(200)]
    np.testing.assert_array_equal(plain[:, first:last], before[:, first:last])
    np.testing.assert_array_equal(crop, before)


def test_a_plate_that_is_blue_throughout_has_no_band() -> None:
    crop = plate((0, 200))
    assert without_bands(crop) is crop


@pytest.mark.parametrize("stroke", [3, 6, 10])
def test_white_characters_on_a_blue_plate_leave_no_band_between_them(stroke: int) -> None:
    crop = plate((0, 200))
    for left in range(20, 180, 22):
        crop[:, left : left + stroke] = WHITE
    assert without_bands(crop) is crop


def test_a_band_begins_at_the_plates_end() -> None:
    crop = plate((38, 52))
    assert without_bands(crop) is crop


def test_a_blue_line_is_no_band() -> None:
    crop = plate((12, 14))
    assert without_bands(crop) is crop


def test_squarish_plates_have_no_bands() -> None:
    crop = plate((12, 28), height=90)
    assert without_bands(crop) is crop


def test_letters_in_a_band_leave_it_a_band() -> None:
    crop = plate((12, 28))
    crop[18:28, 16:24] = WHITE
    assert (without_bands(crop)[:, :28] == BAND_FILL).all()


def test_blue_characters_behind_a_band_stay() -> None:
    crop = plate((12, 26), (34, 40), (48, 54))
    plain = without_bands(crop)
    assert (plain[:, :26] == BAND_FILL).all()
    np.testing.assert_array_equal(plain[:, 26:], crop[:, 26:])


@given(level=st.integers(0, 255), width=st.integers(1, 300), height=st.integers(1, 60))
def test_gray_pictures_of_any_size_have_no_bands(level: int, width: int, height: int) -> None:
    crop = np.full((height, width, 3), level, np.uint8)
    assert without_bands(crop) is crop


@given(seed=st.integers(0, 50), width=st.integers(1, 120), height=st.integers(1, 40))
def test_what_is_not_hidden_stays_as_it_is(seed: int, width: int, height: int) -> None:
    crop = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    plain = without_bands(crop)
    assert ((plain == crop) | (plain == BAND_FILL)).all()
