"""Real approaches, the weights that ship, and key frames far apart: nothing is lost by laziness."""

import os
from pathlib import Path

import pytest

from benchmarks.approaches import FPS, coded, loss, watch
from benchmarks.sets import clips
from placa_engine.vision.vision import load_vision

DATA = Path(os.environ["PLACA_SHARED"]) / "data"


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("clip", "group", "phase"), [(0, 1.0, 0.3), (1, 2.0, 0.7), (2, 4.0, 0.0), (3, 10.0, 0.3)]
)
def test_a_real_car_is_seen_as_by_decoding_everything(
    tmp_path: Path, clip: int, group: float, phase: float
) -> None:
    chosen = clips(DATA / "clips.jsonl", DATA / "clips")[clip]
    path = coded(chosen.path, tmp_path / "approach.h264", group, phase)
    vision = load_vision(threads=1)
    found = loss(group, [[watch(path, FPS, vision, lazily=lazily) for lazily in (False, True)]])
    assert found.sightings > 0
    assert (found.sightings_lost, found.frames_lost) == (0, 0)
    assert found.later < 1.0
    assert found.decoded <= 1.0
