"""Real clips, the weights that ship, and every frame: one sighting a car, and no other."""

from dataclasses import replace
from functools import cache
import json
import os
from pathlib import Path

import pytest

from placa_engine.cameras.pipeline import CameraPipeline
from placa_engine.cameras.sources.file import iterate_file
from placa_engine.imaging.orientation import Orientation
from placa_engine.tracking.camera_orientation import TURNED
from placa_engine.tracking.sighting import Sighting, SightingState
from placa_engine.vision.vision import Vision, load_vision

DATA = Path(os.environ["PLACA_SHARED"]) / "data"
CLIPS = [json.loads(line) for line in (DATA / "clips.jsonl").read_text().splitlines()]


@cache
def vision() -> Vision:
    return load_vision(threads=1)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("back", TURNED, ids=["upside down", "mirrored", "both"])
def test_a_turned_camera_tells_nothing_as_certain_and_shows_how_it_hangs(back: Orientation) -> None:
    """Three vehicles show it; each of `TURNED` undoes itself."""
    camera = CameraPipeline("clip", vision())
    told: list[Sighting] = []
    for clip in [clip for clip in CLIPS if clip["plates"]][:3]:
        for frame in iterate_file(str(DATA / "clips" / clip["clip"]), "clip"):
            told += camera.process(replace(frame, picture=back.upright(frame.picture)))
        told += camera.finish()
    assert told
    assert max(sighting.confidence for sighting in told) <= 0.5
    assert camera.orientation_shown == back


def sightings(clip: str) -> list[Sighting]:
    camera = CameraPipeline("clip", vision())
    news = []
    for frame in iterate_file(str(DATA / "clips" / clip), "clip"):
        news += camera.process(frame)
    news += camera.finish()
    return [sighting for sighting in news if sighting.state is SightingState.ENDED]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: str(clip["clip"]))
def test_each_car_is_one_sighting_and_nothing_else_is(clip: dict[str, object]) -> None:
    found = sightings(str(clip["clip"]))
    assert [sighting.text for sighting in found] == clip["plates"]
    assert all(sighting.frames >= 3 for sighting in found)
