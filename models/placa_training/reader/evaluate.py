"""Judge an exported reader: python -m placa_training.reader.evaluate --model IR.xml --data SHARED.

Prints exact match (strict, and folded with 0=O and 1=I) for every set that is found, by text
length, the calibration of the weakest character, and the time a crop takes.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
import json
from pathlib import Path

import numpy as np

from placa_training.reader.alphabet import Read, fold
from placa_training.reader.augment import CropPicture
from placa_training.reader.dataset import is_held_out, load_records, read_crop
from placa_training.reader.runtime import CompiledReader
from placa_training.records import picture_of
from placa_training.renderer import degrade, make_crop, render_plate

SETS = ("read/val", "bench/us-crops", "bench/eu-crops", "bench/eu", "bench/br")
MARGIN = 0.12


@dataclass(frozen=True)
class JudgedCrop:
    """A crop's read beside its label."""

    read: Read
    text: str
    lines: int | None

    @property
    def strict(self) -> bool:
        """Same text."""
        return self.read.text == self.text

    @property
    def folded(self) -> bool:
        """Same text when 0/O and 1/I count as one."""
        return fold(self.read.text) == fold(self.text)


def crop_box(picture: CropPicture, box: Sequence[float]) -> CropPicture:
    """Cut out the box and 12 % of its width and height on each side, within the picture."""
    x1, y1, x2, y2 = box
    dx, dy = MARGIN * (x2 - x1), MARGIN * (y2 - y1)
    height, width = picture.shape[:2]
    left, top = max(0, round(x1 - dx)), max(0, round(y1 - dy))
    return picture[top : min(height, round(y2 + dy)), left : min(width, round(x2 + dx))]


def labeled_crops(path: Path) -> Iterator[tuple[CropPicture, str, int | None]]:
    """Yield (crop, text, lines if known) of a list of crops, or of scenes with boxes."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        picture = read_crop(picture_of(path, record["image"]))
        if "boxes" in record:
            for box, text in zip(record["boxes"], record["texts"], strict=True):
                if text:
                    yield crop_box(picture, box), text, None
        else:
            yield picture, record["text"], record.get("lines")


def judge(
    reader: CompiledReader, crops: Iterator[tuple[CropPicture, str, int | None]]
) -> list[JudgedCrop]:
    """Read every crop."""
    return [JudgedCrop(reader.read(crop), text, lines) for crop, text, lines in crops]


def held_out(path: Path) -> Iterator[tuple[CropPicture, str, int | None]]:
    """Yield the crops of read/train.jsonl that training leaves out."""
    for image, text, record in load_records(path):
        if is_held_out(text):
            lines = record.get("lines")
            yield read_crop(image), text, lines if isinstance(lines, int) else None


def rendered(
    lines: int, severity: float, count: int
) -> Iterator[tuple[CropPicture, str, int | None]]:
    """Render crops of a number of lines at a severity of degradation."""
    rng = np.random.default_rng(lines * 1000 + int(severity * 100))
    while count:
        plate = render_plate(rng)
        if plate.lines == lines:
            sample = make_crop(rng, plate)
            yield degrade(rng, sample.crop, severity), sample.text, lines
            count -= 1


def calibration_error(judged: Sequence[JudgedCrop], bins: int = 10) -> float:
    """Compare the weakest character's confidence with the share of right reads (expected error).

    Bins of equal width; empty reads count as confidence 0.
    """
    confidence = np.array([one.read.weakest for one in judged])
    right = np.array([one.strict for one in judged], np.float64)
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    gap = 0.0
    for bucket in range(bins):
        inside = index == bucket
        if inside.any():
            gap += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return float(gap)


def summary(judged: Sequence[JudgedCrop]) -> dict[str, float | int]:
    """Count, exact shares and calibration error of a set."""
    return {
        "count": len(judged),
        "strict": round(float(np.mean([one.strict for one in judged])), 4),
        "folded": round(float(np.mean([one.folded for one in judged])), 4),
        "ece": round(calibration_error(judged), 4),
    }


def by_length(judged: Sequence[JudgedCrop]) -> str:
    """Strict exact match for every text length."""
    groups: dict[int, list[bool]] = defaultdict(list)
    for one in judged:
        groups[len(one.text)].append(one.strict)
    return " ".join(f"{n}:{sum(g)}/{len(g)}" for n, g in sorted(groups.items()))


def evaluate(model: Path, data: Path, *, errors: bool = False) -> dict[str, dict[str, float | int]]:
    """Print and return the summaries of all sets under data."""
    reader = CompiledReader(model)
    report: dict[str, dict[str, float | int]] = {}
    here = [name for name in SETS if (data / f"{name}.jsonl").exists()]
    sources = {name: labeled_crops(data / f"{name}.jsonl") for name in here}
    sources["read/train held out"] = held_out(data / "read/train.jsonl")
    for lines in (1, 2):
        for severity in (0.3, 0.8):
            sources[f"rendered, lines {lines}, severity {severity}"] = rendered(
                lines, severity, 200
            )
    for name, crops in sources.items():
        judged = judge(reader, crops)
        report[name] = summary(judged)
        print(f"{name}: {report[name]} by length {by_length(judged)}", flush=True)
        two = [one for one in judged if one.lines == 2]
        if two and len(two) < len(judged):
            print(f"  two lines: {sum(one.strict for one in two)}/{len(two)}")
        if errors:
            for one in judged:
                if not one.strict:
                    print(f"  {one.text} read {one.read.text} {one.read.weakest:.2f}")
    least, median = reader.milliseconds(np.zeros((64, 200, 3), np.uint8))
    print(f"one crop, one thread: least {least:.2f} ms, median {median:.2f} ms")
    report["milliseconds"] = {"least": round(least, 2), "median": round(median, 2)}
    return report


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder with read/ and bench/")
    parser.add_argument("--errors", action="store_true", help="list every misread")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    report = evaluate(options.model, options.data, errors=options.errors)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
