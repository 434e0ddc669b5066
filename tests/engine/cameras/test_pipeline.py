from dataclasses import replace
from itertools import count, groupby
from typing import cast

import numpy as np
import pytest

from placa_engine.cameras.pipeline import CameraPipeline, PipelineSettings
from placa_engine.imaging.frame import Frame, Picture
from placa_engine.plates.reading import PlateReading
from placa_engine.tracking.camera_orientation import LOOKS, TURNED
from placa_engine.tracking.sighting import Sighting, SightingState
from placa_engine.vision.second_reader import SecondReader
from tests.engine.support.plate_stories import (
    HEIGHT,
    START,
    WIDTH,
    ScriptedEyes,
    Sight,
    box_at,
    frames,
    number_of,
    reading,
)

PARKED = Sight(box_at(600, 400, 120), "AB12CDE")


def pipeline(eyes: ScriptedEyes) -> CameraPipeline:
    numbers = count(1)
    return CameraPipeline("drive", eyes.as_vision(), new_id=lambda: f"id{next(numbers)}")


def test_identifiers_are_uuid7_and_say_nothing_of_the_plate() -> None:
    eyes = ScriptedEyes([[PARKED]] * 3)
    camera = CameraPipeline("drive", eyes.as_vision())
    (first, *_) = [s for frame in frames(eyes.script) for s in camera.process(frame)]
    assert len(first.sighting_id) == 32
    assert first.sighting_id[12] == "7"
    assert int(first.sighting_id, 16)


def test_a_sighting_says_which_camera_and_where_in_the_picture() -> None:
    eyes = ScriptedEyes([[PARKED]] * 3)
    camera = pipeline(eyes)
    news = [s for frame in frames(eyes.script) for s in camera.process(frame)]
    assert news[0].camera_id == "drive"
    assert news[0].frame_size == (WIDTH, HEIGHT)
    assert news[0].box == PARKED.box
    assert news[0].captured_at.tzinfo is not None


def test_an_empty_street_costs_no_reading() -> None:
    eyes = ScriptedEyes([[]] * 20)
    camera = pipeline(eyes)
    assert not [s for frame in frames(eyes.script) for s in camera.process(frame)]
    assert eyes.crops_read == []
    assert not camera.in_view
    assert not camera.unsettled


def test_a_parked_car_costs_a_reading_every_two_seconds() -> None:
    eyes = ScriptedEyes([[PARKED]] * 600)
    camera = pipeline(eyes)
    for frame in frames(eyes.script):
        camera.process(frame)
    assert 30 <= sum(eyes.crops_read) - LOOKS * len(TURNED) <= 42
    assert camera.in_view
    assert not camera.unsettled


def test_a_plate_of_which_more_frames_would_tell_more_is_unsettled() -> None:
    eyes = ScriptedEyes([[PARKED]] * 10)
    camera = pipeline(eyes)
    states = []
    for frame in frames(eyes.script):
        camera.process(frame)
        states.append(camera.unsettled)
    assert states == [True] * 4 + [False] * 6


def test_a_plate_too_small_to_read_is_not_read() -> None:
    eyes = ScriptedEyes([[Sight(box_at(600, 400, 28), "AB12CDE")]] * 20)
    camera = pipeline(eyes)
    assert not [s for frame in frames(eyes.script) for s in camera.process(frame)]
    assert eyes.crops_read == []
    assert not camera.unsettled


def test_in_a_crowd_those_read_least_are_read_first() -> None:
    crowd = [Sight(box_at(100 + 180 * i, 400, 100), f"AB{i}2CDE") for i in range(6)]
    eyes = ScriptedEyes([crowd] * 9)
    camera = pipeline(eyes)
    news = [s for frame in frames(eyes.script) for s in camera.process(frame)]
    turned = [crops for crops in eyes.crops_read if crops == len(TURNED)]
    assert len(turned) == 6 * LOOKS
    assert [crops for crops in eyes.crops_read if crops != len(TURNED)] == [4] * 9
    news += camera.finish()
    ended = [s for s in news if s.state is SightingState.ENDED]
    assert {s.text for s in ended} == {sight.text for sight in crowd}
    assert {s.frames for s in ended} == {6}


def test_the_best_picture_is_the_surest_and_widest_reading() -> None:
    script = [
        [Sight(box_at(600, 400, 100), "AB12CDE", 0.9)],
        [Sight(box_at(600, 400, 110), "AB12CDE", 0.95)],
        [Sight(box_at(600, 400, 112), "AB12CDE", 0.5)],
        [Sight(box_at(600, 400, 108), "AB12CDE", 0.9)],
    ]
    eyes = ScriptedEyes(script)
    camera = pipeline(eyes)
    for frame in frames(script):
        camera.process(frame)
    best = camera.pictures("id1")
    assert best is not None
    assert number_of(best.frame[0, 0]) == 1
    assert best.crop.shape[1] > best.crop.shape[0]
    assert number_of(best.crop[best.crop.shape[0] // 2, best.crop.shape[1] // 2]) == 1


def test_the_pictures_are_the_same_objects_until_there_are_better_ones() -> None:
    script = [[Sight(box_at(600, 400, width), "AB12CDE")] for width in (100, 120, 110, 130)]
    camera = pipeline(ScriptedEyes(script))
    kept = []
    for frame in frames(script):
        camera.process(frame)
        kept.append(camera.pictures("id1"))
    assert kept[0] is not kept[1]
    assert kept[1] is kept[2]
    assert kept[2] is not kept[3]


def test_pictures_stay_for_a_while_after_the_end_and_not_for_ever() -> None:
    cars = [Sight(box_at(600, 400, 100), f"AB{i}2CDE") for i in range(10)]
    script = [sights for car in cars for sights in [*[[car]] * 3, *[[]] * 60]]
    camera = pipeline(ScriptedEyes(script))
    ended: list[Sighting] = []
    for frame in frames(script):
        ended += [s for s in camera.process(frame) if s.state is SightingState.ENDED]
    kept = [camera.pictures(sighting.sighting_id) is not None for sighting in ended]
    assert len(ended) == 10
    assert kept == [False, False] + [True] * 8
    assert camera.pictures("nobody") is None


def test_a_large_frame_is_kept_smaller() -> None:
    eyes = ScriptedEyes([[PARKED]] * 2)
    camera = pipeline(eyes)
    for frame in frames(eyes.script):
        large = np.zeros((2160, 3840, 3), np.uint8)
        large[:HEIGHT, :WIDTH] = frame.picture
        camera.process(Frame("drive", frame.index, large, frame.monotonic, frame.captured_at))
    best = camera.pictures("id1")
    assert best is not None
    assert best.frame.shape == (720, 1280, 3)


def test_the_first_frame_of_a_stream_is_looked_at_thoroughly() -> None:
    eyes = ScriptedEyes([[PARKED]] * 3)
    camera = pipeline(eyes)
    for _ in range(2):
        for frame in frames(eyes.script):
            camera.process(frame)
        camera.finish()
    assert [look.get("thorough", False) for look in eyes.looks] == [True, False, False] * 2
    of_frames = (eyes.settings.frame_side, eyes.settings.frame_threshold)
    assert [(look.get("long_side"), look.get("threshold")) for look in eyes.looks] == [
        (None, None), of_frames, of_frames,
    ] * 2  # fmt: skip


def test_a_small_plate_in_a_large_frame_is_followed_closely() -> None:
    eyes = ScriptedEyes([[Sight(box_at(600, 400, 60), "AB12CDE")]] * 3)
    camera = pipeline(eyes)
    for frame in frames(eyes.script):
        large = np.zeros((2160, 3840, 3), np.uint8)
        large[:HEIGHT, :WIDTH] = frame.picture
        camera.process(Frame("drive", frame.index, large, frame.monotonic, frame.captured_at))
    part = eyes.looks[-1]["part"]
    assert part[0] < 600 < part[2]
    assert part[1] < 400 < part[3]
    assert eyes.looks[-1]["whole"]


def test_finishing_ends_what_is_live_once_and_a_new_stream_begins_anew() -> None:
    eyes = ScriptedEyes([[PARKED]] * 10)
    camera = pipeline(eyes)
    first = [s for frame in frames(eyes.script) for s in camera.process(frame)]
    ended = camera.finish()
    assert [(s.sighting_id, s.state) for s in ended] == [("id1", SightingState.ENDED)]
    assert ended[0].revision == first[-1].revision + 1
    assert camera.finish() == []
    assert camera.pictures("id1") is not None
    again = [s for frame in frames(eyes.script) for s in camera.process(frame)]
    assert {s.sighting_id for s in again} == {"id2"}
    assert not again[0].arrived


def test_an_unknown_country_is_no_hindrance() -> None:
    eyes = ScriptedEyes([[PARKED]] * 3)
    camera = CameraPipeline("drive", eyes.as_vision(), PipelineSettings(country="ZZ"))
    news = [s for frame in frames(eyes.script) for s in camera.process(frame)]
    assert {s.text for s in news} == {"AB12CDE"}


@pytest.mark.parametrize("fps", [3, 30])
def test_first_seen_is_the_first_frame_with_the_plate(fps: float) -> None:
    eyes = ScriptedEyes([[], [PARKED], [PARKED], [PARKED]])
    camera = pipeline(eyes)
    shown = list(frames(eyes.script, fps))
    news = [s for frame in shown for s in camera.process(frame)]
    assert news[0].first_seen == shown[1].captured_at
    assert news[0].first_seen > START


class SecondEyes:
    """A second reader that reads these texts, one after the other."""

    def __init__(self, *texts: str | None) -> None:
        self.texts = list(texts)
        self.closer: list[bool] = []

    def read(self, crop: Picture, *, closer: bool) -> PlateReading | None:
        assert crop.size
        self.closer.append(closer)
        text = self.texts.pop(0)
        return None if text is None else reading(text, 0.95)


def second_looks(
    second: SecondEyes, script: list[list[Sight]], *known: str
) -> tuple[CameraPipeline, list[Sighting]]:
    """Everything told of a script, first and second looks in their order."""
    eyes = ScriptedEyes(script, second_reader=cast("SecondReader", second))
    camera = CameraPipeline("drive", eyes.as_vision(), is_known=lambda text: text in known)
    told = []
    for frame in frames(script):
        told += camera.process(frame)
        told += camera.ask_second_reader()
    return camera, told


def nearing(text: str, count: int) -> list[list[Sight]]:
    """A plate whose every look is better than the one before."""
    return [[Sight(box_at(600, 400, 120 + 4 * number), text)] for number in range(count)]


def test_a_known_plate_is_announced_before_the_second_reader_is_asked() -> None:
    second = SecondEyes("AB12CDE")
    _, told = second_looks(second, [[PARKED]] * 8, "AB12CDE")
    assert [(s.revision, s.second_opinion) for s in told[:2]] == [(1, "none"), (2, "agrees")]
    assert {s.second_opinion for s in told[1:]} == {"agrees"}
    assert second.texts == []


def test_an_unknown_plate_costs_no_second_reading() -> None:
    second = SecondEyes()
    _, told = second_looks(second, [[PARKED]] * 8, "XX99XXX")
    assert {s.second_opinion for s in told} == {"none"}


def test_doubt_is_looked_at_in_other_pictures_and_three_times_at_most() -> None:
    second = SecondEyes("XW34CDE", "XW34CDE", "AB12CDE", "never asked")
    second_looks(second, [[PARKED]] * 8, "AB12CDE")
    assert second.texts == ["never asked"]
    assert second.closer == [False, True, True]

    second = SecondEyes("XW34CDE", "AB12CDE", "AB12CDE", "never asked")
    camera, told = second_looks(second, nearing("AB12CDE", 8), "AB12CDE")
    assert second.texts == ["never asked"]
    opinions = [s.second_opinion for s in told]
    assert [now for now, _ in groupby(opinions)] == ["none", "disagrees", "unsure", "agrees"]
    (ended,) = camera.finish()
    assert ended.second_opinion == "agrees"


def test_a_picture_shown_again_is_no_other_look() -> None:
    second = SecondEyes("XW34CDE", "never asked")
    script = [[PARKED]] * 3
    eyes = ScriptedEyes(script, second_reader=cast("SecondReader", second))
    camera = CameraPipeline("drive", eyes.as_vision(), is_known=lambda _text: True)
    shown = list(frames(script))
    for frame in shown:
        camera.process(frame)
    for again in range(1, 40):
        camera.ask_second_reader()
        camera.process(replace(shown[2], monotonic=0.2 + again / 10))
    assert second.texts == ["never asked"]


def test_where_the_second_reader_cannot_be_loaded_there_is_no_opinion() -> None:
    _, told = second_looks(SecondEyes(*[None] * 8), nearing("AB12CDE", 8), "AB12CDE")
    assert {s.second_opinion for s in told} == {"none"}


def test_without_a_second_reader_nothing_is_asked() -> None:
    eyes = ScriptedEyes([[PARKED]] * 3)
    camera = CameraPipeline("drive", eyes.as_vision(), is_known=lambda _text: True)
    for frame in frames(eyes.script):
        camera.process(frame)
    assert camera.ask_second_reader() == []


def test_a_picture_shown_again_neither_agrees_nor_makes_the_reading_newer() -> None:
    camera = pipeline(ScriptedEyes([[PARKED]] * 3))
    shown = list(frames([[PARKED]] * 3))
    for frame in shown:
        camera.process(frame)
    for again in range(1, 40):
        camera.process(replace(shown[2], monotonic=0.2 + again / 10))
    (ended,) = camera.finish()
    assert (ended.frames, ended.frames_read) == (3, 30)
    assert ended.captured_at == shown[2].captured_at
    assert not camera.unsettled


def test_what_is_there_after_a_break_was_not_seen_to_come() -> None:
    script = [[], *[[PARKED]] * 5]
    camera = pipeline(ScriptedEyes(script))
    news = []
    for frame in frames(script, times=[0.0, *(60 + i / 10 for i in range(5))]):
        since = 0.0 if frame.monotonic < 60 else 60.0
        news += camera.process(replace(frame, watched_since=since))
    assert {(sighting.at_start, sighting.arrived) for sighting in news} == {(True, False)}
