"""The detector's training views: what is labeled stays on what is shown."""

import cv2
from hypothesis import given, settings, strategies as st
import numpy as np

from placa_training.detector.augment import corners, hull, mirrored, photometric, random_view
from placa_training.detector.lettering import sign, stamp, with_lettering
from placa_training.detector.pictures import Picture
from placa_training.detector.rendered import erase, random_quad, with_rendered, without_plate
from placa_training.renderer import paste_plate

SEEDS = st.integers(0, 10_000)
GREEN = (40, 230, 40)


def scene(seed: int = 0, source: str = "made") -> Picture:
    """Make a gray street with one bright green plate, so that a view's pixels show where it is."""
    rng = np.random.default_rng(seed)
    image = rng.integers(60, 130, (360, 640, 3)).astype(np.uint8)
    box = np.array([[200, 180, 330, 215]], np.float32)
    cv2.rectangle(image, (200, 180), (329, 214), GREEN, -1)
    return Picture("scene.jpg", source, image, box)


def green(image: np.ndarray) -> np.ndarray:
    return (image[..., 1] > 190) & (image[..., 0] < 110) & (image[..., 2] < 110)


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_views_box_lies_where_the_plate_went(seed: int) -> None:
    view = random_view(np.random.default_rng(seed), scene(), 256)
    for box in view.boxes:
        left, top, right, bottom = box.astype(int)
        ys, xs = np.nonzero(green(view.image))
        assert len(xs) > 0
        assert xs.min() >= left - 2
        assert xs.max() <= right + 2
        assert ys.min() >= top - 2
        assert ys.max() <= bottom + 2
        assert green(view.image)[top : bottom + 1, left : right + 1].mean() > 0.3


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_every_plate_of_a_view_is_inside_it_and_agrees_with_its_corners(seed: int) -> None:
    view = random_view(np.random.default_rng(seed), scene(), 256)
    assert view.image.shape == (256, 256, 3)
    assert view.image.dtype == np.uint8
    assert len(view.boxes) == len(view.quads) == len(view.trust)
    assert (view.boxes >= 0).all()
    assert (view.boxes <= 256).all()
    np.testing.assert_allclose(np.clip(hull(view.quads), 0, 256), view.boxes, atol=1e-3)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_the_same_seed_gives_the_same_view(seed: int) -> None:
    first, second = (random_view(np.random.default_rng(seed), scene(), 224) for _ in range(2))
    np.testing.assert_array_equal(first.image, second.image)
    np.testing.assert_array_equal(first.boxes, second.boxes)


def test_a_picture_without_plates_gives_views_without_plates() -> None:
    picture = Picture("empty.jpg", "made", scene().image, np.zeros((0, 4), np.float32))
    view = random_view(np.random.default_rng(3), picture, 224)
    assert view.boxes.shape == (0, 4)
    assert view.quads.shape == (0, 4, 2)


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_a_mirrored_views_corners_still_start_at_the_top_left(seed: int) -> None:
    view = random_view(np.random.default_rng(seed), scene(), 256)
    turned = mirrored(view)
    np.testing.assert_array_equal(mirrored(turned).image, view.image)
    np.testing.assert_allclose(mirrored(turned).quads, view.quads, atol=1e-3)
    for quad, box in zip(turned.quads, turned.boxes, strict=True):
        assert quad[0, 0] < quad[1, 0]
        assert box[0] < box[2]


def test_only_open_lpr_pictures_count_as_incompletely_labeled() -> None:
    rng = np.random.default_rng(1)
    assert random_view(rng, scene(source="open-lpr"), 224).incomplete
    assert not random_view(rng, scene(source="openimages-350"), 224).incomplete


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_light_and_compression_keep_the_views_size(seed: int) -> None:
    view = photometric(np.random.default_rng(seed), scene().image)
    assert view.shape == scene().image.shape
    assert view.dtype == np.uint8


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.floats(20, 250))
def test_a_drawn_plate_pose_is_convex_and_clockwise_from_the_top_left(
    seed: int, width: float
) -> None:
    quad = random_quad(np.random.default_rng(seed), np.array([128, 128], np.float32), width)
    edges = np.roll(quad, -1, 0) - quad
    following = np.roll(edges, -1, 0)
    turns = edges[:, 0] * following[:, 1] - edges[:, 1] * following[:, 0]
    assert (turns > 0).all()
    assert quad[0, 0] < quad[1, 0]
    assert quad[0, 1] < quad[3, 1]


@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_a_rendered_plate_takes_the_place_of_another_and_is_known_to_its_corners(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    view = random_view(rng, scene(), 320)
    after = with_rendered(rng, view, paste_plate)
    assert len(after.boxes) == len(view.boxes)
    if (after.trust == 1).any():
        assert after.trust[-1] == 1
        np.testing.assert_allclose(hull(after.quads[-1:]), after.boxes[-1:], atol=1e-3)
        assert (after.image != view.image).any()


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_where_a_plate_was_painted_over_there_is_surely_none(seed: int) -> None:
    rng = np.random.default_rng(seed)
    view = random_view(rng, scene(), 256)
    after = without_plate(rng, view)
    assert len(after.boxes) == len(after.quads) == len(after.trust)
    known = np.concatenate((after.boxes, after.background))
    np.testing.assert_array_equal(known, view.boxes)
    if len(view.boxes):
        assert green(after.image).sum() < green(view.image).sum()


def test_an_erased_plate_leaves_its_surroundings_colors() -> None:
    picture = scene()
    cleared = erase(picture.image, picture.boxes[0])
    assert green(picture.image).sum() > 4000
    assert green(cleared).sum() == 0


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_lettering_is_written_where_no_plate_is_and_known_as_background(seed: int) -> None:
    rng = np.random.default_rng(seed)
    view = random_view(rng, scene(), 256)
    before = view.image.copy()
    after = with_lettering(rng, view)
    np.testing.assert_array_equal(view.image, before)
    np.testing.assert_array_equal(after.boxes, view.boxes)
    changed = (after.image != before).any(2)
    for box in view.boxes:
        left, top, right, bottom = box.astype(int)
        assert not changed[top:bottom, left:right].any()
    for box in after.background:
        left, top = np.floor(np.maximum(box[:2] - 4, 0)).astype(int)
        right, bottom = np.ceil(box[2:] + 5).astype(int)
        changed[top:bottom, left:right] = False
    assert not changed.any()


def test_most_views_get_something_written() -> None:
    views = [random_view(np.random.default_rng(seed), scene(), 256) for seed in range(30)]
    written = [with_lettering(np.random.default_rng(9), view) for view in views]
    assert sum(len(view.background) > 0 for view in written) > 20


@given(SEEDS)
def test_what_is_written_is_short_and_plain(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for text in (stamp(rng), sign(rng)):
        assert 1 <= len(text) <= 30
        assert text.isascii()


def test_corners_of_boxes_go_clockwise_from_the_top_left() -> None:
    quads = corners(np.array([[1, 2, 5, 4]], np.float32))
    assert quads.tolist() == [[[1, 2], [5, 2], [5, 4], [1, 4]]]
