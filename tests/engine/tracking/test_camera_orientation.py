"""A camera that hangs upside down or mirrors is noticed by the plates it shows."""

from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import given, strategies as st
import pytest

from placa_engine.imaging.orientation import Orientation
from placa_engine.plates.reading import CharReading, PlateReading
from placa_engine.tracking.camera_orientation import LOOKS, TURNED, OrientationVotes, in_doubt
from placa_engine.tracking.sighting import Direction, Sighting, SightingState

UPRIGHT = Orientation()


def reading(confidence: float) -> PlateReading:
    return PlateReading((CharReading("A", 1.0), CharReading("B", confidence)))


def looked(
    votes: OrientationVotes, sighting_id: str, surest: Orientation, times: int = 1
) -> OrientationVotes:
    turned = [reading(0.99 if how == surest else 0.6) for how in TURNED]
    for _ in range(times):
        votes = votes.with_look(sighting_id, reading(0.98), turned)
    return votes


def passed(seen: Sequence[Orientation]) -> OrientationVotes:
    votes = OrientationVotes()
    for number, surest in enumerate(seen):
        votes = looked(votes, str(number), surest).with_only(frozenset())
    return votes


@pytest.mark.parametrize("how", [UPRIGHT, *TURNED])
def test_three_vehicles_show_how_the_camera_hangs(how: Orientation) -> None:
    assert passed([how] * 2).shown is None
    assert passed([how] * 3).shown == how


def test_vehicles_that_contradict_each_other_show_nothing() -> None:
    assert passed([TURNED[0], UPRIGHT] * 4).shown is None
    assert passed([TURNED[0]] * 3 + [UPRIGHT]).shown == TURNED[0]


def test_a_camera_that_is_hung_up_anew_is_noticed_after_a_few_vehicles() -> None:
    assert passed([UPRIGHT] * 50 + [TURNED[0]] * 9).shown == TURNED[0]


def test_a_vehicle_that_reads_surer_turned_is_in_doubt_from_its_first_look() -> None:
    assert looked(OrientationVotes(), "one", TURNED[0]).doubts("one")
    assert not looked(OrientationVotes(), "one", UPRIGHT).doubts("one")
    assert not OrientationVotes().doubts("one")


def test_on_a_turned_camera_every_vehicle_is_in_doubt() -> None:
    assert passed([TURNED[1]] * 3).doubts("the next one")


def test_a_plate_that_reads_as_well_turned_is_believed_on_a_camera_known_to_be_upright() -> None:
    votes = looked(passed([UPRIGHT] * 3), "symmetric", TURNED[1])
    assert not votes.doubts("symmetric")


def test_some_sure_looks_at_each_vehicle_are_compared() -> None:
    votes = OrientationVotes()
    assert votes.wants_look("one", reading(0.9))
    assert not votes.wants_look("one", reading(0.3))
    assert not looked(votes, "one", UPRIGHT, LOOKS).wants_look("one", reading(0.9))
    assert looked(votes, "one", UPRIGHT, LOOKS).wants_look("another", reading(0.9))
    known = looked(passed([UPRIGHT] * 3), "one", UPRIGHT)
    assert not known.wants_look("one", reading(0.9))


@given(st.lists(st.sampled_from([UPRIGHT, *TURNED]), max_size=30))
def test_memory_does_not_grow_with_the_vehicles(seen: list[Orientation]) -> None:
    votes = passed(seen)
    assert not votes.looks
    assert len(votes.vehicles) <= 9


def test_a_sighting_in_doubt_opens_nothing() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    sighting = Sighting(
        sighting_id="one",
        camera_id="drive",
        state=SightingState.LIVE,
        revision=1,
        chars=(CharReading("A", 0.999), CharReading("B", 0.4)),
        confidence=0.4,
        margin=0.9,
        frames=5,
        frames_read=5,
        first_seen=now,
        last_seen=now,
        captured_at=now,
        direction=Direction.APPROACHING,
        moved=1.0,
        growth=1.5,
        arrived=True,
        zones=(),
        box=(0.0, 0.0, 100.0, 20.0),
        quad=((0.0, 0.0), (100.0, 0.0), (100.0, 20.0), (0.0, 20.0)),
        frame_size=(640, 480),
    )
    doubted = in_doubt(sighting)
    assert doubted.text == "AB"
    assert [char.confidence for char in doubted.chars] == [0.5, 0.4]
    assert doubted.confidence == 0.4
    assert doubted.margin == 0.0
