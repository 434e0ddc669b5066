"""The workshop from data to weights, in the small: what `script/train both --quick` does."""

import json
from pathlib import Path  # Python 3.11 evaluates annotations

import cv2
import pytest

from placa_training.manifest import damaged_files, read_manifest
from placa_training.settings import from_command_line
from placa_training.tiny_data import write_tiny_data
from placa_training.train import STARTS, CampaignSettings, start_of, train

READER_NAMES = ["narrow-reader", "plate-reader", "quick-reader"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    train(CampaignSettings(network="both", run=folder, steps=3, quick=True))
    return folder


def test_a_quick_run_ends_in_quantized_weights_that_match_their_manifest(run: Path) -> None:
    weights = run / "models/weights"
    assert damaged_files(weights) == []
    models = read_manifest(weights / "manifest.json")["models"]
    assert [model["name"] for model in models] == sorted(["plate-detector", *READER_NAMES])
    assert all(set(model["precision"]) == {"fp16", "int8"} for model in models)


def test_small_checkpoints_allow_to_go_on(run: Path) -> None:
    checkpoints = run / "models/checkpoints"
    assert {start_of(network, checkpoints).suffix for network in STARTS} == {".pt"}
    assert (checkpoints / "quick-reader.pt").exists()


@pytest.mark.parametrize("network", ["detector", *READER_NAMES])
def test_a_run_keeps_the_record_of_its_data_settings_and_curves(run: Path, network: str) -> None:
    (part,) = json.loads((run / network / "record.json").read_text(encoding="utf-8"))
    assert [len(data["sha256"]) for data in part["data"]] == [64, 64]
    assert part["settings"]["steps"] == 3
    assert part["tools"]["torch"].startswith("2.")
    assert cv2.imread(str(run / network / "curves.png")) is not None


def test_a_run_that_is_over_stays_as_it_is(run: Path) -> None:
    before = json.loads((run / "plate-reader/record.json").read_text(encoding="utf-8"))
    train(CampaignSettings(network="reader", run=run, steps=3, quick=True))
    after = json.loads((run / "plate-reader/record.json").read_text(encoding="utf-8"))
    assert [part["from_step"] for part in after] == [0, 3]
    assert after[0] == before[0]


def test_the_same_seed_draws_the_same_data(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_tiny_data(tmp_path / name, scenes=2, crops=2, seed=7)
    files = [sorted((tmp_path / name).rglob("*.*")) for name in ("one", "other")]
    assert len(files[0]) == 12
    for one, other in zip(*files, strict=True):
        assert one.read_bytes() == other.read_bytes()


def test_without_data_only_a_quick_run_is_possible(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="--data is needed"):
        train(CampaignSettings(network="both", run=tmp_path))
    with pytest.raises(ValueError, match="detector, reader, narrow, quick or both"):
        train(CampaignSettings(network="color", run=tmp_path, quick=True))


def test_settings_come_from_the_command_line(tmp_path: Path) -> None:
    arguments = ["--network", "reader", "--run", str(tmp_path), "--quick", "--minutes", "1.5"]
    settings = from_command_line(CampaignSettings, "train", arguments)
    assert settings.run == tmp_path
    assert settings.quick
    assert settings.minutes == 1.5
    with pytest.raises(SystemExit):
        from_command_line(CampaignSettings, "train", ["--network", "reader"])
