from itertools import pairwise

from hypothesis import given, strategies as st
import numpy as np
from numpy.typing import NDArray
import pytest

from placa_engine.imaging.geometry import Box, Quad
from placa_engine.vision.detector import (
    Candidates,
    DetectorSettings,
    PlateDetector,
    corners,
    is_convex,
    suppress,
    tile_starts,
)
from placa_engine.vision.vision import Vision
from tests.engine.support.tiny_networks import draw_plate, scene


def candidate(score: float, box: Box, quad: Quad | None = None) -> list[float]:
    points = quad or corners(box)
    return [score, *box, *(value for point in points for value in point)]


class Saying:
    """A network that says the same of every picture."""

    def __init__(self, *candidates: list[float]) -> None:
        self.inputs: list[NDArray[np.uint8]] = []
        self._output = np.array([candidates], dtype=np.float32).reshape(1, -1, 13)

    def __call__(self, tensor: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.inputs.append(tensor)
        return self._output.copy()

    def warm_up(self, shape: tuple[int, ...]) -> None:
        self(np.zeros(shape, dtype=np.uint8))


def detector(network: Saying, settings: DetectorSettings | None = None) -> PlateDetector:
    return PlateDetector(network, settings)  # type: ignore[arg-type]  # a stand-in with the same calls


def test_a_plate_is_found_once_where_it_is(tiny_vision: Vision) -> None:
    picture = scene(640, 480)
    draw_plate(picture, "AB12CDE", 300, 120)
    (found,) = tiny_vision.detector.detect(picture)
    assert found.box == pytest.approx((300, 120, 500, 160), abs=2)
    assert np.array(found.quad) == pytest.approx(np.array(corners(found.box)), abs=2)
    assert found.score == pytest.approx(0.9)


def test_a_picture_without_plates_gives_none(tiny_vision: Vision) -> None:
    assert tiny_vision.detector.detect(scene()) == ()


def test_candidates_below_the_threshold_are_no_plates() -> None:
    network = Saying(candidate(0.49, (10, 10, 60, 30)), candidate(0.51, (200, 10, 260, 30)))
    (found,) = detector(network, DetectorSettings(threshold=0.5)).detect(scene())
    assert found.box == pytest.approx((200, 10, 260, 30))


def test_boxes_and_corners_are_in_pixels_of_the_picture() -> None:
    quad: Quad = ((100, 50), (152, 54), (150, 72), (98, 68))
    network = Saying(candidate(0.9, (98, 50, 152, 72), quad))
    (found,) = detector(network).detect(scene(1280, 720))
    assert network.inputs[0].shape == (1, 288, 512, 3)
    assert found.box == pytest.approx((245, 125, 380, 180))
    assert np.array(found.quad) == pytest.approx(np.array(quad) * 2.5)


def test_boxes_end_at_the_border_of_the_picture() -> None:
    network = Saying(candidate(0.9, (-8, -5, 60, 30)), candidate(0.8, (470, 270, 530, 300)))
    boxes = [found.box for found in detector(network).detect(scene())]
    assert boxes == [pytest.approx((0, 0, 60, 30)), pytest.approx((470, 270, 512, 288))]


@pytest.mark.parametrize(
    "quad",
    [((10, 10), (60, 30), (60, 10), (10, 30)), ((60, 10), (10, 10), (10, 30), (60, 30)),
     ((300, 10), (360, 10), (360, 30), (300, 30)), ((10, 10), (10, 10), (10, 10), (10, 10))],
    ids=["crossed", "anticlockwise", "elsewhere", "a point"],
)  # fmt: skip
def test_corners_that_cannot_be_are_replaced_by_the_box(quad: Quad) -> None:
    network = Saying(candidate(0.9, (10, 10, 60, 30), quad))
    (found,) = detector(network).detect(scene())
    assert found.quad == corners((10, 10, 60, 30))


def test_the_size_of_the_detectors_input_is_a_setting_and_may_be_asked_for() -> None:
    network = Saying()
    look = detector(network, DetectorSettings(long_side=640)).detect
    look(scene(1280, 720))
    look(scene(1280, 720), long_side=416)
    assert [given.shape for given in network.inputs] == [(1, 384, 640, 3), (1, 256, 416, 3)]


@pytest.mark.parametrize(
    ("width", "side"), [(300, 512), (512, 512), (600, 608), (640, 640), (1280, 640)]
)
def test_a_small_picture_is_not_enlarged_to_the_size_of_a_large_one(width: int, side: int) -> None:
    network = Saying()
    settings = DetectorSettings(long_side=640, least_side=512)
    detector(network, settings).detect(scene(width, width // 2))
    assert [given.shape[2] for given in network.inputs] == [side]


@given(left=st.integers(-9, 9), top=st.integers(-3, 3), right=st.integers(-9, 9))
def test_a_plates_box_lies_between_the_one_that_is_seen_and_the_one_around_its_corners(
    left: int, top: int, right: int
) -> None:
    around = (100 + left, 50 + top, 160 + right, 70)
    network = Saying(candidate(0.9, (100, 50, 160, 70), corners(around)))
    (found,) = detector(network).detect(scene())
    assert found.quad == corners(around)
    assert found.box == pytest.approx((100 + left / 2, 50 + top / 2, 160 + right / 2, 70))


def test_a_part_is_looked_at_closely_alone_or_beside_the_whole(tiny_vision: Vision) -> None:
    picture = scene(1920, 1080)
    draw_plate(picture, "AB12CDE", 1000, 500)
    look, elsewhere = tiny_vision.detector.detect, (0.0, 0.0, 512.0, 288.0)
    (found,) = look(picture, whole=False, part=(900.0, 400.0, 1412.0, 688.0))
    assert found.box == pytest.approx((1000, 500, 1200, 540), abs=2)
    assert look(picture, whole=False, part=elsewhere) == ()
    assert len(look(picture, part=elsewhere)) == 1


def test_a_plate_that_a_part_cuts_is_left_to_the_whole(tiny_vision: Vision) -> None:
    picture = scene(1920, 1080)
    draw_plate(picture, "AB12CDE", 1000, 500)
    look = tiny_vision.detector.detect
    assert look(picture, whole=False, part=(1100.0, 400.0, 1612.0, 688.0)) == ()
    (found,) = look(picture, part=(1100.0, 400.0, 1612.0, 688.0))
    assert found.box == pytest.approx((1000, 500, 1200, 540), abs=4)


@pytest.mark.parametrize("part", [(-50.0, -50.0, 5000.0, 3000.0), (639.9, 479.9, 640.0, 480.0)])
def test_a_part_beyond_the_picture_ends_at_its_border(part: Box) -> None:
    network = Saying()
    assert detector(network).detect(scene(640, 480), part=part) == ()
    assert len(network.inputs) == 2


def test_a_second_look_is_taken_only_at_large_pictures_and_only_when_asked() -> None:
    for width, thorough, looks in ((1920, False, 1), (1600, True, 2), (1920, True, 2 + 8 + 2)):
        network = Saying()
        detector(network).detect(scene(width, 1080), thorough=thorough)
        assert len(network.inputs) == looks


def test_only_large_plates_count_from_afar() -> None:
    """The network says the same of the picture and of one in a rim, at half the size."""
    network = Saying(candidate(0.9, (10, 10, 60, 30)), candidate(0.8, (20, 100, 120, 130)))
    found = detector(network).detect(scene(1024, 768), thorough=True)
    assert [one.shape for one in network.inputs] == [(1, 384, 512, 3), (1, 224, 256, 3)]
    assert np.array([one.box for one in found]) == pytest.approx(
        np.array([(20, 20, 120, 60), (40, 200, 240, 260), (0, 363, 469, 523)]), abs=0.5
    )


@pytest.mark.parametrize(("left", "top"), [(20, 20), (1000, 1010), (2260, 1750), (1300, 700)])
def test_the_second_look_finds_a_small_plate_once_with_finer_corners(
    tiny_vision: Vision, left: int, top: int
) -> None:
    picture = scene(2400, 1800)
    draw_plate(picture, "AB12CDE", left, top, width=100)
    (found,) = tiny_vision.detector.detect(picture, thorough=True)
    assert found.box == pytest.approx((left, top, left + 100, top + 20), abs=2)


def test_a_plate_cut_by_a_tile_is_not_found_twice(tiny_vision: Vision) -> None:
    picture = scene(2400, 1800)
    draw_plate(picture, "AB12CDE", 300, 700, width=1400)
    (found,) = tiny_vision.detector.detect(picture, thorough=True)
    assert found.box == pytest.approx((300, 700, 1700, 980), abs=5)


boxes = st.tuples(
    st.integers(0, 60), st.integers(0, 60), st.integers(1, 40), st.integers(1, 40)
).map(lambda box: (float(box[0]), float(box[1]), float(box[0] + box[2]), float(box[1] + box[3])))
some_candidates = st.lists(st.tuples(st.floats(0, 1, width=32), boxes), max_size=12).map(
    lambda found: np.array([candidate(*one) for one in found], dtype=np.float32).reshape(-1, 13)
)


def shared_of_smaller(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    sides = np.minimum(one[3:5], other[3:5]) - np.maximum(one[1:3], other[1:3])
    areas = [float(np.prod(box[3:5] - box[1:3])) for box in (one, other)]
    return float(np.prod(np.maximum(sides, 0))) / min(areas)


@given(some_candidates)
def test_suppression_keeps_the_best_of_each_plate(candidates: Candidates) -> None:
    kept = suppress(candidates)
    scores = kept[:, 0].tolist()
    assert scores == sorted(scores, reverse=True)
    assert all(
        shared_of_smaller(one, other) < 0.5
        for index, one in enumerate(kept)
        for other in kept[index + 1 :]
    )
    for lost in candidates:
        assert any(
            one[0] >= lost[0] and (shared_of_smaller(one, lost) >= 0.5 or (one == lost).all())
            for one in kept
        )


@given(some_candidates)
def test_suppressing_twice_changes_nothing(candidates: Candidates) -> None:
    kept = suppress(candidates)
    np.testing.assert_array_equal(suppress(kept), kept)


@given(st.integers(1, 6000), st.integers(64, 1200), st.integers(0, 60))
def test_tiles_cover_everything_and_overlap(length: int, side: int, overlap: int) -> None:
    starts = tile_starts(length, side, overlap)
    assert starts[0] == 0
    assert starts[-1] + side >= length
    assert all(0 < b - a <= side - overlap for a, b in pairwise(starts))
    if length > side:
        assert starts[-1] + side == length


@given(boxes)
def test_the_corners_of_a_box_are_convex(box: Box) -> None:
    assert is_convex(corners(box))
