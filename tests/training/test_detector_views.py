"""The detector's training views: what is labeled stays on what is shown."""

import json
from pathlib import Path

import cv2
from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from placa_training.detector.augment import corners, hull, mirrored, photometric, random_view
from placa_training.detector.lettering import sign, stamp, with_lettering
from placa_training.detector.pictures import Picture, load_sources, load_training
from placa_training.detector.rendered import erase, random_quad, with_rendered, without_plate
from placa_training.detector.strange import recolored, strange_light, with_photographed
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


def test_pictures_of_some_sources_count_as_incompletely_labeled() -> None:
    rng = np.random.default_rng(1)
    assert random_view(rng, scene(source="open-lpr"), 224).incomplete
    assert random_view(rng, scene(source="us-vanity"), 224).incomplete
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


def test_boxes_of_some_sources_count_as_loose_and_stay_so_when_a_view_is_changed() -> None:
    rng = np.random.default_rng(1)
    assert not random_view(rng, scene(), 224).loose
    view = random_view(rng, scene(source="us-florida"), 224)
    changed = without_plate(rng, with_rendered(rng, mirrored(view), paste_plate))
    assert view.loose
    assert changed.loose


def lean(quad: np.ndarray) -> float:
    """Return by how many degrees a plate's upper edge is turned."""
    across, down = quad[1] - quad[0]
    return float(np.degrees(np.arctan2(down, across)))


def test_a_rolled_view_shows_plates_turned_by_up_to_a_quarter_turn() -> None:
    views = [
        random_view(np.random.default_rng(seed), scene(), 256, rolled=True) for seed in range(60)
    ]
    leans = [lean(quad) for view in views for quad in view.quads]
    assert min(leans) < -60
    assert max(leans) > 60
    assert max(map(abs, leans)) < 110


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_a_rolled_views_corners_lie_on_the_plate(seed: int) -> None:
    view = random_view(np.random.default_rng(seed), scene(), 256, rolled=True)
    inside = np.zeros(view.image.shape[:2], np.uint8)
    for quad in view.quads:
        cv2.fillConvexPoly(inside, quad.round().astype(np.int32), 1)
    if len(view.quads):
        assert green(view.image)[inside > 0].mean() > 0.7


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_a_plate_in_other_colors_changes_nothing_but_the_plate(seed: int) -> None:
    rng = np.random.default_rng(seed)
    view = random_view(rng, scene(), 256)
    after = recolored(rng, view)
    np.testing.assert_array_equal(after.boxes, view.boxes)
    changed = (after.image != view.image).any(2)
    assert changed.any() == (len(view.boxes) > 0)
    for box in view.boxes:
        left, top = np.maximum(np.floor(box[:2]).astype(int) - 4, 0)
        right, bottom = np.ceil(box[2:]).astype(int) + 5
        changed[top:bottom, left:right] = False
    assert not changed.any()


def test_loosely_boxed_plates_keep_their_colors() -> None:
    rng = np.random.default_rng(2)
    view = random_view(rng, scene(source="vn-gate"), 256)
    np.testing.assert_array_equal(recolored(rng, view).image, view.image)


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_a_photographed_plate_takes_the_place_of_another(seed: int) -> None:
    rng = np.random.default_rng(seed)
    donor = scene()
    cv2.rectangle(donor.image, (200, 180), (329, 214), (230, 40, 230), -1)
    view = random_view(rng, scene(), 320)
    after = with_photographed(rng, view, [donor])
    assert len(after.boxes) == len(view.boxes)
    if after is not view:
        assert after.trust[-1] < 1
        low, high = after.boxes[-1, :2].astype(int), after.boxes[-1, 2:].astype(int) + 1
        pasted = after.image[low[1] : high[1], low[0] : high[0]].astype(int)
        assert ((pasted[..., 2] - pasted[..., 1]) > 40).mean() > 0.15


def test_without_other_photographs_nothing_is_moved() -> None:
    view = random_view(np.random.default_rng(1), scene(), 256)
    assert with_photographed(np.random.default_rng(1), view, []) is view


def test_one_view_in_three_is_seen_in_strange_light_and_stays_a_picture() -> None:
    view = random_view(np.random.default_rng(4), scene(), 224)
    seen = [strange_light(np.random.default_rng(seed), view) for seed in range(200)]
    assert all(image.shape == view.image.shape and image.dtype == np.uint8 for image in seen)
    changed = sum(bool((image != view.image).any()) for image in seen)
    assert 45 <= changed <= 90


def records(folder: Path, name: str, sources: list[str]) -> None:
    """Write a set of tiny pictures, one of each source."""
    (folder / name).mkdir(parents=True)
    lines = []
    for number, source in enumerate(sources):
        cv2.imwrite(str(folder / name / f"{number}.png"), np.zeros((8, 8, 3), np.uint8))
        lines.append(json.dumps({"image": f"{number}.png", "source": source, "boxes": []}))
    (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")


def test_training_reads_every_set_but_what_only_judges_and_what_is_left_out(tmp_path: Path) -> None:
    records(tmp_path / "detect", "train", ["open-lpr", "kaggle-cars183"])
    records(tmp_path / "detect2", "train", ["vn-gate", "us-florida"])
    records(tmp_path / "detect2", "negatives", ["id-highway", "vn-helmet-street"])
    records(tmp_path / "detect", "val", ["robertlucian-ro"])
    everything = [one.source for one in load_training(tmp_path)]
    assert everything == ["open-lpr", "kaggle-cars183", "vn-gate", "us-florida", "vn-helmet-street"]
    some = [one.source for one in load_training(tmp_path, ["vn-gate", "open-lpr"])]
    assert some == ["kaggle-cars183", "us-florida", "vn-helmet-street"]
    assert [one.source for one in load_sources(tmp_path, "vn-gate")] == ["vn-gate"]


def test_a_folder_without_sets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"train\.jsonl"):
        load_training(tmp_path)
