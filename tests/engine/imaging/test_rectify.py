import math

import cv2
from hypothesis import given, strategies as st
import numpy as np
import pytest

from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Quad
from placa_engine.imaging.rectify import LONGEST_SIDE, rectify

RED, GREEN, BLUE, WHITE = (0, 0, 255), (0, 255, 0), (255, 0, 0), (255, 255, 255)


def quartered_plate() -> Picture:
    """A 200x60 plate with a color in each quarter."""
    plate = np.zeros((60, 200, 3), dtype=np.uint8)
    plate[:30, :100], plate[:30, 100:] = RED, GREEN
    plate[30:, 100:], plate[30:, :100] = BLUE, WHITE
    return plate


def seen_as(quad: Quad) -> Picture:
    """A 640x480 picture that shows the plate between four corners."""
    plate_corners = np.array([(0, 0), (200, 0), (200, 60), (0, 60)], dtype=np.float32)
    way = cv2.getPerspectiveTransform(plate_corners, np.array(quad, dtype=np.float32))
    return np.ascontiguousarray(cv2.warpPerspective(quartered_plate(), way, (640, 480)), np.uint8)


def quarters(crop: Picture, margin: float) -> list[tuple[int, ...]]:
    """The colors in the middle of each quarter of the plate, clockwise."""
    height, width = crop.shape[:2]
    part = 1 + 2 * margin
    return [
        tuple(
            crop[round(height * (margin + y) / part), round(width * (margin + x) / part)].tolist()
        )
        for x, y in ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
    ]


@given(
    st.lists(st.tuples(st.floats(-40, 40), st.floats(-20, 20)), min_size=4, max_size=4),
    st.floats(-180, 180),
    st.sampled_from([0.0, 0.12]),
)
def test_a_plate_stands_upright_however_it_was_seen(
    shifts: list[tuple[float, float]], degrees: float, margin: float
) -> None:
    turn = math.radians(degrees)
    quad = tuple(
        (
            320 + (x + dx) * math.cos(turn) - (y + dy) * math.sin(turn),
            240 + (x + dx) * math.sin(turn) + (y + dy) * math.cos(turn),
        )
        for (x, y), (dx, dy) in zip(
            ((-120, -50), (120, -50), (120, 50), (-120, 50)), shifts, strict=True
        )
    )
    crop = rectify(seen_as(quad), quad, margin)  # type: ignore[arg-type]  # four points by construction
    for seen, color in zip(quarters(crop, margin), (RED, GREEN, BLUE, WHITE), strict=True):
        assert seen == pytest.approx(color, abs=40)


def test_an_upright_box_is_cut_out_pixel_by_pixel() -> None:
    picture = np.random.default_rng(1).integers(0, 255, (90, 160, 3), dtype=np.uint8)
    crop = rectify(picture, ((20, 30), (120, 30), (120, 60), (20, 60)), margin=0.1)
    np.testing.assert_array_equal(crop, picture[27:63, 10:130])


def test_the_margin_shows_twelve_percent_around_the_plate() -> None:
    crop = rectify(seen_as(((100, 100), (300, 100), (300, 150), (100, 150))),
                   ((100, 100), (300, 100), (300, 150), (100, 150)))  # fmt: skip
    assert crop.shape == (50 + 2 * 6, 200 + 2 * 24, 3)


def test_beyond_the_picture_its_border_is_repeated() -> None:
    picture = np.full((40, 60, 3), 77, dtype=np.uint8)
    crop = rectify(picture, ((-30, -10), (30, -10), (30, 10), (-30, 10)))
    assert (crop == 77).all()


@pytest.mark.parametrize(
    "quad",
    [((5, 5), (5, 5), (5, 5), (5, 5)), ((0, 0), (9e6, 0), (9e6, 1e6), (0, 1e6)),
     ((0, 0), (10, 0), (20, 0), (30, 0))],
    ids=["a point", "huge", "a line"],
)  # fmt: skip
def test_impossible_corners_give_a_picture_of_bounded_size(quad: Quad) -> None:
    crop = rectify(np.zeros((50, 50, 3), dtype=np.uint8), quad)
    assert min(crop.shape[:2]) >= 1
    assert max(crop.shape[:2]) <= LONGEST_SIDE * 1.3
