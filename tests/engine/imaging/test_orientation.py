"""Pictures that are stored turned or mirrored."""

from hypothesis import given, strategies as st
import numpy as np
import pytest

from placa_engine.imaging.orientation import Orientation

ORIENTATIONS = st.builds(Orientation, st.integers(0, 3), st.booleans())
ONE = 1 << 16
STORED = np.arange(6, dtype=np.uint8).reshape(2, 3)


@given(ORIENTATIONS, ORIENTATIONS)
def test_two_orientations_together_do_what_they_do_one_after_the_other(
    first: Orientation, second: Orientation
) -> None:
    together = first.then(second).upright(STORED)
    np.testing.assert_array_equal(together, second.upright(first.upright(STORED)))


@given(ORIENTATIONS)
def test_the_size_is_that_of_the_upright_picture(orientation: Orientation) -> None:
    height, width = orientation.upright(STORED).shape
    assert orientation.size(3, 2) == (width, height)


@given(ORIENTATIONS)
def test_an_upright_picture_lies_in_one_piece(orientation: Orientation) -> None:
    assert orientation.upright(STORED).flags.c_contiguous


def test_a_rotation_turns_clockwise() -> None:
    turned = Orientation.of_degrees(90, mirrored=False).upright(STORED)
    np.testing.assert_array_equal(turned, [[3, 0], [4, 1], [5, 2]])


def test_an_upright_picture_is_not_copied() -> None:
    assert np.shares_memory(Orientation().upright(STORED), STORED)
    assert Orientation().is_upright
    assert not Orientation(2).is_upright


@pytest.mark.parametrize(
    ("corners", "orientation"),
    [
        ((1, 0, 0, 1), Orientation()),
        ((0, 1, -1, 0), Orientation(1)),
        ((-1, 0, 0, -1), Orientation(2)),
        ((0, -1, 1, 0), Orientation(3)),
        ((-1, 0, 0, 1), Orientation(mirrored=True)),
        ((1, 0, 0, -1), Orientation(2, mirrored=True)),
        ((0, 1, 1, 0), Orientation(3, mirrored=True)),
        ((0, -1, -1, 0), Orientation(1, mirrored=True)),
    ],
)
def test_a_display_matrix_says_where_each_pixel_is_shown(
    corners: tuple[int, int, int, int], orientation: Orientation
) -> None:
    a, b, c, d = corners
    matrix = [a * ONE, b * ONE, 0, c * ONE, d * ONE, 0, 0, 0, 1 << 30]
    assert Orientation.of_display_matrix(matrix) == orientation
    shown = np.zeros_like(orientation.upright(STORED))
    places = {(a * x + c * y, b * x + d * y): STORED[y, x] for y in range(2) for x in range(3)}
    left, top = min(x for x, _ in places), min(y for _, y in places)
    for (x, y), value in places.items():
        shown[y - top, x - left] = value
    np.testing.assert_array_equal(shown, orientation.upright(STORED))
