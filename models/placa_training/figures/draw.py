"""Draws what `script/bench --doubt --cameras --json FILE` measured.

script/train figures.draw --figures FILE --out docs/images
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from placa_training.settings import from_command_line, setting


@dataclass(frozen=True)
class FigureSettings:
    """What the drawing needs to know."""

    figures: Path = setting("what script/bench --json wrote")
    out: Path = setting("folder of the pictures")


def draw_doubt(doubt: Mapping[str, Any], path: Path) -> None:
    """Draw the reliability diagram, and precision over coverage."""
    figure = Figure(figsize=(9, 3.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    confidence, share, count = zip(*doubt["reliability"], strict=True)
    left.plot((0, 1), (0, 1), "--", color="gray", linewidth=1)
    left.scatter(confidence, share, s=[10 + 0.5 * one for one in count], alpha=0.7)
    left.set(
        xlabel="least sure character",
        ylabel="share of whole texts right",
        title=f"One look: expected calibration error {doubt['calibration_error']:.3f}",
    )
    for name, label in (("coverage", "one reader"), ("coverage_second", "no disagreement")):
        coverage, precision = zip(*doubt[name], strict=True)
        right.plot(coverage, precision, label=label)
    right.set(xlabel="plates accepted", ylabel="of these right", ylim=(0.95, 1.001))
    right.set_title("Three looks: precision over coverage")
    right.legend()
    figure.savefig(path, dpi=110)


def draw_cameras(loads: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw what a frame costs by stage, for each number of cameras."""
    figure = Figure(figsize=(7, 3.2), layout="constrained")
    axes = figure.subplots()
    names = [f"{load['cameras']}" for load in loads]
    bottom = [0.0] * len(loads)
    for stage in loads[0]["stages"]:
        heights = [load["stages"][stage] for load in loads]
        axes.bar(names, heights, bottom=bottom, label=stage, width=0.6)
        bottom = [below + height for below, height in zip(bottom, heights, strict=True)]
    for place, load in enumerate(loads):
        told = f"{load['right']}/{load['wanted']} plates\n{load['rate']:.0f} frames/s"
        axes.text(place, bottom[place], told, ha="center", va="bottom", fontsize=8)
    axes.set(xlabel="cameras", ylabel="ms of processor a frame", ylim=(0, 1.3 * max(bottom)))
    axes.legend(fontsize=8, ncols=5, loc="upper center")
    figure.savefig(path, dpi=110)


def main() -> None:
    """Draw whatever is in the file."""
    settings = from_command_line(FigureSettings, __doc__)
    figures = json.loads(settings.figures.read_text(encoding="utf-8"))
    settings.out.mkdir(parents=True, exist_ok=True)
    if "doubt" in figures:
        draw_doubt(figures["doubt"], settings.out / "doubt.png")
    if "cameras" in figures:
        draw_cameras(figures["cameras"], settings.out / "cameras.png")


if __name__ == "__main__":
    main()
