"""Pictures of a camera that is rolled about its axis."""

import cv2
from hypothesis import given, strategies as st
import numpy as np
import pytest

from placa_engine.imaging.letterbox import PADDING
from placa_engine.imaging.roll import roll_matrix, rolled

sides = st.integers(1, 300)
degrees = st.floats(-180, 180)


@given(width=sides, height=sides, by=degrees)
def test_the_whole_picture_stays_in_view_and_its_corners_are_found_again(
    width: int, height: int, by: float
) -> None:
    view = rolled(np.zeros((height, width, 3), np.uint8), by)
    across, down = view.picture.shape[1], view.picture.shape[0]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    there, _ = roll_matrix(width, height, by)
    seen = cv2.transform(corners[None], there)[0]
    assert seen.min() >= -0.01
    assert (seen <= np.array([across, down]) + 0.01).all()
    a, b, c, d = ((float(x), float(y)) for x, y in seen)
    assert np.array(view.quad_before((a, b, c, d))) == pytest.approx(corners, abs=1e-6)


def test_a_quarter_turn_goes_counterclockwise() -> None:
    picture = np.zeros((20, 40, 3), np.uint8)
    picture[:, 20:] = 255
    turned = rolled(picture, 90).picture
    assert turned.shape == (40, 20, 3)
    assert turned[5, 10].tolist() == [255, 255, 255]
    assert turned[35, 10].tolist() == [0, 0, 0]


def test_the_corners_of_a_turned_picture_are_gray() -> None:
    turned = rolled(np.full((100, 100, 3), 255, np.uint8), 45).picture
    assert turned[0, 0].tolist() == [PADDING] * 3
    assert turned[70, 70].tolist() == [255] * 3
