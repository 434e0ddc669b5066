from collections.abc import Callable
import json
from pathlib import Path
import shutil
from typing import Any

import pytest

from placa_engine.vision.vision import default_models_dir, detector_settings, load_vision
from placa_engine.vision.weights import WeightsError, load_manifest, read_verified
from tests.engine.support.tiny_networks import crop_of, draw_plate, scene


@pytest.fixture
def models(tiny_models: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_models, tmp_path / "weights"))


def change_manifest(models: Path, change: Callable[[Any], None]) -> None:
    path = models / "manifest.json"
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_verified_files_are_returned_as_they_are(models: Path) -> None:
    entry = load_manifest(models).model("read")
    content = read_verified(models, entry.files().xml)
    assert content == (models / "plate-reader-fp16.xml").read_bytes()


def test_a_changed_byte_is_noticed(models: Path) -> None:
    path = models / "plate-reader-fp16.xml"
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    with pytest.raises(WeightsError, match="has changed"):
        load_vision(models)


def test_a_shortened_file_is_noticed(models: Path) -> None:
    path = models / "plate-detector-fp16.bin"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(WeightsError, match="the manifest states"):
        load_vision(models)


def test_a_missing_file_is_noticed(models: Path) -> None:
    (models / "plate-detector-fp16.bin").unlink()
    with pytest.raises(WeightsError, match="No such file"):
        load_vision(models)


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"manifest\.json cannot be read"):
        load_manifest(tmp_path)


def test_a_manifest_that_is_not_json_is_refused(models: Path) -> None:
    (models / "manifest.json").write_bytes(b"\xff\xfe{")
    with pytest.raises(WeightsError, match="is not JSON"):
        load_manifest(models)


@pytest.mark.parametrize("content", ["[]", "{}", '{"schema": 2, "models": []}'])
def test_a_manifest_of_another_schema_is_refused(models: Path, content: str) -> None:
    (models / "manifest.json").write_text(content)
    with pytest.raises(WeightsError, match="schema 1"):
        load_manifest(models)


@pytest.mark.parametrize("missing", ["name", "version", "precision", "default_precision"])
def test_an_incomplete_entry_is_refused(models: Path, missing: str) -> None:
    change_manifest(models, lambda manifest: manifest["models"][0].pop(missing))
    with pytest.raises(WeightsError, match=missing):
        load_manifest(models)


@pytest.mark.parametrize("name", ["../weights/x.xml", "/etc/passwd", ""])
def test_files_outside_the_folder_are_refused(models: Path, name: str) -> None:
    def change(manifest: Any) -> None:
        manifest["models"][0]["precision"]["fp16"]["xml"]["file"] = name

    change_manifest(models, change)
    with pytest.raises(WeightsError, match="not the name of a file"):
        load_manifest(models)


def test_a_default_precision_that_does_not_come_is_refused(models: Path) -> None:
    def change(manifest: Any) -> None:
        manifest["models"][1]["default_precision"] = "int8"

    change_manifest(models, change)
    with pytest.raises(WeightsError, match="does not come in int8, only in fp16"):
        load_manifest(models)


def test_an_unknown_precision_is_refused(models: Path) -> None:
    with pytest.raises(WeightsError, match="does not come in int8"):
        load_vision(models, precision="int8")


def test_a_manifest_without_reader_is_refused(models: Path) -> None:
    change_manifest(models, lambda manifest: manifest["models"].pop())
    with pytest.raises(WeightsError, match="no model for the task read"):
        load_vision(models)


def test_a_reader_without_alphabet_is_refused(models: Path) -> None:
    change_manifest(models, lambda manifest: manifest["models"][1].pop("alphabet"))
    with pytest.raises(WeightsError, match="alphabet"):
        load_vision(models)


def test_the_loaded_weights_are_named(tiny_models: Path) -> None:
    info = load_vision(tiny_models, threads=1).info
    assert (info.device, info.precision, info.reason) == ("CPU", "fp16", "as configured")
    assert (info.detector_version, info.reader_version) == ("0.0.1", "0.0.1")


def test_what_openvino_chose_is_named(tiny_models: Path) -> None:
    info = load_vision(tiny_models, device="AUTO").info
    assert "CPU" in info.device
    assert info.reason == "OpenVINO chose it"


def test_the_environment_names_the_default_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLACA_MODELS", str(tmp_path))
    assert default_models_dir() == tmp_path


def test_the_manifest_advises_size_and_threshold_and_options_overrule_it(models: Path) -> None:
    def change(manifest: Any) -> None:
        manifest["models"][0] |= {"threshold": 0.55, "frame_threshold": 0.45}
        manifest["models"][0]["input"] |= {"long_side": 640, "least_side": 544, "frame_side": 448}

    change_manifest(models, change)
    advised = detector_settings(load_manifest(models).model("detect"))
    assert (advised.threshold, advised.long_side, advised.least_side) == (0.55, 640, 544)
    assert (advised.frame_threshold, advised.frame_side) == (0.45, 448)
    picture = scene(1280, 720)
    draw_plate(picture, "AB12", 100, 100)
    assert len(load_vision(models, threads=1).detector.detect(picture)) == 1
    assert load_vision(models, threads=1, threshold=0.95).detector.detect(picture) == ()


def test_advice_that_makes_no_sense_is_refused(models: Path) -> None:
    def change(manifest: Any) -> None:
        manifest["models"][0]["threshold"] = "high"

    change_manifest(models, change)
    with pytest.raises(WeightsError, match="advice for plate-detector"):
        load_vision(models)


def test_a_quick_reader_reads_first_where_the_manifest_has_one(models: Path) -> None:
    def add(manifest: Any) -> None:
        reader = next(model for model in manifest["models"] if model["task"] == "read")
        manifest["models"].append(reader | {"name": "quick-reader", "task": "glance"})

    change_manifest(models, add)
    reader = load_vision(models, threads=1).reader
    assert reader.first is not reader
    assert [reading.text for reading in reader.read([crop_of("AB12")])] == ["AB12"]


def test_a_narrow_reader_is_loaded_where_the_manifest_has_one(models: Path) -> None:
    def add(manifest: Any) -> None:
        reader = next(model for model in manifest["models"] if model["task"] == "read")
        missing = json.loads(json.dumps(reader).replace("plate-reader", "narrow-reader"))
        manifest["models"].append(missing | {"task": "compare"})

    change_manifest(models, add)
    with pytest.raises(WeightsError, match="narrow-reader"):
        load_vision(models, threads=1)
