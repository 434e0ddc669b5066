"""The manifest of the weights that ship: files, hashes, tensors, provenance, figures.

The engine trusts no file that is not in `weights/manifest.json` with its SHA-256.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
import hashlib
import json
from pathlib import Path
from typing import Any, Literal

SCHEMA = 1
Precision = Literal["fp16", "int8"]
Task = Literal["detect", "glance", "read", "compare", "second"]


@dataclass(frozen=True)
class ModelEntry:
    """What the manifest says about one network beside its files.

    `input` and `output` describe the tensors (name, shape, dtype, meaning) and may carry
    whatever the engine needs to use them, such as an alphabet. Everything is JSON data.
    """

    name: str
    version: str
    task: Task
    default_precision: Precision
    input: Mapping[str, Any]
    output: Mapping[str, Any]
    training_data: Sequence[Mapping[str, Any]]
    starting_points: Sequence[Mapping[str, Any]]
    metrics: Mapping[str, Any]
    extra: Mapping[str, Any] = field(default_factory=dict)
    license: str = "Apache-2.0"


def file_entry(path: Path) -> dict[str, Any]:
    """Return name, SHA-256 and size of one file. Raises OSError when it cannot be read."""
    data = path.read_bytes()
    return {"file": path.name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def read_manifest(path: Path) -> dict[str, Any]:
    """Read the manifest, or an empty one when there is none yet.

    Raises ValueError for an unknown schema.
    """
    if not path.exists():
        return {"schema": SCHEMA, "models": []}
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if manifest.get("schema") != SCHEMA:
        raise ValueError(f"manifest schema {manifest.get('schema')!r} is not {SCHEMA}")
    return manifest


def write_entry(weights: Path, entry: ModelEntry) -> dict[str, Any]:
    """Put `entry` in `weights/manifest.json`, with the IR files `NAME-PRECISION.{xml,bin}`.

    The other models' entries stay as they are. Returns the entry as written. Raises
    FileNotFoundError when the files of the default precision are not in `weights`.
    """
    files: dict[str, Any] = {}
    for precision in ("fp16", "int8"):
        pair = {kind: weights / f"{entry.name}-{precision}.{kind}" for kind in ("xml", "bin")}
        if all(path.exists() for path in pair.values()):
            files[precision] = {kind: file_entry(path) for kind, path in pair.items()}
    if entry.default_precision not in files:
        raise FileNotFoundError(f"{entry.name}: no {entry.default_precision} files in {weights}")
    written = {
        "name": entry.name,
        "version": entry.version,
        "task": entry.task,
        "license": entry.license,
        "precision": files,
        "default_precision": entry.default_precision,
        "input": dict(entry.input),
        "output": dict(entry.output),
        **entry.extra,
        "training_data": [dict(one) for one in entry.training_data],
        "starting_points": [dict(one) for one in entry.starting_points],
        "metrics": dict(entry.metrics),
    }
    path = weights / "manifest.json"
    manifest = read_manifest(path)
    models = [model for model in manifest["models"] if model["name"] != entry.name]
    manifest["models"] = sorted([*models, written], key=lambda model: str(model["name"]))
    part = path.with_suffix(".part")
    part.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    part.replace(path)
    return written


def damaged_files(weights: Path) -> list[str]:
    """Return the names of the manifest's files that are missing or whose hash or size differs."""
    damaged = []
    for model in read_manifest(weights / "manifest.json")["models"]:
        for pair in model["precision"].values():
            for stated in pair.values():
                path = weights / stated["file"]
                if not path.exists() or file_entry(path) != stated:
                    damaged.append(stated["file"])
    return damaged
