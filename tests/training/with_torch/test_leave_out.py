"""Sources left out: a training does not see them, and is judged on them."""

from dataclasses import replace
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from placa_training.detector import leave_out as leaving
from placa_training.detector.dataset import TrainingViews
from placa_training.detector.evaluate import JudgedPicture
from placa_training.detector.leave_out import (
    LeaveOutSettings,
    Outcome,
    leave_out,
    mean_and_worst,
    outcome,
    spread,
)
from placa_training.detector.network import PlateDetector
from placa_training.detector.pictures import Picture
from placa_training.tiny_data import write_tiny_data


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of ten pictures whose sources are `home`, `north` and `south` in turn."""
    folder = tmp_path / "data"
    write_tiny_data(folder, scenes=10, crops=1, seed=3)
    records = folder / "detect/train.jsonl"
    lines = [json.loads(line) for line in records.read_text(encoding="utf-8").splitlines()]
    for number, line in enumerate(lines):
        line["source"] = ("home", "north", "south")[number % 3]
    records.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


@pytest.fixture
def settings(data: Path, tmp_path: Path) -> LeaveOutSettings:
    torch.manual_seed(0)
    torch.save({"average": PlateDetector().state_dict()}, tmp_path / "start.pt")
    start = tmp_path / "start.pt"
    return LeaveOutSettings(
        data=data, start=start, run=tmp_path / "run", groups="north south", steps=2
    )


def judged(scores: list[float], ious: list[float], extra: list[float]) -> JudgedPicture:
    def floats(some: list[float]) -> np.ndarray:
        return np.array(some, np.float32)

    return JudgedPicture(
        "north", floats([30.0] * len(scores)), floats(scores), floats(ious), floats(extra)
    )


def test_a_source_is_judged_at_the_threshold_that_keeps_to_the_extra_boxes() -> None:
    pictures = [judged([0.9, 0.3], [0.8, 0.6], [0.2]), judged([0.6], [0.6], [])]
    result = outcome("north", pictures)
    assert (result.pictures, result.plates) == (2, 3)
    assert result.threshold == pytest.approx(0.21)
    assert result.found == 1
    assert result.found_tightly == pytest.approx(1 / 3)
    assert result.extra == 0
    assert result.mean_iou == pytest.approx(2 / 3, abs=1e-3)


def test_the_mean_counts_every_source_alike() -> None:
    many = outcome("north", [judged([0.9], [0.8], [])] * 10)
    few = outcome("south", [judged([-1.0], [0.0], [])])
    figures = mean_and_worst([many, few])
    assert figures["mean found"] == 0.5
    assert figures["worst found"] == 0
    assert figures["mean found tightly"] == 0.5


def test_a_training_sees_no_picture_of_what_is_left_out(
    settings: LeaveOutSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []

    class Watching(TrainingViews):
        def __init__(self, pictures: list[Picture], **others: Any) -> None:
            seen.append({picture.source for picture in pictures})
            super().__init__(pictures, **others)

    monkeypatch.setattr("placa_training.detector.train.TrainingViews", Watching)
    outcomes = leave_out(settings)
    assert seen == [{"home", "south"}, {"home", "north"}]
    assert [(one.source, one.pictures) for one in outcomes] == [("north", 3), ("south", 3)]


def test_what_was_written_is_not_done_anew(
    settings: LeaveOutSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = leave_out(settings)
    report = json.loads((settings.run / "leave-out.json").read_text(encoding="utf-8"))
    assert [Outcome(**one) for one in report["sources"]] == first
    assert report["worst found"] == min(one.found for one in first)
    monkeypatch.setattr(leaving, "train", None)
    assert leave_out(settings) == first


def test_without_steps_the_start_itself_is_judged(
    settings: LeaveOutSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "train", None)
    outcomes = leave_out(replace(settings, steps=0))
    assert [one.source for one in outcomes] == ["north", "south"]


def test_a_source_without_pictures_is_refused(settings: LeaveOutSettings) -> None:
    with pytest.raises(ValueError, match="no pictures of east"):
        leave_out(replace(settings, groups="east", steps=0))


def test_pictures_to_judge_on_are_spread_over_the_source() -> None:
    image = np.zeros((4, 4, 3), np.uint8)
    boxes = np.zeros((0, 4), np.float32)
    pictures = [Picture(str(number), "north", image, boxes) for number in range(9)]
    assert [one.name for one in spread(pictures, 3)] == ["0", "4", "8"]
    assert spread(pictures, 20) == pictures
