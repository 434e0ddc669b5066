from hypothesis import HealthCheck, given, settings, strategies as st
import numpy as np
from numpy.typing import NDArray
import pytest

from placa_training.renderer import (
    make_crop,
    paste_plate,
    random_quad,
    render_plate,
    render_reader_sample,
)

pytestmark = pytest.mark.usefixtures("only_bundled_fonts")

seeds = st.integers(0, 2**32 - 1)
rendering = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)


def street() -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(60, 180, (240, 320, 3), np.uint8)


@given(seeds)
@rendering
def test_a_reader_sample_shows_the_whole_plate_with_little_around_it(seed: int) -> None:
    sample = render_reader_sample(np.random.default_rng(seed))
    height, width = sample.crop.shape[:2]
    assert sample.crop.dtype == np.uint8
    assert 8_000 <= height * width <= 20_000
    low, high = sample.quad.min(0), sample.quad.max(0)
    assert (low >= (-0.03 * width, -0.03 * height)).all()
    assert (high <= (1.03 * width, 1.03 * height)).all()
    extent = high - low
    assert extent[0] >= width / 1.41
    assert extent[1] >= height / 1.41


@given(seeds)
@rendering
def test_the_same_seed_gives_the_same_sample(seed: int) -> None:
    one, other = (render_reader_sample(np.random.default_rng(seed)) for _ in range(2))
    assert (one.text, one.lines, one.layout) == (other.text, other.lines, other.layout)
    np.testing.assert_array_equal(one.crop, other.crop)


@given(seeds)
@rendering
def test_corners_go_clockwise_from_the_plates_own_top_left(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for quad in (make_crop(rng, render_plate(rng)).quad, random_quad(rng, (240, 320))):
        sides = np.roll(quad, -1, 0) - quad
        following = np.roll(sides, -1, 0)
        turns = sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0]
        assert (turns > 0).all()
        assert quad[0, 0] < quad[1, 0]
        assert quad[0, 1] < quad[3, 1]


@given(seeds)
@rendering
def test_a_random_quad_lies_inside_the_scene(seed: int) -> None:
    quad = random_quad(np.random.default_rng(seed), (240, 320), (12, 400))
    assert quad.min() >= 0
    assert (quad.max(0) <= (320, 240)).all()


@given(seeds)
@rendering
def test_pasting_changes_the_quad_and_nothing_far_from_it(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scene = street()
    before = scene.copy()
    quad = random_quad(rng, scene.shape, (30, 90))
    pasted = paste_plate(rng, scene, quad)
    np.testing.assert_array_equal(scene, before)
    assert pasted.shape == scene.shape
    x, y = quad.mean(0).astype(int)
    changed = np.abs(pasted.astype(int) - scene).max(2) > 0
    assert changed[y - 2 : y + 3, x - 2 : x + 3].mean() > 0.5
    reach = float(np.ptp(quad[:, 0])) + 8
    x1, y1 = np.maximum(quad.min(0) - reach, 0).astype(int)
    x2, y2 = np.ceil(quad.max(0) + reach).astype(int)
    changed[y1:y2, x1:x2] = False
    assert not changed.any()


def test_a_plate_may_stick_out_of_the_scene() -> None:
    quad = np.array([[-30, 10], [40, 12], [40, 30], [-30, 28]], np.float32)
    pasted = paste_plate(np.random.default_rng(0), street(), quad)
    assert pasted.shape == street().shape


def test_a_plate_wholly_outside_leaves_the_scene_as_it_is() -> None:
    quad = np.array([[900, 10], [990, 10], [990, 30], [900, 30]], np.float32)
    np.testing.assert_array_equal(paste_plate(np.random.default_rng(0), street(), quad), street())


def test_the_plate_lands_on_the_quad() -> None:
    rng = np.random.default_rng(3)
    plate = render_plate(rng, "gb-dateless", "ABC1")
    white = np.full_like(plate.image, 255)
    shown = type(plate)(white, plate.mask, plate.text, plate.lines, plate.layout, plate.quad)
    quad = np.array([[80, 90], [240, 100], [236, 140], [78, 128]], np.float32)
    pasted = paste_plate(rng, np.zeros((240, 320, 3), np.uint8), quad, shown)
    rows, columns = np.nonzero(pasted.max(2) > 20)
    assert abs(columns.min() - 78) < 12
    assert abs(columns.max() - 240) < 12
    assert abs(rows.min() - 90) < 12
    assert abs(rows.max() - 140) < 12
