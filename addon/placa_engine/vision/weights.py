"""The weights that ship: what the manifest says of them, and that they are unchanged."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
import json
from pathlib import Path
from typing import Any

SCHEMA = 1
MANIFEST = "manifest.json"


class WeightsError(Exception):
    """Weights are missing, changed or not described; the message is one line."""


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """A file beside the manifest with its SHA-256 (hex) and its size in bytes."""

    file: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class WeightsFiles:
    """The two files of an OpenVINO IR."""

    xml: WeightsFile
    bin: WeightsFile


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One model of the manifest. `details` is its whole entry as written there."""

    name: str
    version: str
    task: str
    license: str
    default_precision: str
    precisions: Mapping[str, WeightsFiles]
    details: Mapping[str, Any]

    def files(self, precision: str | None = None) -> WeightsFiles:
        """Return the files of a precision, None for the default one.

        Raise WeightsError where the model does not come in it.
        """
        wanted = precision or self.default_precision
        try:
            return self.precisions[wanted]
        except KeyError:
            raise WeightsError(
                f"{self.name} does not come in {wanted}, only in {', '.join(self.precisions)}"
            ) from None


@dataclass(frozen=True, slots=True)
class Manifest:
    """All models of a folder."""

    folder: Path
    models: tuple[ModelEntry, ...]

    def model(self, task: str) -> ModelEntry:
        """Return the model for a task ("detect" or "read"). Raise WeightsError without one."""
        entry = self.find(task)
        if entry is None:
            raise WeightsError(f"{self.folder / MANIFEST} names no model for the task {task}")
        return entry

    def find(self, task: str) -> ModelEntry | None:
        """Return the model for a task, None without one ("detect" and "read" are needed)."""
        return next((entry for entry in self.models if entry.task == task), None)


def load_manifest(folder: Path) -> Manifest:
    """Read a folder's manifest. Raise WeightsError for a missing or malformed one."""
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise WeightsError(f"{path} is not JSON") from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise WeightsError(f"{path} is not a manifest of schema {SCHEMA}")
    try:
        models = tuple(_entry(details) for details in content["models"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise WeightsError(f"{path} lacks or misspells something: {error}") from error
    return Manifest(folder, models)


def read_verified(folder: Path, file: WeightsFile) -> bytes:
    """Return a file's content. Raise WeightsError unless its size and SHA-256 are as stated."""
    path = folder / file.file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror}") from error
    if len(content) != file.bytes:
        raise WeightsError(f"{path} has {len(content)} bytes, the manifest states {file.bytes}")
    if sha256(content).hexdigest() != file.sha256:
        raise WeightsError(f"{path} has changed: its SHA-256 is not the manifest's")
    return content


def _entry(details: Mapping[str, Any]) -> ModelEntry:
    entry = ModelEntry(
        name=str(details["name"]),
        version=str(details["version"]),
        task=str(details["task"]),
        license=str(details["license"]),
        default_precision=str(details["default_precision"]),
        precisions={
            str(precision): WeightsFiles(_file(files["xml"]), _file(files["bin"]))
            for precision, files in details["precision"].items()
        },
        details=details,
    )
    entry.files()
    return entry


def _file(details: Mapping[str, Any]) -> WeightsFile:
    name = str(details["file"])
    if not name or name != Path(name).name:
        raise ValueError(f"{name!r} is not the name of a file in the manifest's folder")
    return WeightsFile(name, str(details["sha256"]).lower(), int(details["bytes"]))
