from collections.abc import Iterable

from hypothesis import given, strategies as st
import pytest

from placa_engine.imaging.geometry import Box
from placa_engine.tracking.sighting import Direction
from placa_engine.tracking.trajectory import (
    Trajectory,
    direction_of,
    extend_trajectory,
    start_trajectory,
)
from placa_engine.tracking.zone import Zone
from tests.engine.support.plate_stories import HEIGHT, WIDTH, box_at

SIZE = (WIDTH, HEIGHT)
GATE = Zone("gate", ((0.4, 0.5), (0.6, 0.5), (0.6, 1.0), (0.4, 1.0)))
STREET = Zone("street", ((0.0, 0.0), (1.0, 0.0), (1.0, 0.4), (0.0, 0.4)))


def way(boxes: Iterable[Box], fps: float = 10.0) -> Trajectory:
    trajectory: Trajectory | None = None
    for index, box in enumerate(boxes):
        at, zones = index / fps, (STREET, GATE)
        if trajectory is None:
            trajectory = start_trajectory(box, at, SIZE, zones)
        else:
            trajectory = extend_trajectory(trajectory, box, at, zones)
    assert trajectory is not None
    return trajectory


def test_a_plate_that_grows_approaches() -> None:
    driven = way(box_at(600 + 4 * i, 200 + 10 * i, 50 * 1.05**i) for i in range(30))
    assert direction_of(driven) is Direction.APPROACHING
    assert driven.growth > 3
    assert driven.has_moved


def test_a_plate_that_shrinks_recedes() -> None:
    driven = way(box_at(600 - 4 * i, 500 - 10 * i, 200 * 0.95**i) for i in range(30))
    assert direction_of(driven) is Direction.RECEDING


def test_an_approaching_plate_off_the_axis_still_approaches() -> None:
    """The lens shows a straight approach beside the camera as a way to the side."""
    driven = way(box_at(640 + 4 * (60 * 1.05**i), 300 + 3 * i, 60 * 1.05**i) for i in range(20))
    assert direction_of(driven) is Direction.APPROACHING


@pytest.mark.parametrize(("step", "name"), [(25, Direction.RIGHT), (-25, Direction.LEFT)])
def test_a_plate_that_passes_by_goes_left_or_right(step: int, name: Direction) -> None:
    driven = way(box_at(640 + step * (i - 10), 400, 80) for i in range(20))
    assert direction_of(driven) is name
    assert driven.moved == pytest.approx(19 * 25 / 80)


def test_seen_from_above_a_plate_approaches_down_the_picture() -> None:
    assert (
        direction_of(way(box_at(600, 100 + 20 * i, 60) for i in range(20))) is Direction.APPROACHING
    )
    assert direction_of(way(box_at(600, 500 - 20 * i, 60) for i in range(20))) is Direction.RECEDING


def test_a_parked_plate_before_a_shaking_camera_is_stationary() -> None:
    parked = way(box_at(600 + 8 * (-1) ** i, 400 + 5 * (-1) ** (i // 2), 80) for i in range(500))
    assert direction_of(parked) is Direction.STATIONARY
    assert parked.moved < 0.3
    assert not parked.has_moved


def test_a_plate_seen_for_a_moment_has_no_direction() -> None:
    assert direction_of(way([box_at(600, 400, 80)])) is Direction.UNKNOWN


def test_one_badly_placed_box_is_not_growth() -> None:
    boxes = [box_at(600, 400, 60 if i == 0 else 80) for i in range(10)]
    boxes[-1] = box_at(600, 400, 110)
    assert way(boxes).growth == pytest.approx(1.0)


def test_a_plate_that_enters_over_the_edge_does_not_grow() -> None:
    """Its box widens only because more of it comes into the picture."""
    boxes: list[Box] = [(0.0, 400.0, 20.0 + 15 * i, 420.0) for i in range(5)]
    boxes += [(15.0 * (i + 1), 400.0, 95.0 + 15 * i, 420.0) for i in range(5)]
    trajectory = way(boxes)
    assert trajectory.growth == pytest.approx(1.0)
    assert direction_of(trajectory) is Direction.RIGHT


def test_zones_are_named_in_the_order_of_entry_and_once() -> None:
    driven = way(box_at(640, 100 + 20 * (i if i < 25 else 50 - i), 60) for i in range(50))
    assert driven.zones == ("street", "gate")


@given(
    st.lists(
        st.builds(box_at, st.floats(100, 1100), st.floats(100, 600), st.floats(20, 150)),
        min_size=1,
        max_size=20,
    )
)
def test_the_way_never_gets_shorter_and_growth_is_positive(boxes: list[Box]) -> None:
    ways = [way(boxes[: count + 1]) for count in range(len(boxes))]
    moved = [trajectory.moved for trajectory in ways]
    assert moved == sorted(moved)
    assert all(trajectory.growth > 0 for trajectory in ways)
    assert isinstance(direction_of(ways[-1]), Direction)
