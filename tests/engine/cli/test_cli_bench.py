import json
from pathlib import Path

import pytest

from placa_engine import cli
from placa_engine.benchmark.stages import FRAME_SIZE, draw_frame


def test_every_stage_is_measured(
    capsys: pytest.CaptureFixture[str], tiny_models: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("PLACA_CACHE", str(tmp_path))
    arguments = ["bench", "--models", str(tiny_models), "--repeats", "3", "--plates", "2"]
    assert cli.main([*arguments, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert list(result["stages"]) == [
        "preprocess", "detect", "suppress", "rectify", "read", "decode", "read again",
    ]  # fmt: skip
    assert all(time["wall"] > 0 for time in result["stages"].values())
    assert (result["plates"], result["repeats"]) == (2, 3)
    assert result["info"]["device"] == "CPU"
    assert cli.main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "CPU fp16 (as configured), detector 0.0.1, reader 0.0.1; 1280x720, 2 plates, median of 3"
    )
    assert [line[:14].strip() for line in lines[1:]] == [
        "preprocess", "detect", "suppress", "rectify", "read", "decode", "read again", "total",
        "start", "memory",
    ]  # fmt: skip


def test_nothing_to_measure_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["bench", "--repeats", "0"]) == 2
    assert "at least 1" in capsys.readouterr().err


def test_the_drawn_plates_lie_in_the_frame() -> None:
    frame, quads = draw_frame(8)
    assert frame.shape == (FRAME_SIZE[1], FRAME_SIZE[0], 3)
    assert len({quad[0] for quad in quads}) == 8
    assert all(0 <= x < FRAME_SIZE[0] and 0 <= y < FRAME_SIZE[1] for quad in quads for x, y in quad)
