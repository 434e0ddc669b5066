"""The manifest names what ships, and notices when it is not what it was."""

import json
from pathlib import Path

import pytest

from placa_training.manifest import ModelEntry, damaged_files, read_manifest, write_entry

WEIGHTS = Path(__file__).parents[2] / "models" / "weights"


def entry(name: str = "net", version: str = "1") -> ModelEntry:
    return ModelEntry(
        name=name,
        version=version,
        task="read",
        default_precision="fp16",
        input={"name": "crops"},
        output={"name": "probabilities"},
        training_data=[{"name": "made"}],
        starting_points=[],
        metrics={"exact": 0.5},
        extra={"alphabet": "01"},
    )


def with_files(folder: Path, name: str = "net") -> Path:
    for kind in ("xml", "bin"):
        (folder / f"{name}-fp16.{kind}").write_bytes(f"{name} {kind}".encode())
    return folder


def test_an_entry_states_its_files_with_size_and_hash(tmp_path: Path) -> None:
    written = write_entry(with_files(tmp_path), entry())
    stated = written["precision"]["fp16"]["bin"]
    assert stated["file"] == "net-fp16.bin"
    assert stated["bytes"] == 7
    assert len(stated["sha256"]) == 64
    assert "int8" not in written["precision"]
    assert written["alphabet"] == "01"
    assert damaged_files(tmp_path) == []


def test_a_second_entry_leaves_the_first_and_replaces_its_own(tmp_path: Path) -> None:
    write_entry(with_files(tmp_path), entry())
    write_entry(with_files(tmp_path, "other"), entry("other"))
    write_entry(tmp_path, entry("other", version="2"))
    models = read_manifest(tmp_path / "manifest.json")["models"]
    assert [(m["name"], m["version"]) for m in models] == [("net", "1"), ("other", "2")]


@pytest.mark.parametrize("harm", ["change", "remove"])
def test_a_changed_or_missing_file_is_damaged(tmp_path: Path, harm: str) -> None:
    write_entry(with_files(tmp_path), entry())
    target = tmp_path / "net-fp16.bin"
    if harm == "change":
        target.write_bytes(b"net bIn")
    else:
        target.unlink()
    assert damaged_files(tmp_path) == ["net-fp16.bin"]


def test_an_entry_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no fp16 files"):
        write_entry(tmp_path, entry())
    assert not (tmp_path / "manifest.json").exists()


def test_a_manifest_of_another_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"schema": 2, "models": []}))
    with pytest.raises(ValueError, match="schema 2"):
        read_manifest(path)


def test_the_weights_that_ship_are_the_ones_their_manifest_states() -> None:
    models = read_manifest(WEIGHTS / "manifest.json")["models"]
    assert "plate-detector" in [model["name"] for model in models]
    assert damaged_files(WEIGHTS) == []
