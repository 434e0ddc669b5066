"""Train the plate reader: python -m placa_training.reader.train --help.

The learning rate rises over the first steps, then falls in a line to zero over the run, which
ends after --steps or --minutes. A run is resumed from its folder.

The first layers of the starting point stay as they are: their resolution makes them a fifth of
the work, and strokes are strokes. With a teacher, from which the quick reader is cut, all are
trained, for the cut has hurt the first ones as well.
"""

import copy
from dataclasses import dataclass
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from placa_training.reader.alphabet import BLANK, decode
from placa_training.reader.checkpoint import load_reader
from placa_training.reader.dataset import (
    Batch,
    Crop,
    Sampler,
    is_held_out,
    load_real,
    load_records,
    read_crop,
)
from placa_training.reader.names import READERS, ReaderName
from placa_training.reader.network import (
    ORIGINAL,
    SHIPPED,
    Reader,
    Widths,
    with_columns,
)
from placa_training.reader.picture_input import HEIGHT, STRIDE, stretch
from placa_training.reader.pretrained import load_starting_point
from placa_training.reader.prune import slim
from placa_training.reader.splice import Spliceable, gaps_of
from placa_training.run_record import RunRecord
from placa_training.settings import from_command_line, setting
from placa_training.training_run import Course, TrainingRun

WARM_UP = 200
FROZEN_BLOCKS = 3
SLIMMED_BY = 256
"""Photographed crops by which the published network is slimmed."""
JUDGED_AFTER = 5
"""Reports of the loss between two judgments."""


@dataclass(frozen=True)
class ReaderTrainingSettings:
    """What a training of the reader needs to know."""

    data: Path = setting("folder with train.jsonl and val.jsonl")
    start: Path = setting("PP-OCRv4's recognizer (.onnx) or a checkpoint (.pt)")
    run: Path = setting("folder of this run's checkpoint and record")
    name: ReaderName = setting("plate-reader, narrow-reader or quick-reader", READERS[0])
    teacher: Path = setting("train it to agree with this checkpoint", Path())
    steps: int = setting("end after so many", 10_000)
    minutes: float = setting("end after so long", math.inf)
    batch: int = setting("crops a step", 24)
    rate: float = setting("step of a parameter in proportion to its size, at its peak", 4e-3)
    real_share: float = setting("share of photographed crops", 0.45)
    report: int = setting("steps between reports", 20)
    seed: int = setting("of all chance", 1)


EMA_DECAY = 0.998
LONGEST_GRADIENT = 1.0


def normalize(pictures: Tensor) -> Tensor:
    """uint8 [N, H, W, 3] to float [N, 3, H, W] in -1..1."""
    return (pictures.permute(0, 3, 1, 2).float() / 127.5 - 1).contiguous(
        memory_format=torch.channels_last
    )


def loss_of(reader: nn.Module, batch: Batch, teacher: nn.Module | None = None) -> Tensor:
    """Mean CTC loss per character, and how far the reader is from its teacher.

    That is the divergence of their probabilities at every step, summed over the steps and, like
    the CTC loss, divided by the text's length (Hinton, Vinyals and Dean 2015, for each step: the
    reader is cut from its teacher and keeps its steps).
    """
    crops = normalize(torch.from_numpy(batch.pictures))
    told = reader(crops).log_softmax(2)
    lengths = torch.from_numpy(batch.lengths)
    loss = nn.functional.ctc_loss(
        told.transpose(0, 1),
        torch.from_numpy(batch.targets),
        torch.full((len(crops),), told.shape[1], dtype=torch.long),
        lengths,
        BLANK,
        zero_infinity=True,
    )
    if teacher is None:
        return loss
    with torch.no_grad():
        wanted = teacher(crops).log_softmax(2)
    apart = nn.functional.kl_div(told, wanted, reduction="none", log_target=True).sum((1, 2))
    return loss + (apart / lengths).mean()


@torch.no_grad()
def stock_of(reader: Reader, crops: list[Crop]) -> list[Spliceable]:
    """Return the crops of one line whose characters the reader can tell apart."""
    stock = []
    columns = reader.widths.columns
    for crop in crops:
        if crop.lines == 1:
            logits = reader(normalize(torch.from_numpy(stretch(crop.picture, columns)[None])))
            if gaps := gaps_of(crop.picture, logits.softmax(2)[0].numpy(), crop.text):
                stock.append(Spliceable(crop.picture, crop.text, gaps))
    return stock


@torch.no_grad()
def exact(reader: Reader, records: Path) -> float:
    """Share of the crops of a .jsonl file that are read exactly."""
    right = total = 0
    columns = reader.widths.columns
    pairs = [(stretch(read_crop(image), columns), text) for image, text, _ in load_records(records)]
    for start in range(0, len(pairs), 32):
        part = pairs[start : start + 32]
        logits = reader(normalize(torch.from_numpy(np.stack([picture for picture, _ in part]))))
        for row, (_, text) in zip(logits.softmax(2).numpy(), part, strict=True):
            right += decode(row).text == text
            total += 1
    return right / total


def groups(reader: Reader) -> list[dict[str, Any]]:
    """One group a parameter, its rate in proportion to its size.

    The affine layers folded into the convolutions left some of them a hundred times smaller than
    others; equal steps of Adam would wipe out the small ones.
    """
    made = []
    for parameter in filter(lambda parameter: parameter.requires_grad, reader.parameters()):
        size = float(parameter.detach().square().mean().sqrt())
        decay = 0.01 if parameter.dim() > 1 and size > 0 else 0.0
        made.append(
            {
                "params": [parameter],
                "weight_decay": decay,
                "share": min(max(size, 0.001), 0.1) if size else 0.02,
            }
        )
    return made


def rate_at(step: int, part: float, peak: float) -> float:
    """Return the rate: a linear warm-up, then a line down to zero at `part` 1."""
    return peak * min(1.0, (step + 1) / WARM_UP) * (1 - part)


def begin(start: Path, real: list[Crop], widths: Widths) -> Reader:
    """Load the starting point, slimmed to `widths` by real crops if it has more channels."""
    if start.suffix == ".onnx":
        wide = Reader(ORIGINAL)
        load_starting_point(wide, start)
    else:
        wide = load_reader(start)
    wide = with_columns(wide, widths.columns)
    if wide.widths == widths:
        return wide
    some = real[:: max(1, len(real) // SLIMMED_BY)]
    crops = normalize(
        torch.from_numpy(np.stack([stretch(crop.picture, widths.columns) for crop in some]))
    )
    return slim(wide.eval(), crops.contiguous(), widths).eval()


def beginners(settings: ReaderTrainingSettings, real: list[Crop]) -> tuple[Reader, Reader | None]:
    """Return the reader to train and its teacher, if it has one, who sees what its pupil sees."""
    reader = begin(settings.start, real, SHIPPED[settings.name])
    if settings.teacher == Path():
        for early in (reader.stem, *reader.blocks[:FROZEN_BLOCKS]):
            early.requires_grad_(requires_grad=False)
        return fast(reader), None
    return fast(reader), fast(with_columns(load_reader(settings.teacher), reader.widths.columns))


def fast(reader: Reader) -> Reader:
    """Return the reader with its weights in the order that is fastest on a processor."""
    return reader.to(memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]  # torch's stub lacks it


def train(settings: ReaderTrainingSettings) -> Path:
    """Train from the starting point, or from where the run stopped; return the checkpoint."""
    torch.manual_seed(settings.seed)
    torch.set_num_threads(1)
    everything = load_real(settings.data / "train.jsonl")
    real = [crop for crop in everything if not is_held_out(crop.text)]
    reader, teacher = beginners(settings, real)
    stock = stock_of(teacher or reader, real)
    run = TrainingRun(
        reader, copy.deepcopy(reader), torch.optim.AdamW(groups(reader), betas=(0.9, 0.98))
    )
    checkpoint = settings.run / "reader.pt"
    record = RunRecord(settings.run)
    if checkpoint.exists():
        run.resume(checkpoint)
    size = HEIGHT, STRIDE * reader.widths.columns
    sampler = Sampler(real, settings.real_share, size, settings.seed + run.step, stock)
    record.begin(
        settings, run.step, *(settings.data / f"{name}.jsonl" for name in ("train", "val"))
    )

    def step(batch: Batch) -> dict[str, float]:
        loss = loss_of(run.network, batch, teacher)
        run.learn(loss, rate_at(run.step, run.part, settings.rate), LONGEST_GRADIENT)
        return {"loss": float(loss.detach())}

    run.carry_out(
        Course(
            steps=settings.steps,
            minutes=settings.minutes,
            report_every=settings.report,
            judge_every=settings.report * JUDGED_AFTER,
            save_every=settings.report * JUDGED_AFTER,
            decay=EMA_DECAY,
        ),
        sampler.batches(settings.batch),
        step,
        lambda average: {"exact": exact(average, settings.data / "val.jsonl")},
        record=record,
        checkpoint=checkpoint,
    )
    return checkpoint


def main() -> None:
    """Read the settings and train."""
    train(from_command_line(ReaderTrainingSettings, __doc__))


if __name__ == "__main__":
    main()
