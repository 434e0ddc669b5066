import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
import pytest

from placa_engine.cameras.config import CameraConfig
from placa_engine.config import ConfigError, EngineConfig, RetentionConfig, load_config

CAMERA = {"camera_id": "drive", "name": "Drive", "url": "rtsp://viewer:secret@cam/1"}


def written(folder: Path, content: Any) -> Path:
    path = folder / "placa.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_configuration_may_be_empty(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, {}))
    assert (config.host, config.port, config.cameras) == ("127.0.0.1", 8098, ())
    assert (config.retention.known_days, config.retention.unknown_days) == (30, 7)


@pytest.mark.parametrize("model", [EngineConfig, RetentionConfig, CameraConfig])
def test_every_setting_is_documented(model: type[BaseModel]) -> None:
    documented = (Path(__file__).parents[2] / "docs" / "engine.md").read_text(encoding="utf-8")
    assert [name for name in model.model_fields if f"`{name}`" not in documented] == []


def test_json_and_toml_say_the_same(tmp_path: Path) -> None:
    toml = tmp_path / "placa.toml"
    toml.write_text(
        'port = 8100\n[[cameras]]\ncamera_id = "drive"\nname = "Drive"\n'
        'url = "rtsp://viewer:secret@cam/1"\n'
    )
    assert load_config(toml) == load_config(written(tmp_path, {"port": 8100, "cameras": [CAMERA]}))


def test_paths_count_from_the_folder_of_the_file(tmp_path: Path) -> None:
    content = {"data": "kept", "models": "/opt/m", "cameras": [{**CAMERA, "url": "a.mp4"}]}
    config = load_config(written(tmp_path, content))
    assert config.data == tmp_path / "kept"
    assert config.models == Path("/opt/m")
    assert config.cameras[0].url == str(tmp_path / "a.mp4")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"prot": 8098}, "unknown field"),
        ({"port": 99999}, "port: "),
        ({"token": "short"}, "token: "),
        ({"cameras": [{**CAMERA, "url": "ftp://viewer:secret@cam"}]}, "must begin with rtsp://"),
        ({"cameras": [{**CAMERA, "secret": 1}]}, "cameras.0: holds an unknown field"),
        ({"cameras": [CAMERA, CAMERA]}, "same camera_id"),
        ({"retention": {"known_days": 0}}, "retention.known_days: "),
        ([], "dictionary"),
        ("secret", "dictionary"),
    ],
)
def test_mistakes_are_named_in_one_line_without_secrets(
    tmp_path: Path, content: Any, said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(written(tmp_path, content))
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content"), [("a.json", "{"), ("a.toml", "= 1"), ("b.json", "\0")]
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(ConfigError, match="is no valid"):
        load_config(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.json cannot be read: No such file"):
        load_config(tmp_path / "none.json")
