from collections.abc import Iterable, Sequence

from hypothesis import given, strategies as st
import pytest

from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.geometry import Box
from placa_engine.tracking.tracker import TrackerSettings, TrackerStep, Tracks, advance_tracks
from tests.engine.support.plate_stories import box_at, found

SETTINGS = TrackerSettings()


def run(
    looks: Iterable[tuple[float, Sequence[Box]]], tracks: Tracks | None = None
) -> list[TrackerStep]:
    """Advance over (time, boxes) looks and give every step."""
    steps = []
    current = tracks or Tracks()
    for at, boxes in looks:
        step = advance_tracks(current, [found(box) for box in boxes], at, SETTINGS)
        steps.append(step)
        current = step.tracks
    return steps


def ids(step: TrackerStep) -> dict[Box, int]:
    return {track.box: track.track_id for track in step.tracks.in_view}


@pytest.mark.parametrize("fps", [3, 5, 10, 15, 30])
def test_a_car_that_drives_by_keeps_one_track_at_any_frame_rate(fps: int) -> None:
    """60 pixels wide, 8 widths a second: up to 2.7 times its own width between frames."""
    looks = [(i / fps, [box_at(100 + 480 * i / fps, 400, 60)]) for i in range(2 * fps)]
    steps = run(looks)
    assert {track.track_id for step in steps for track in step.tracks.live} == {1}


@pytest.mark.parametrize("fps", [3, 5, 10, 15, 30])
def test_a_car_that_comes_nearer_keeps_one_track(fps: int) -> None:
    """From 40 to 160 pixels wide within two seconds."""
    count = 2 * fps
    looks = [
        (i / fps, [box_at(500 + 60 * i / count, 200 + 300 * i / count, 40 * 4 ** (i / count))])
        for i in range(count)
    ]
    steps = run(looks)
    assert {track.track_id for step in steps for track in step.tracks.live} == {1}


@pytest.mark.parametrize("fps", [5, 10, 15, 30])
def test_two_cars_that_meet_do_not_swap(fps: int) -> None:
    looks = []
    for i in range(3 * fps):
        seconds = i / fps
        right, left = box_at(200 + 300 * seconds, 400, 70), box_at(1100 - 300 * seconds, 370, 60)
        looks.append((seconds, [right, left] if i % 2 else [left, right]))
    steps = run(looks)
    first, last = ids(steps[0]), ids(steps[-1])
    assert first[looks[0][1][1]] == last[max(last, key=lambda box: box[2] - box[0])]
    assert len(steps[-1].tracks.live) == 2
    assert steps[-1].tracks.next_id == 3


def test_two_cars_in_a_row_do_not_swap() -> None:
    looks = [
        (i / 10, [box_at(100 + 40 * i, 400, 60), box_at(260 + 40 * i, 400, 60)]) for i in range(20)
    ]
    steps = run(looks)
    order = [track.track_id for track in steps[-1].tracks.live]
    xs = [track.box[0] for track in steps[-1].tracks.live]
    assert order == [1, 2]
    assert xs == sorted(xs)
    assert steps[-1].tracks.next_id == 3


def test_a_track_survives_a_gap_of_a_second() -> None:
    before = [(i / 10, [box_at(300 + 20 * i, 400, 80)]) for i in range(10)]
    gap: list[tuple[float, list[Box]]] = [(1.0 + i / 10, []) for i in range(9)]
    after = [(1.9, [box_at(300 + 20 * 19, 400, 80)])]
    steps = run([*before, *gap, *after])
    assert [track.track_id for track in steps[-1].tracks.in_view] == [1]


def test_a_track_ends_once_after_two_seconds_without_its_plate() -> None:
    looks: list[tuple[float, list[Box]]] = [(0.0, [box_at(300, 400, 80)])]
    looks += [(0.1 + i / 10, []) for i in range(40)]
    steps = run(looks)
    ended = [look[0] for look, step in zip(looks, steps, strict=True) for _ in step.ended]
    assert ended == pytest.approx([2.1])
    assert steps[-1].tracks.live == ()


def test_time_in_which_nobody_looked_does_not_end_a_track() -> None:
    steps = run([(0.0, [box_at(300, 400, 80)]), (600.0, [box_at(303, 401, 80)])])
    assert [track.track_id for track in steps[-1].tracks.in_view] == [1]


def test_a_plate_missed_before_a_long_pause_is_not_taken_up_after_it() -> None:
    steps = run(
        [(0.0, [box_at(300, 400, 80)]), (0.1, []), (600.0, [box_at(300, 400, 80)])],
    )
    assert [track.track_id for track in steps[-1].ended] == [1]
    assert [track.track_id for track in steps[-1].tracks.live] == [2]


def test_a_plate_of_quite_another_size_begins_a_track_of_its_own() -> None:
    steps = run([(0.0, [box_at(300, 400, 200)]), (0.1, [box_at(300, 400, 60)])])
    assert steps[-1].tracks.next_id == 3


def test_a_shaking_plate_is_still_and_a_driving_one_is_not() -> None:
    shaking = run([(i / 10, [box_at(300 + 3 * (i % 3), 400, 80)]) for i in range(30)])
    driving = run([(i / 10, [box_at(300 + 12 * i, 400, 80)]) for i in range(30)])
    assert shaking[-1].tracks.live[0].still_for(2.9) == pytest.approx(2.9)
    assert driving[-1].tracks.live[0].still_for(2.9) < 0.5


places = st.builds(
    box_at,
    st.floats(0, 1280),
    st.floats(0, 720),
    st.floats(20, 300),
)
looks_strategy = st.lists(
    st.tuples(st.floats(0.01, 1.5), st.lists(places, max_size=5, unique=True)), max_size=12
)


@given(looks_strategy)
def test_every_detection_is_in_exactly_one_track_and_numbers_are_never_reused(
    pauses: list[tuple[float, list[Box]]],
) -> None:
    at = 0.0
    tracks = Tracks()
    gone: set[int] = set()
    for pause, boxes in pauses:
        at += pause
        detections: list[PlateDetection] = [found(box) for box in boxes]
        step = advance_tracks(tracks, detections, at, SETTINGS)
        assert sorted(t.box for t in step.tracks.in_view) == sorted(boxes)
        numbers = [track.track_id for track in step.tracks.live]
        assert len(set(numbers)) == len(numbers)
        gone |= {track.track_id for track in step.ended}
        assert gone.isdisjoint(numbers)
        assert all(number < step.tracks.next_id for number in numbers)
        assert step == advance_tracks(tracks, detections, at, SETTINGS)
        tracks = step.tracks
