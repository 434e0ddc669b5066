"""How detections are judged: a wrong figure here would flatter or damn a network."""

from hypothesis import given, settings, strategies as st
import numpy as np

from placa_training.detector.evaluate import (
    Found,
    JudgedPicture,
    by_width,
    extra,
    find,
    judge,
    letterbox,
    overlaps,
    recall,
    summary,
    threshold_for,
)
from placa_training.detector.pictures import Picture

BOX = np.array([100, 100, 200, 150], np.float32)


def picture(*boxes: np.ndarray) -> Picture:
    image = np.zeros((480, 640, 3), np.uint8)
    return Picture("p.jpg", "made", image, np.array(boxes, np.float32).reshape(-1, 4))


def found(*pairs: tuple[float, np.ndarray]) -> Found:
    boxes = np.array([box for _, box in pairs], np.float32).reshape(-1, 4)
    scores = np.array([score for score, _ in pairs], np.float32)
    return Found(scores, boxes, np.zeros((len(pairs), 4, 2), np.float32))


def test_a_box_at_the_right_place_is_found_and_nothing_is_extra() -> None:
    judged = judge(picture(BOX), found((0.9, BOX + 3)), 512)
    assert recall([judged], 0.5) == 1
    assert extra([judged], 0.0) == 0


def test_half_an_overlap_too_little_is_a_miss_and_an_extra_box() -> None:
    judged = judge(picture(BOX), found((0.9, BOX + np.array([60, 0, 60, 0], np.float32))), 512)
    assert recall([judged], 0.5) == 0
    assert extra([judged], 0.5) == 1


def test_a_second_box_on_the_same_plate_is_extra() -> None:
    judged = judge(picture(BOX), found((0.9, BOX), (0.8, BOX + 2)), 512)
    assert recall([judged], 0.5) == 1
    assert extra([judged], 0.5) == 1


def test_a_box_below_the_threshold_finds_nothing() -> None:
    judged = judge(picture(BOX), found((0.3, BOX)), 512)
    assert recall([judged], 0.5) == 0
    assert recall([judged], 0.3) == 1


def test_the_threshold_is_the_lowest_that_keeps_to_the_allowed_extra_boxes() -> None:
    judged = [judge(picture(), found((0.1 * i, BOX + 60 * i)), 512) for i in range(1, 9)]
    threshold = threshold_for(judged, 0.25)
    assert extra(judged, threshold) <= 0.25
    assert extra(judged, threshold - 0.011) > 0.25


def test_recall_by_width_counts_each_label_once() -> None:
    judged = [judge(picture(BOX), found((0.9, BOX)), 512), judge(picture(BOX * 2), found(), 512)]
    parts = by_width(judged, 0.5)
    assert sum(count for _, count in parts.values()) == 2
    assert parts["64-100"] == (1.0, 1)
    assert parts["100+"] == (0.0, 1)


def test_the_summary_of_nothing_found_is_zero_recall() -> None:
    assert summary([judge(picture(BOX), found(), 512)])["recall"] == 0


@settings(deadline=None)
@given(
    st.tuples(st.floats(0, 90), st.floats(0, 90), st.floats(1, 50), st.floats(1, 50)),
    st.tuples(st.floats(0, 90), st.floats(0, 90), st.floats(1, 50), st.floats(1, 50)),
)
def test_overlap_is_symmetric_and_within_zero_and_one(
    a: tuple[float, ...], b: tuple[float, ...]
) -> None:
    first, second = (np.array([x, y, x + w, y + h], np.float32) for x, y, w, h in (a, b))
    one, other = overlaps(first, second[None])[0], overlaps(second, first[None])[0]
    assert 0 <= one <= 1.0001
    assert abs(one - other) < 1e-4
    assert overlaps(first, first[None])[0] > 0.999


@settings(deadline=None)
@given(st.integers(40, 2000), st.integers(40, 2000))
def test_a_letterbox_has_sides_of_32_and_pads_right_and_bottom(width: int, height: int) -> None:
    image = np.full((height, width, 3), 255, np.uint8)
    canvas, scale = letterbox(image, 512)
    assert canvas.shape[0] % 32 == canvas.shape[1] % 32 == 0
    assert max(canvas.shape) == 512
    assert abs(scale - 512 / max(width, height)) < 1e-6
    assert (canvas[0, 0] == 255).all()


def test_found_boxes_are_in_the_pictures_own_pixels_and_doubles_are_suppressed() -> None:
    row = np.array([0.9, 50, 50, 100, 75, 50, 50, 100, 50, 100, 75, 50, 75], np.float32)
    weaker = row.copy()
    weaker[0], weaker[1:] = 0.5, weaker[1:] + 1
    result = find(lambda _: np.stack([weaker, row]), np.zeros((768, 1024, 3), np.uint8), 512, 0.4)
    assert result.scores.tolist() == [np.float32(0.9)]
    np.testing.assert_allclose(result.boxes[0], [100, 100, 200, 150])
    np.testing.assert_allclose(result.quads[0, 2], [200, 150])


def test_judged_pictures_keep_their_source() -> None:
    judged = judge(picture(BOX), found((0.9, BOX)), 512)
    assert isinstance(judged, JudgedPicture)
    assert judged.source == "made"
    np.testing.assert_allclose(judged.widths, [80])
