from hypothesis import given, strategies as st
import numpy as np
import pytest

from placa_engine.imaging.letterbox import PADDING, canvas_size, letterbox

sides = st.integers(min_value=1, max_value=900)


@pytest.mark.parametrize(
    ("picture", "canvas"),
    [((1280, 720), (512, 288)), ((640, 480), (512, 384)), ((480, 640), (384, 512)),
     ((800, 641), (512, 416)), ((9000, 10), (512, 32)), ((1, 1), (512, 512))],
)  # fmt: skip
def test_the_canvas_follows_the_aspect_in_steps_of_32(
    picture: tuple[int, int], canvas: tuple[int, int]
) -> None:
    assert canvas_size(*picture, 512) == canvas


@given(width=sides, height=sides, long_side=st.sampled_from([128, 256, 320]))
def test_the_picture_fills_the_canvas_from_the_top_left(
    width: int, height: int, long_side: int
) -> None:
    size = canvas_size(width, height, long_side)
    boxed = letterbox(np.full((height, width, 3), 200, dtype=np.uint8), size)
    assert boxed.canvas.shape == (size[1], size[0], 3)
    inner_width = round(width * boxed.scale[0])
    inner_height = round(height * boxed.scale[1])
    assert (boxed.canvas[:inner_height, :inner_width] == 200).all()
    assert (boxed.canvas[inner_height:] == PADDING).all()
    assert (boxed.canvas[:, inner_width:] == PADDING).all()
    assert inner_width == size[0] or inner_height == size[1]


@given(
    width=st.integers(200, 900), height=st.integers(200, 900), x=st.floats(0, 1), y=st.floats(0, 1)
)
def test_points_of_the_canvas_can_be_mapped_back(
    width: int, height: int, x: float, y: float
) -> None:
    picture = np.zeros((height, width, 3), dtype=np.uint8)
    left, top = int(x * (width - 60)), int(y * (height - 60))
    picture[top : top + 60, left : left + 60] = 255
    boxed = letterbox(picture, canvas_size(width, height, 512))
    inner_height = round(height * boxed.scale[1])
    inner_width = round(width * boxed.scale[0])
    lit = np.argwhere(boxed.canvas[:inner_height, :inner_width, 0] > 127)
    (y1, x1), (y2, x2) = lit.min(axis=0), lit.max(axis=0) + 1
    tolerance = 1.0 / min(boxed.scale) + 1e-6
    assert x1 / boxed.scale[0] == pytest.approx(left, abs=tolerance)
    assert y1 / boxed.scale[1] == pytest.approx(top, abs=tolerance)
    assert x2 / boxed.scale[0] == pytest.approx(left + 60, abs=tolerance)
    assert y2 / boxed.scale[1] == pytest.approx(top + 60, abs=tolerance)
