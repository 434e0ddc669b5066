"""Train the plate reader: python -m placa_workshop.reader.train --help.

The learning rate rises over the first steps, then falls in a line to zero over the run, which
ends after --steps or --minutes. A run is resumed from its folder.

The first layers of the starting point stay as they are: their resolution makes them a fifth of
the work, and strokes are strokes.
"""

import argparse
import copy
from dataclasses import dataclass
import math
from pathlib import Path
import time
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from placa_workshop.reader.alphabet import BLANK, decode
from placa_workshop.reader.checkpoint import load_reader
from placa_workshop.reader.dataset import (
    Batch,
    Sampler,
    is_held_out,
    load_real,
    load_records,
    read_crop,
)
from placa_workshop.reader.network import Reader
from placa_workshop.reader.picture_input import HEIGHT, WIDTH, stretch
from placa_workshop.reader.starting_point import load_starting_point

WARM_UP = 200
FROZEN_BLOCKS = 3
EMA_DECAY = 0.998


@dataclass
class Run:
    """What a checkpoint holds; `part` says how much of the training is over, 0 to 1."""

    reader: Reader
    average: Reader
    optimiser: torch.optim.AdamW
    step: int = 0
    part: float = 0.0

    def save(self, path: Path) -> None:
        """Write a checkpoint, replacing the old one whole."""
        state = {
            "reader": self.reader.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "part": self.part,
        }
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def load(self, path: Path) -> None:
        """Continue from a checkpoint."""
        state: dict[str, Any] = torch.load(path, weights_only=True)
        self.reader.load_state_dict(state["reader"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.part = state["step"], state["part"]


def normalise(pictures: Tensor) -> Tensor:
    """uint8 [N, H, W, 3] to float [N, 3, H, W] in -1..1."""
    return (pictures.permute(0, 3, 1, 2).float() / 127.5 - 1).contiguous(
        memory_format=torch.channels_last
    )


def loss_of(reader: nn.Module, batch: Batch) -> Tensor:
    """Mean CTC loss per character."""
    logits = reader(normalise(torch.from_numpy(batch.pictures)))
    steps = torch.full((logits.shape[0],), logits.shape[1], dtype=torch.long)
    return nn.functional.ctc_loss(
        logits.log_softmax(2).transpose(0, 1),
        torch.from_numpy(batch.targets),
        steps,
        torch.from_numpy(batch.lengths),
        BLANK,
        zero_infinity=True,
    )


def follow(average: Reader, reader: Reader, step: int) -> None:
    """Move the averaged weights towards the trained ones."""
    decay = min(EMA_DECAY, (1 + step) / (10 + step))
    with torch.no_grad():
        for slow, fast in zip(average.parameters(), reader.parameters(), strict=True):
            slow.lerp_(fast, 1 - decay)


@torch.no_grad()
def exact(reader: Reader, records: Path) -> float:
    """Share of the crops of a .jsonl file that are read exactly."""
    right = total = 0
    pairs = [(stretch(read_crop(image)), text) for image, text, _ in load_records(records)]
    for start in range(0, len(pairs), 32):
        part = pairs[start : start + 32]
        logits = reader(normalise(torch.from_numpy(np.stack([picture for picture, _ in part]))))
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
                "size": min(max(size, 0.001), 0.1) if size else 0.02,
            }
        )
    return made


def rate_at(step: int, part: float, peak: float) -> float:
    """Return the rate: a linear warm-up, then a line down to zero at `part` 1."""
    return peak * min(1.0, (step + 1) / WARM_UP) * (1 - part)


def train(options: argparse.Namespace) -> None:
    """Train from the starting point, or from where the run stopped."""
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    if options.start.suffix == ".onnx":
        reader = Reader()
        load_starting_point(reader, options.start)
    else:
        reader = load_reader(options.start)
    for early in (reader.stem, *reader.blocks[:FROZEN_BLOCKS]):
        early.requires_grad_(requires_grad=False)
    reader = reader.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks it
    run = Run(reader, copy.deepcopy(reader), torch.optim.AdamW(groups(reader), betas=(0.9, 0.98)))
    checkpoint = options.run / "reader.pt"
    options.run.mkdir(parents=True, exist_ok=True)
    if checkpoint.exists():
        run.load(checkpoint)
    everything = load_real(options.data / "train.jsonl")
    real = [crop for crop in everything if not is_held_out(crop.text)]
    print(f"{len(real)} real crops, from step {run.step}", flush=True)
    sampler = Sampler(real, options.real_share, (HEIGHT, WIDTH), options.seed + run.step)
    first, gone = run.step, run.part
    began, running = time.monotonic(), 0.0
    for batch in sampler.batches(options.batch):
        minutes = (time.monotonic() - began) / 60
        done = max(minutes / options.minutes, (run.step - first) / max(options.steps - first, 1))
        run.part = gone + (1 - gone) * min(done, 1.0)
        if run.part >= 1:
            break
        rate = rate_at(run.step, run.part, options.rate)
        for group in run.optimiser.param_groups:
            group["lr"] = rate * group["size"]
        loss = loss_of(run.reader, batch)
        run.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch's Tensor.backward is untyped
        nn.utils.clip_grad_norm_(run.reader.parameters(), 1.0)
        run.optimiser.step()
        run.step += 1
        follow(run.average, run.reader, run.step)
        running += float(loss.detach())
        if run.step % options.report == 0:
            speed = (run.step - first) * options.batch / (time.monotonic() - began)
            line = f"step {run.step} loss {running / options.report:.4f} {speed:.1f} crops/s"
            running = 0.0
            if run.step % (options.report * 5) == 0:
                line += f" val {exact(run.average, options.data / 'val.jsonl'):.4f}"
                run.save(checkpoint)
            print(f"{line} {time.strftime('%H:%M:%S')}", flush=True)
    run.save(checkpoint)
    print(f"val {exact(run.average, options.data / 'val.jsonl'):.4f} at step {run.step}")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with train.jsonl, val.jsonl"
    )
    parser.add_argument(
        "--start", type=Path, required=True, help="PP-OCRv4 recognition ONNX, or a checkpoint"
    )
    parser.add_argument("--run", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=math.inf, help="end after so long")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument(
        "--rate", type=float, default=4e-3, help="step of a parameter in proportion to its size"
    )
    parser.add_argument("--real-share", type=float, default=0.5)
    parser.add_argument("--report", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    train(parser.parse_args())


if __name__ == "__main__":
    main()
