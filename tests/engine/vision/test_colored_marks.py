from hypothesis import given, strategies as st
import numpy as np
import pytest

from placa_engine.imaging.frame import Picture
from placa_engine.vision.crop_views import MARK_MAX_HEIGHT, without_marks

RED, GREEN, YELLOW = (40, 40, 200), (60, 160, 40), (30, 190, 220)


def plate(level: int = 220, width: int = 220, height: int = 48) -> Picture:
    return np.full((height, width, 3), level, np.uint8)


@pytest.mark.parametrize("color", [RED, GREEN, YELLOW])
def test_a_seal_between_black_characters_becomes_background(color: tuple[int, int, int]) -> None:
    clean = plate()
    for left in (20, 50, 140, 180):
        clean[10:38, left : left + 6] = 20
    crop = clean.copy()
    crop[14:24, 90:102] = color
    before = crop.copy()
    np.testing.assert_allclose(without_marks(crop), clean, atol=5)
    np.testing.assert_array_equal(crop, before)


@given(level=st.integers(0, 255), width=st.integers(1, 300), height=st.integers(1, 200))
def test_a_gray_crop_of_any_size_stays_as_it_is(level: int, width: int, height: int) -> None:
    crop = plate(level, width, height)
    assert without_marks(crop) is crop


def test_a_yellow_plate_stays_as_it_is() -> None:
    crop = plate()
    crop[:] = YELLOW
    crop[10:38, 50:56] = 20
    assert without_marks(crop) is crop


def test_a_few_tinted_pixels_are_no_mark() -> None:
    crop = plate()
    crop[20:24, 100:104] = RED
    assert without_marks(crop) is crop


def test_what_is_around_a_plate_does_not_count_as_a_mark() -> None:
    crop = plate()
    crop[:8] = crop[-8:] = RED
    assert without_marks(crop) is crop


def test_a_tall_crop_is_shrunk_before_its_marks_are_painted_over() -> None:
    crop = plate(width=900, height=300)
    crop[100:160, 400:460] = RED
    assert without_marks(crop).shape == (MARK_MAX_HEIGHT, 216, 3)


@given(seed=st.integers(0, 50), width=st.integers(1, 120), height=st.integers(1, 90))
def test_noise_of_any_size_gives_a_picture(seed: int, width: int, height: int) -> None:
    crop = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    assert without_marks(crop).size
