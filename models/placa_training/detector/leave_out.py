"""Trains without a source and judges on it: how a design does where it has never been.

Every group of sources is left out once, in a short training from one common start, which must not
have learned from them either. Of each source that was left out: plates found at IoU 0.5 and 0.7 at
the lowest threshold that keeps to the extra boxes allowed, and the boxes' mean IoU. With 0 steps
the start itself is judged.

python -m placa_training.detector.leave_out --help
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
import json
from pathlib import Path

import numpy as np

from placa_training.detector.evaluate import JudgedPicture, extra, judge_all, recall, threshold_for
from placa_training.detector.export import load_network
from placa_training.detector.pictures import Picture, load_sources
from placa_training.detector.train import LONG_SIDE, DetectorTrainingSettings, torch_infer, train
from placa_training.settings import from_command_line, setting

GROUPS = "us-florida,us-vanity vn-gate,thai-overpass,thai-street,my-road-ir,in-campus"
"""Sources of one part of the world are left out together: it is new, then, not only the camera."""
ALLOWED_EXTRA = 0.15


@dataclass(frozen=True)
class LeaveOutSettings:
    """What leaving out needs to know."""

    data: Path = setting("folder with detect/ and detect2/")
    start: Path = setting("checkpoint that has seen none of these sources")
    run: Path = setting("folder for the trainings and leave-out.json")
    groups: str = setting("groups with spaces between them, of sources with commas", GROUPS)
    steps: int = setting("of each training", 600)
    rate: float = setting("learning rate at its peak", 6e-4)
    long_side: int = setting("pixels that pictures are judged at", LONG_SIDE)
    at_most: int = setting("pictures of a source to judge on", 200)
    seed: int = setting("of all chance", 1)
    workers: int = setting("processes that prepare pictures", 0)


@dataclass(frozen=True)
class Outcome:
    """How well the plates of one source were found, shares in [0, 1]; extra boxes a picture."""

    source: str
    pictures: int
    plates: int
    threshold: float
    found: float
    found_tightly: float
    extra: float
    mean_iou: float


def outcome(source: str, judged: Sequence[JudgedPicture]) -> Outcome:
    """Sum up what was judged of one source, at the threshold for ALLOWED_EXTRA."""
    threshold = threshold_for(judged, ALLOWED_EXTRA)
    scores = np.concatenate([one.scores for one in judged])
    ious = np.concatenate([one.ious for one in judged])
    hits = scores >= threshold
    return Outcome(
        source,
        len(judged),
        len(scores),
        threshold,
        recall(judged, threshold),
        float((hits & (ious >= 0.7)).mean()) if len(scores) else 0.0,
        extra(judged, threshold),
        float(ious[hits].mean()) if hits.any() else 0.0,
    )


def mean_and_worst(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the mean over sources of found, found tightly and IoU, and the worst found."""
    return {
        "mean found": float(np.mean([one.found for one in outcomes])),
        "worst found": min(one.found for one in outcomes),
        "mean found tightly": float(np.mean([one.found_tightly for one in outcomes])),
        "mean IoU": float(np.mean([one.mean_iou for one in outcomes])),
    }


def spread(pictures: Sequence[Picture], at_most: int) -> list[Picture]:
    """Take so many pictures, evenly spread."""
    places = np.linspace(0, len(pictures) - 1, min(at_most, len(pictures))).round().astype(int)
    return [pictures[place] for place in places]


def leave_out(settings: LeaveOutSettings) -> list[Outcome]:
    """Train without each group and judge on its sources; write and return the outcomes.

    A group whose outcomes were written by a run before is not trained anew. Raises ValueError for a
    source that has no pictures to train with.
    """
    path = settings.run / "leave-out.json"
    outcomes: list[Outcome] = []
    if path.exists():
        written = json.loads(path.read_text(encoding="utf-8"))
        outcomes = [Outcome(**one) for one in written["sources"]]
    for group in settings.groups.split():
        sources = group.split(",")
        if {one.source for one in outcomes} >= set(sources):
            continue
        checkpoint = settings.start
        if settings.steps:
            checkpoint = train(
                DetectorTrainingSettings(
                    data=settings.data,
                    start=settings.start,
                    run=settings.run / group,
                    steps=settings.steps,
                    rate=settings.rate,
                    seed=settings.seed,
                    workers=settings.workers,
                    save_every=settings.steps,
                    judge_every=settings.steps + 1,
                    without=group,
                )
            )
        infer = torch_infer(load_network(checkpoint))
        for source in sources:
            pictures = load_sources(settings.data, source)
            if not pictures:
                raise ValueError(f"no pictures of {source} in {settings.data.name}")
            some = spread(pictures, settings.at_most)
            outcomes.append(outcome(source, judge_all(infer, some, settings.long_side)))
        _write(path, outcomes)
    return outcomes


def _write(path: Path, outcomes: Sequence[Outcome]) -> None:
    report = {"sources": [asdict(one) for one in outcomes], **mean_and_worst(outcomes)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Leave out, and print a table."""
    outcomes = leave_out(from_command_line(LeaveOutSettings, __doc__))
    print("source            pictures plates  found  at 0.7  extra  mean IoU  threshold")
    for one in outcomes:
        print(
            f"{one.source:<17} {one.pictures:8} {one.plates:6} {one.found:6.1%} "
            f"{one.found_tightly:7.1%} {one.extra:6.2f} {one.mean_iou:9.3f} {one.threshold:10.2f}"
        )
    for name, value in mean_and_worst(outcomes).items():
        print(f"{name}: {value:.3f}")


if __name__ == "__main__":
    main()
