"""What a training run was: data, settings, tools, fonts and curves, kept beside its checkpoint."""

from collections.abc import Mapping
import csv
from dataclasses import asdict
from datetime import UTC, datetime
import hashlib
from importlib.metadata import version
import json
from pathlib import Path
import platform
from typing import Any

import matplotlib as mpl

from placa_training.records import picture_of
from placa_training.renderer import fonts

TOOLS = ("torch", "numpy", "opencv-python-headless", "openvino", "nncf")
COLUMNS = ("step", "name", "value")
BAR = "{desc} {percentage:3.0f}%|{bar:30}| {elapsed}<{remaining}{postfix}"
"""How the progress of a training is shown."""


def data_hash(records: Path) -> dict[str, Any]:
    """Hash a .jsonl file and the pictures it lists, in its order. Raises OSError if one lacks."""
    digest = hashlib.sha256()
    lines = records.read_bytes().splitlines()
    for line in lines:
        digest.update(line)
        digest.update(picture_of(records, json.loads(line)["image"]).read_bytes())
    return {"records": records.name, "count": len(lines), "sha256": digest.hexdigest()}


class RunRecord:
    """Writes `record.json`, `curves.csv` and `curves.png` into a run's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def begin(self, settings: Any, step: int, *data: Path) -> None:
        """Note that training begins or goes on at `step`, with these settings and data."""
        path = self._folder / "record.json"
        parts = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        parts.append(
            {
                "began": datetime.now(UTC).isoformat(timespec="seconds"),
                "from_step": step,
                "settings": {name: _plain(value) for name, value in asdict(settings).items()},
                "data": [data_hash(records) for records in data],
                "python": platform.python_version(),
                "tools": {tool: version(tool) for tool in TOOLS},
                "fonts": fonts.at_hand(),
            }
        )
        path.write_text(json.dumps(parts, indent=1) + "\n", encoding="utf-8")

    def add(self, step: int, values: Mapping[str, float]) -> None:
        """Add points to the curves."""
        path = self._folder / "curves.csv"
        fresh = not path.exists()
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            if fresh:
                writer.writerow(COLUMNS)
            writer.writerows((step, name, round(value, 5)) for name, value in values.items())

    def curves(self) -> dict[str, list[tuple[int, float]]]:
        """Return every curve as (step, value) in the order of writing."""
        found: dict[str, list[tuple[int, float]]] = {}
        with (self._folder / "curves.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found.setdefault(row["name"], []).append((int(row["step"]), float(row["value"])))
        return found

    def draw(self) -> Path:
        """Draw all curves, one panel each, and return the picture's path."""
        mpl.use("agg")
        from matplotlib import pyplot as plt  # noqa: PLC0415  # only after its backend is chosen

        curves = self.curves()
        figure, panels = plt.subplots(
            len(curves), 1, sharex=True, squeeze=False, figsize=(7, 1.8 * len(curves))
        )
        for panel, (name, points) in zip(panels[:, 0], curves.items(), strict=True):
            panel.plot(*zip(*points, strict=True), marker="." if len(points) < 50 else "")
            panel.set_ylabel(name)
            panel.grid(alpha=0.3)
        panels[-1, 0].set_xlabel("step")
        path = self._folder / "curves.png"
        figure.tight_layout()
        figure.savefig(path, dpi=100)
        plt.close(figure)
        return path


def _plain(value: Any) -> Any:
    """Leave numbers, texts and nothing as they are; a path becomes its last part."""
    return value.name if isinstance(value, Path) else str(value) if value == float("inf") else value
