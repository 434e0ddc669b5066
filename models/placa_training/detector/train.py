"""Trains the plate detector; stops and resumes at any step.

The first layers of the starting point stay as they are: their resolution makes them a third of
the work, and edges are edges.

python -m placa_training.detector.train --help
"""

from collections.abc import Sequence
import copy
from dataclasses import dataclass
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader

from placa_training.detector.backbone import ORIGINAL
from placa_training.detector.dataset import TrainingViews, unbatched
from placa_training.detector.evaluate import judge_all, letterbox, recall, threshold_for
from placa_training.detector.loss import Targets, detector_loss
from placa_training.detector.network import PlateDetector
from placa_training.detector.pictures import (
    Picture,
    load_pictures,
    load_training,
    training_sets,
)
from placa_training.detector.pretrained import load_backbone
from placa_training.detector.prune import slim
from placa_training.renderer import paste_plate
from placa_training.renderer.picture import Floats, Image
from placa_training.run_record import RunRecord
from placa_training.settings import from_command_line, setting
from placa_training.training_run import Course, TrainingRun

WARM_UP = 100
BACKBONE_RATE = 0.35
EMA = 0.9985
LONGEST_GRADIENT = 10.0
REPORT_EVERY = 25
ALLOWED_EXTRA = 0.10
LONG_SIDE = 512
SLIMMED_BY = 64
"""Pictures by which the published network is slimmed."""
LOSSES = ("loss", "loss score", "loss box", "loss corner")


@dataclass(frozen=True)
class DetectorTrainingSettings:
    """What a training of the detector needs to know."""

    data: Path = setting("folder with detect/ and, if there is one, detect2/")
    start: Path = setting("the published backbone (.onnx) or a checkpoint (.pt)")
    run: Path = setting("folder of this run's checkpoint and record")
    steps: int = setting("end after so many", 5000)
    minutes: float = setting("end after so long", math.inf)
    batch: int = setting("pictures a step", 8)
    rate: float = setting("learning rate at its peak", 1e-3)
    seed: int = setting("of all chance", 1)
    threads: int = setting("of the network", 1)
    workers: int = setting("processes that prepare pictures", 0)
    save_every: int = setting("steps between checkpoints", 100)
    judge_every: int = setting("steps between judgments", 400)
    without: str = setting("sources left out, with commas between them", "")


def rate_at(step: int, part: float, peak: float) -> float:
    """Return the rate: a linear warm-up, and a cosine to a hundredth of the peak.

    `part` says how much of the training is over, 0 to 1.
    """
    start = min((step + 1) / WARM_UP, 1.0)
    return peak * start * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(part, 1.0))))


def optimizer_for(network: PlateDetector, rate: float) -> torch.optim.AdamW:
    """AdamW: a lower rate for the pretrained backbone, no decay on biases and norms."""
    groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        key = (name.startswith("backbone"), parameter.ndim > 1)
        groups.setdefault(key, []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "weight_decay": 0.02 if decays else 0.0,
                "share": BACKBONE_RATE if pretrained else 1.0,
            }
            for (pretrained, decays), parameters in groups.items()
        ],
        lr=rate,
    )


def torch_infer(network: PlateDetector) -> Any:
    """Return a function from a canvas to plates [A, 13], as the exported network gives them."""
    network.eval()

    def infer(canvas: Image) -> Floats:
        with torch.no_grad():
            p = network(torch.from_numpy(canvas)[None])
        parts = (p.logits.sigmoid()[0, :, None], p.boxes[0], p.quads[0].flatten(1))
        return np.asarray(torch.cat(parts, 1).numpy(), np.float32)

    return infer


def begin(start: Path, rate: float, pictures: Sequence[Picture]) -> TrainingRun[PlateDetector]:
    """Start from the published backbone (.onnx), slimmed by pictures, or a checkpoint (.pt)."""
    if start.suffix == ".onnx":
        wide = PlateDetector(ORIGINAL).eval()
        load_backbone(wide.backbone, start)
        some = pictures[:: max(1, len(pictures) // SLIMMED_BY)]
        canvases = [letterbox(picture.image, LONG_SIDE)[0] for picture in some]
        network = slim(wide, [torch.from_numpy(canvas[None]) for canvas in canvases])
    else:
        network = PlateDetector()
        network.load_state_dict(torch.load(start, weights_only=True)["average"])
    for early in (network.backbone.stem, *network.backbone.stages[:2]):
        early.requires_grad_(requires_grad=False)
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks it
    network.train()
    return TrainingRun(network, copy.deepcopy(network), optimizer_for(network, rate))


def learn(
    run: TrainingRun[PlateDetector], images: Tensor, targets: list[Targets], rate: float
) -> dict[str, float]:
    """Take one step; return the loss and its parts."""
    loss = detector_loss(run.network(images), targets, (images.shape[1], images.shape[2]))
    run.learn(loss.total, rate_at(run.step, run.part, rate), LONGEST_GRADIENT)
    return {name: float(one.detach()) for name, one in zip(LOSSES, loss, strict=True)}


def train(settings: DetectorTrainingSettings) -> Path:
    """Train from the starting point, or from where the run stopped; return the checkpoint."""
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    record = RunRecord(settings.run)
    latest = settings.run / "latest.pt"
    pictures = load_training(settings.data, settings.without.split(","))
    run = begin(settings.start, settings.rate, pictures)
    if latest.exists():
        run.resume(latest)
    records = settings.data / "detect/val.jsonl"
    record.begin(settings, run.step, *training_sets(settings.data), records)
    val = load_pictures(records)
    views = TrainingViews(
        pictures,
        batch=settings.batch,
        seed=settings.seed,
        first=run.step,
        last=settings.steps,
        paste=paste_plate,
    )
    loader = DataLoader(
        views,
        batch_size=1,
        collate_fn=unbatched,
        num_workers=settings.workers,
        prefetch_factor=4 if settings.workers else None,
    )

    def judge(average: PlateDetector) -> dict[str, float]:
        judged = judge_all(torch_infer(average), val, LONG_SIDE)
        return {"recall": recall(judged, threshold_for(judged, ALLOWED_EXTRA))}

    run.carry_out(
        Course(
            steps=settings.steps,
            minutes=settings.minutes,
            report_every=REPORT_EVERY,
            judge_every=settings.judge_every,
            save_every=settings.save_every,
            decay=EMA,
        ),
        loader,
        lambda batch: learn(run, batch[0], batch[1], settings.rate),
        judge,
        record=record,
        checkpoint=latest,
    )
    return latest


def main() -> None:
    """Read the settings and train."""
    train(from_command_line(DetectorTrainingSettings, __doc__))


if __name__ == "__main__":
    main()
