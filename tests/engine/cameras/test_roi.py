"""Where the detector looks: closely where a plate may be too small for the whole picture."""

from hypothesis import given, strategies as st
import pytest

from placa_engine.cameras.roi import MIN_MAGNIFICATION, WHOLE, DetectionRegion, choose_region
from placa_engine.imaging import geometry
from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.geometry import Box
from placa_engine.tracking.track import Track
from placa_engine.vision.detector import corners

LARGE = (3840, 2160)
CAR: Box = (0.5, 0.5, 0.6, 0.65)
"""Something that moves, in parts of the picture."""


def track(left: float, top: float, width: float, *, seen_at: float = 0.0, number: int = 1) -> Track:
    box = (left, top, left + width, top + width / 4)
    return Track(
        track_id=number,
        detection=PlateDetection(quad=corners(box), box=box, score=0.9),
        seen_at=seen_at,
        born_at=0.0,
        hits=1,
        velocity=(0.0, 0.0),
        missing_since=None,
        still_since=0.0,
        rest=geometry.center(box),
    )


def look(
    *tracks: Track, moving: Box | None = CAR, size: tuple[int, int] = LARGE, odd: bool = True
) -> DetectionRegion:
    return choose_region(tracks, moving, size, long_side=512, least_width=32.0, odd=odd)


def test_a_small_picture_is_always_looked_at_as_a_whole() -> None:
    assert look(size=(640, 480)) == WHOLE
    assert look(track(100, 100, 40), size=(640, 480)) == WHOLE


def test_nothing_moves_so_the_whole_is_looked_at() -> None:
    assert look(moving=None) == WHOLE


def test_what_moves_is_looked_at_instead_of_every_other_whole_picture() -> None:
    assert look(odd=False) == WHOLE
    closer = look()
    assert not closer.whole
    assert closer.part is not None
    x1, y1, x2, y2 = closer.part
    assert (x1, y1) <= (0.5 * 3840, 0.5 * 2160)
    assert (x2, y2) >= (0.6 * 3840, 0.65 * 2160)


def test_a_picture_that_moves_as_a_whole_is_looked_at_as_a_whole() -> None:
    assert look(moving=(0.0, 0.1, 0.9, 1.0)) == WHOLE


def test_a_followed_plate_elsewhere_keeps_the_look_at_the_whole() -> None:
    parked = track(100, 100, 600)
    closer = look(parked)
    assert closer.whole
    assert closer.part is not None
    assert closer.part[0] > 700


def test_a_car_whose_large_plate_is_followed_needs_no_closer_look() -> None:
    assert look(track(2000, 1200, 400)) == WHOLE


def test_a_small_plate_is_followed_closely_in_every_frame() -> None:
    for odd in (False, True):
        closer = look(track(2000, 1200, 60), odd=odd)
        assert closer.whole
        assert closer.part is not None
        assert geometry.width(closer.part) == pytest.approx(512)


def test_a_plate_too_small_to_be_read_draws_no_attention() -> None:
    assert look(track(2000, 1200, 20), moving=None) == WHOLE


def test_of_small_plates_far_apart_the_one_unseen_for_longest_is_looked_at() -> None:
    left, right = track(50, 50, 60, seen_at=5.0), track(3700, 2000, 60, seen_at=4.0, number=2)
    part = look(left, right).part
    assert part is not None
    assert part[0] > 3000


def test_small_plates_close_together_are_looked_at_together() -> None:
    part = look(track(1000, 500, 60), track(1400, 520, 60, number=2)).part
    assert part is not None
    assert part[0] <= 1000
    assert part[2] >= 1460


@st.composite
def things(draw: st.DrawFn) -> Box:
    x1, x2 = sorted((draw(st.floats(0, 1)), draw(st.floats(0, 1))))
    y1, y2 = sorted((draw(st.floats(0, 1)), draw(st.floats(0, 1))))
    return x1, y1, x2, y2


@given(moving=things(), size=st.sampled_from([(2560, 1440), (1080, 1920)]))
def test_a_part_lies_in_the_picture_has_its_proportions_and_shows_what_moves(
    moving: Box, size: tuple[int, int]
) -> None:
    part = look(moving=moving, size=size).part
    if part is None:
        return
    width, height = size
    assert part[0] >= 0
    assert part[1] >= 0
    assert part[2] <= width + 1e-6
    assert part[3] <= height + 1e-6
    assert geometry.width(part) / geometry.height(part) == pytest.approx(width / height)
    assert (
        512 - 1e-6
        <= max(part[2] - part[0], part[3] - part[1])
        <= max(size) / MIN_MAGNIFICATION + 1e-6
    )
    assert part[0] <= moving[0] * width + 1e-6
    assert part[3] >= moving[3] * height - 1e-6
