"""The life of sightings, told as frames of a scripted street."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, pairwise

from hypothesis import given, settings, strategies as st
import pytest

from placa_engine.cameras.pipeline import CameraPipeline, PipelineSettings
from placa_engine.tracking.sighting import Direction, Sighting, SightingState
from placa_engine.tracking.zone import Zone
from tests.engine.support.plate_stories import START, ScriptedEyes, Sight, box_at, frames

KNOWN, STRANGER = "AB12CDE", "KXH773"
PARKED = Sight(box_at(600, 400, 120), KNOWN)


@dataclass(frozen=True)
class Told:
    """All that a camera published, and when: (seconds, sighting)."""

    news: tuple[tuple[float, Sighting], ...]

    @property
    def sightings(self) -> list[Sighting]:
        return [sighting for _, sighting in self.news]

    @property
    def ended(self) -> list[Sighting]:
        return [s for s in self.sightings if s.state is SightingState.ENDED]

    @property
    def texts(self) -> list[str]:
        """The final texts, in the order of their ends."""
        return [sighting.text for sighting in self.ended]


def watch(
    script: Sequence[Sequence[Sight]],
    fps: float = 10.0,
    times: Sequence[float] | None = None,
    settings: PipelineSettings | None = None,
    *,
    lead_in: bool = True,
) -> Told:
    """Show a script to a camera that has seen an empty street for three seconds before."""
    empty: list[Sequence[Sight]] = [()] * (31 if lead_in else 0)
    if times is not None:
        times = [index / 10 for index in range(len(empty))] + [3.1 + at for at in times]
    numbers = count(1)
    pipeline = CameraPipeline(
        "drive",
        ScriptedEyes([*empty, *script]).as_vision(),
        settings,
        lambda: f"id{next(numbers)}",
    )
    news = []
    at = 0.0
    for frame in frames([*empty, *script], fps, times=times):
        at = frame.monotonic
        news += [(at, sighting) for sighting in pipeline.process(frame)]
    news += [(at, sighting) for sighting in pipeline.finish()]
    return Told(tuple(news))


def drive_up(text: str = KNOWN, length: int = 20) -> list[list[Sight]]:
    return [[Sight(box_at(500 + 5 * i, 250 + 8 * i, 60 * 1.06**i), text)] for i in range(length)]


def nothing(length: int) -> list[list[Sight]]:
    return [[] for _ in range(length)]


def test_a_car_that_drives_up_is_one_sighting_that_ends_once() -> None:
    told = watch([*drive_up(), *nothing(60)])
    assert {sighting.sighting_id for sighting in told.sightings} == {"id1"}
    assert told.texts == [KNOWN]
    final = told.ended[0]
    assert (final.frames, final.frames_read) == (20, 20)
    assert final.direction is Direction.APPROACHING
    assert final.arrived
    assert final.first_seen == START + timedelta(seconds=3.1)
    assert final.last_seen == final.captured_at == START + timedelta(seconds=5.0)
    assert final.confidence > 0.98
    assert final.margin > 0.9


def test_a_sighting_begins_with_the_second_frame_read() -> None:
    told = watch(drive_up())
    at, first = told.news[0]
    assert at == pytest.approx(3.2)
    assert (first.revision, first.frames, first.state) == (1, 2, SightingState.LIVE)


def test_a_single_frame_is_no_sighting() -> None:
    assert not watch([drive_up()[0], *nothing(60)]).news


def test_a_single_character_is_no_sighting() -> None:
    assert not watch([[Sight(box_at(600, 400, 100), "A")]] * 30).news


def test_a_sign_that_every_frame_reads_differently_is_no_sighting() -> None:
    script = [
        [Sight(box_at(600, 400, 90), text, 0.7)]
        for text in ("OOD", "C0", "QUO", "7D", "OGOO", "CDO", "U1", "GO")
    ]
    assert not watch([*script, *nothing(50)]).news


def test_revisions_rise_by_one_and_nothing_follows_the_end() -> None:
    told = watch([*drive_up(), *nothing(60), *drive_up(STRANGER), *nothing(60)])
    assert told.texts == [KNOWN, STRANGER]
    for sighting_id in {sighting.sighting_id for sighting in told.sightings}:
        life = [s for s in told.sightings if s.sighting_id == sighting_id]
        assert [s.revision for s in life] == list(range(1, len(life) + 1))
        assert [s.state is SightingState.ENDED for s in life] == [False] * (len(life) - 1) + [True]


def test_the_first_updates_come_at_once_and_later_ones_four_a_second() -> None:
    told = watch([[Sight(box_at(300 + 6 * i, 400, 100), KNOWN)] for i in range(90)], fps=30)
    times = [at for at, sighting in told.news if sighting.state is SightingState.LIVE]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert pauses[:5] == pytest.approx([1 / 30] * 5)
    assert all(pause >= 0.25 for pause in pauses[5:])


def test_a_parked_car_is_one_sighting_with_ever_fewer_updates() -> None:
    times = [i / 2 for i in range(1200)]
    told = watch([[PARKED]] * len(times), times=times)
    assert told.texts == [KNOWN]
    assert len(told.news) < 110
    assert told.ended[0].direction is Direction.STATIONARY


def test_a_car_that_is_hidden_for_a_moment_continues_its_sighting() -> None:
    told = watch([*[[PARKED]] * 20, *nothing(45), *[[PARKED]] * 20, *nothing(60)])
    assert told.texts == [KNOWN]
    assert told.ended[0].last_seen == START + timedelta(seconds=3.1 + 8.4)


def test_a_car_that_jumps_out_of_its_track_continues_its_sighting() -> None:
    """Six widths within one frame are too far for the tracker, not for the same text."""
    left = [[Sight(box_at(200, 400, 100), KNOWN)]] * 10
    right = [[Sight(box_at(790, 400, 100), KNOWN)]] * 10
    told = watch([*left, *right, *nothing(60)])
    assert told.texts == [KNOWN]
    assert told.ended[0].frames == 20
    assert told.ended[0].moved > 5


def test_another_car_in_the_same_place_is_another_sighting() -> None:
    other = Sight(PARKED.box, STRANGER)
    told = watch([*[[PARKED]] * 20, *nothing(25), *[[other]] * 20, *nothing(60)])
    assert told.texts == [KNOWN, STRANGER]


def test_a_car_that_takes_over_a_track_is_another_sighting() -> None:
    """The tracker cannot tell: the second plate stands where the first was, at once."""
    other = Sight(PARKED.box, STRANGER)
    told = watch([*[[PARKED]] * 8, *[[other]] * 40, *nothing(60)])
    assert sorted(told.texts) == sorted([KNOWN, STRANGER])
    known, stranger = sorted(told.ended, key=lambda sighting: sighting.first_seen)
    assert (known.frames, known.frames_read) == (8, 8)
    assert stranger.first_seen == START + timedelta(seconds=3.9)
    assert stranger.sighting_id != known.sighting_id
    assert stranger.frames == stranger.frames_read >= 5


def test_two_misreads_of_quite_another_text_do_not_split_a_sighting() -> None:
    garbage = Sight(PARKED.box, "XYZW98")
    told = watch([*[[PARKED]] * 5, [garbage], [garbage], *[[PARKED]] * 4, *nothing(60)])
    assert told.texts == [KNOWN]
    assert (told.ended[0].frames, told.ended[0].frames_read) == (9, 11)


def test_an_early_misread_is_corrected_in_the_same_sighting() -> None:
    script = drive_up()
    blurred = [[Sight(sights[0].box, "A812CDF", 0.6)] for sights in script[:3]]
    told = watch([*blurred, *script[3:], *nothing(60)])
    assert told.texts == [KNOWN]
    assert len({sighting.sighting_id for sighting in told.sightings}) == 1
    assert told.ended[0].frames == 17


def test_a_plate_that_enters_the_picture_in_part_is_read_whole_in_the_end() -> None:
    script = []
    for i in range(24):
        right = 20 + 15 * i
        text = KNOWN[-max(1, min(7, right * 7 // 120)) :]
        script.append([Sight((max(0.0, right - 120.0), 400, right, 430), text)])
    told = watch([*script, *nothing(60)])
    assert told.texts == [KNOWN]
    assert told.ended[0].confidence > 0.9


def test_two_cars_at_once_are_two_sightings_with_their_own_texts() -> None:
    script = [
        [
            Sight(box_at(200 + 30 * i, 400, 80), KNOWN),
            Sight(box_at(1000 - 30 * i, 350, 70), STRANGER),
        ]
        for i in range(25)
    ]
    told = watch([*script, *nothing(60)])
    assert sorted(told.texts) == sorted([KNOWN, STRANGER])
    assert {(s.text, s.frames) for s in told.ended} == {(KNOWN, 25), (STRANGER, 25)}
    assert {(s.text, s.direction) for s in told.ended} == {
        (KNOWN, Direction.RIGHT),
        (STRANGER, Direction.LEFT),
    }


def test_a_car_that_stood_there_when_the_stream_began_has_not_arrived() -> None:
    told = watch([[PARKED]] * 40, lead_in=False)
    assert {(sighting.arrived, sighting.at_start) for sighting in told.sightings} == {(False, True)}


def test_a_car_that_stood_there_and_drives_off_has_moved() -> None:
    leaving = [[Sight(box_at(600 + 12 * i, 400, 120), KNOWN)] for i in range(20)]
    told = watch([*[[PARKED]] * 30, *leaving], lead_in=False)
    assert told.texts == [KNOWN]
    assert not told.sightings[0].arrived
    assert told.ended[0].arrived
    assert told.ended[0].at_start


def test_a_parked_car_that_was_hidden_for_long_has_not_arrived_again() -> None:
    told = watch([*drive_up(), *[[PARKED]] * 30, *nothing(100), *[[PARKED]] * 20, *nothing(60)])
    assert told.texts[-1] == KNOWN
    assert told.ended[-1].sighting_id != told.ended[0].sighting_id
    assert told.ended[0].arrived
    assert not told.ended[-1].arrived
    assert not told.ended[-1].at_start


def test_a_plate_that_takes_over_a_track_from_the_start_was_there_as_well() -> None:
    """Nobody can tell a car that stops in front of a parked one from a plate put over it."""
    other = Sight(PARKED.box, STRANGER)
    told = watch([*[[PARKED]] * 8, *[[other]] * 40, *nothing(60)], lead_in=False)
    assert {(s.text, s.at_start, s.arrived) for s in told.ended} == {
        (KNOWN, True, False),
        (STRANGER, True, False),
    }


def test_a_car_that_left_and_comes_again_has_arrived() -> None:
    told = watch([*drive_up(), *nothing(100), *drive_up(), *nothing(60)])
    assert [(s.text, s.arrived) for s in told.ended] == [(KNOWN, True), (KNOWN, True)]


def test_zones_are_entered_by_the_plates_lower_side() -> None:
    zones = (Zone("near", ((0.0, 0.5), (1.0, 0.5), (1.0, 1.0), (0.0, 1.0))),)
    told = watch(drive_up(length=30), settings=PipelineSettings(zones=zones))
    assert told.sightings[0].zones == ()
    assert told.ended[0].zones == ("near",)


def test_a_long_pause_without_frames_does_not_end_a_parked_cars_sighting() -> None:
    times = [*[i / 10 for i in range(20)], *[900 + i / 10 for i in range(20)]]
    told = watch([[PARKED]] * 40, times=times)
    assert told.texts == [KNOWN]


def test_the_same_script_tells_the_same_story() -> None:
    script = [*drive_up(), *nothing(30), *drive_up(STRANGER), *nothing(60)]
    assert watch(script) == watch(script)


sights = st.builds(
    Sight,
    st.builds(box_at, st.floats(0, 1280), st.floats(0, 720), st.floats(20, 200)),
    st.text("AB12", max_size=6),
    st.floats(0.3, 1.0),
)


@given(st.lists(st.lists(sights, max_size=3), max_size=30))
@settings(max_examples=50, deadline=None)
def test_whatever_is_seen_every_sighting_has_one_ordered_life(
    script: list[list[Sight]],
) -> None:
    told = watch(script, fps=5)
    for sighting in told.sightings:
        assert len(sighting.text) >= 1
        assert 0.0 <= sighting.confidence <= 1.0
        assert 0.0 <= sighting.margin <= 1.0
        assert 0 <= sighting.frames <= sighting.frames_read
        assert sighting.first_seen <= sighting.captured_at <= sighting.last_seen
        assert sighting.moved >= 0.0
        assert sighting.growth > 0.0
    ids = [sighting.sighting_id for sighting in told.ended]
    assert len(set(ids)) == len(ids)
    assert {sighting.sighting_id for sighting in told.sightings} == set(ids)
    for sighting_id in ids:
        life = [s for s in told.sightings if s.sighting_id == sighting_id]
        assert [s.revision for s in life] == list(range(1, len(life) + 1))
        assert life[0].frames_read >= 2
        assert life[-1].state is SightingState.ENDED
