"""Frames are turned for plates that lean, and only where no plate is clear."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import cv2
import numpy as np
import pytest

from placa_engine.cameras.leaning_watch import INTERVAL, LARGE, PATIENCE, LeaningWatch
from placa_engine.cameras.pipeline import CameraPipeline
from placa_engine.imaging.frame import Frame, Picture
from placa_engine.imaging.geometry import Box, iou
from placa_engine.imaging.roll import rolled
from placa_engine.vision.leaning import CLEAR, ROLLS
from placa_engine.vision.vision import Vision
from tests.engine.support.level_board import LevelDetector, SteadyReader, with_board
from tests.engine.support.plate_stories import START
from tests.engine.support.tiny_networks import scene

FPS = 10
VEHICLE: Box = (0.2, 0.3, 0.8, 0.9)
SMALL: Box = (0.5, 0.5, 0.5 + LARGE / 2, 0.5 + LARGE / 2)


def after(frames: int, moving: Box | None, *, clear: bool = False) -> LeaningWatch:
    watch = LeaningWatch()
    for _ in range(frames):
        watch = watch.with_frame(moving, in_view=False, clear=clear)
    return watch


def test_frames_are_turned_after_some_in_which_a_vehicle_shows_no_clear_plate() -> None:
    assert after(PATIENCE - 1, VEHICLE).due(0.0) is None
    assert after(PATIENCE, VEHICLE).due(0.0) in ROLLS


@pytest.mark.parametrize("moving", [None, SMALL])
def test_frames_are_not_turned_where_nothing_large_moves(moving: Box | None) -> None:
    assert after(10 * PATIENCE, moving).due(0.0) is None


def test_frames_are_not_turned_while_a_plate_is_clear() -> None:
    assert after(10 * PATIENCE, VEHICLE, clear=True).due(0.0) is None
    watch = after(PATIENCE, VEHICLE).with_frame(VEHICLE, in_view=True, clear=True)
    assert watch.due(0.0) is None


def test_frames_are_turned_both_ways_in_turn_and_not_too_often() -> None:
    watch, turned = after(PATIENCE, VEHICLE), []
    for frame in range(100):
        at = frame / 100 * 4 * INTERVAL
        degrees = watch.due(at)
        if degrees is not None:
            turned.append(degrees)
            watch = watch.with_look(at, degrees, found=False)
    assert turned == [*ROLLS, *ROLLS]


def test_frames_stay_turned_while_the_plate_that_was_found_so_is_followed() -> None:
    watch = after(PATIENCE, VEHICLE).with_look(0.0, ROLLS[0], found=True)
    followed = watch.with_frame(None, in_view=True, clear=True)
    assert followed.due(0.01) == ROLLS[0]
    assert followed.with_frame(VEHICLE, in_view=False, clear=False).due(INTERVAL) is None


def passing(degrees: float, count: int = 30) -> Iterator[Frame]:
    """Show a board that leans and moves to the right, in a picture that all moves."""
    for index in range(count):
        at = index / FPS
        picture = rolled(with_board(left=200 + 4 * index), -degrees).picture
        yield Frame("drive", index, picture, at, START + timedelta(seconds=at), moving=VEHICLE)


def level_only(vision: Vision, confidence: float) -> tuple[CameraPipeline, LevelDetector]:
    detector, reader = LevelDetector(), SteadyReader(confidence)
    seen = replace(vision, detector=detector.as_detector(), reader=reader.as_reader())
    return CameraPipeline("drive", seen), detector


@pytest.mark.parametrize("degrees", ROLLS)
def test_a_leaning_plate_that_passes_a_camera_is_sighted_where_it_is(
    tiny_vision: Vision, degrees: float
) -> None:
    camera, _ = level_only(tiny_vision, 0.95)
    frames = list(passing(degrees))
    told = [sighting for frame in frames for sighting in camera.process(frame)]
    assert {sighting.text for sighting in told} == {"AB"}
    assert len({sighting.sighting_id for sighting in told}) == 1
    green = (frames[-1].picture[..., 1] > 150).astype(np.uint8)
    left, top, width, height = map(float, cv2.boundingRect(green))
    assert iou(told[-1].box, (left, top, left + width, top + height)) > 0.8


def test_a_turned_frame_that_shows_nothing_clear_starts_no_sighting(tiny_vision: Vision) -> None:
    camera, _ = level_only(tiny_vision, CLEAR - 0.01)
    assert not [told for frame in passing(ROLLS[0]) for told in camera.process(frame)]


def test_a_plate_that_hangs_level_costs_no_turned_frame(tiny_vision: Vision) -> None:
    camera, detector = level_only(tiny_vision, 0.95)
    for frame in passing(0.0):
        camera.process(frame)
    assert detector.looks == 30


def test_a_vehicle_without_a_plate_costs_a_few_turned_frames(tiny_vision: Vision) -> None:
    camera, detector = level_only(tiny_vision, 0.95)
    empty: Picture = scene(640, 480)
    for frame in passing(0.0):
        camera.process(replace(frame, picture=empty))
    assert 30 < detector.looks <= 30 + 1 + 30 / FPS / INTERVAL
