"""The settings of the engine, from a JSON or TOML file."""

from collections.abc import Mapping
import json
import os
from pathlib import Path
import tomllib
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from placa_engine.cameras.config import MAX_CAMERAS, CameraConfig
from placa_engine.validation_errors import describe_errors


def _default_data() -> Path:
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "placa"


class ConfigError(Exception):
    """The settings cannot be used. The message is a whole sentence without secrets."""


class RetentionConfig(BaseModel):
    """After how many days what is forgotten.

    `unknown_days` is for sightings of plates that are not the household's; until the
    household's plates are known, all sightings are kept for `known_days`. `picture_days`
    is for the pictures of any sighting.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    known_days: Annotated[float, Field(gt=0, le=3660)] = 30.0
    unknown_days: Annotated[float, Field(gt=0, le=3660)] = 7.0
    picture_days: Annotated[float, Field(gt=0, le=3660)] = 7.0


class EngineConfig(BaseModel):
    """Everything that can be set.

    `data` is the folder of the database, the pictures, the token and the key. `token`, else
    $PLACA_TOKEN, is what clients must show, 16 to 200 visible ASCII characters; without
    both one is made up and kept in `data`. Who has the `viewer_token` sees cameras and
    sightings, and who has the `metrics_token` counts; without them nobody has. `models`,
    `device`, `precision` and `threads` are those of `placa_engine.vision.vision.load_vision`.
    Relative paths in a file count from its folder.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8098
    data: Path = Field(default_factory=_default_data)
    token: Annotated[str | None, Field(pattern=r"^[!-~]{16,200}$", repr=False)] = None
    viewer_token: Annotated[str | None, Field(pattern=r"^[!-~]{16,200}$", repr=False)] = None
    metrics_token: Annotated[str | None, Field(pattern=r"^[!-~]{16,200}$", repr=False)] = None
    models: Path | None = None
    device: str = "CPU"
    precision: Literal["fp16", "int8"] | None = None
    threads: Annotated[int, Field(ge=1, le=256)] | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    retention: RetentionConfig = RetentionConfig()
    cameras: Annotated[tuple[CameraConfig, ...], Field(max_length=MAX_CAMERAS)] = ()

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        if len({camera.camera_id for camera in self.cameras}) != len(self.cameras):
            raise ValueError("two cameras have the same camera_id")
        tokens = [one for one in (self.token, self.viewer_token, self.metrics_token) if one]
        if len(set(tokens)) != len(tokens):
            raise ValueError("two tokens are the same")
        return self


def load_config(path: Path) -> EngineConfig:
    """Read a .json or .toml file. Raises ConfigError."""
    try:
        text = path.read_text(encoding="utf-8")
        content = tomllib.loads(text) if path.suffix == ".toml" else json.loads(text)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError:
        kind = "TOML" if path.suffix == ".toml" else "JSON"
        raise ConfigError(f"{path} is no valid {kind}.") from None
    try:
        config = EngineConfig.model_validate(content)
    except ValidationError as error:
        raise ConfigError(f"{path}: {describe_errors(error)}") from None
    return _with_absolute_paths(path.resolve().parent, config)


def with_changes(config: EngineConfig, changes: Mapping[str, Any]) -> EngineConfig:
    """Return the settings with some replaced. Raises ConfigError if these do not fit."""
    try:
        EngineConfig.model_validate(dict(changes))
    except ValidationError as error:
        raise ConfigError(f"The settings do not fit: {describe_errors(error)}") from None
    return config.model_copy(update=dict(changes))


def _with_absolute_paths(folder: Path, config: EngineConfig) -> EngineConfig:
    """Return the settings with all relative paths made absolute."""
    changes: dict[str, Any] = {
        "data": folder / config.data,
        "models": None if config.models is None else folder / config.models,
        "cameras": tuple(
            camera.model_copy(update={"url": str(folder / camera.url)})
            if camera.is_file
            else camera
            for camera in config.cameras
        ),
    }
    return config.model_copy(update=changes)
