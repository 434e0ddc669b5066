"""What the trainings of the detector and of the readers share: the loop, state, checkpoints."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
import time
from typing import Any, Generic, TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from placa_training.run_record import BAR, RunRecord

Batch = TypeVar("Batch")
Network = TypeVar("Network", bound=nn.Module)


@dataclass(frozen=True)
class Course:
    """When a training ends, whichever is first, and after how many steps what is done each time.

    `decay` is of the running average of the weights, see `follow`.
    """

    steps: int
    minutes: float
    report_every: int
    judge_every: int
    save_every: int
    decay: float


@dataclass
class TrainingRun(Generic[Network]):
    """A training under way: the network, the running average of its weights, how far it has come.

    `part` says how much of the training is over, 0 to 1.
    """

    network: Network
    average: Network
    optimizer: torch.optim.AdamW
    step: int = 0
    part: float = 0.0

    def save(self, path: Path) -> None:
        """Replace the checkpoint as a whole."""
        state = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "step": self.step,
            "part": self.part,
        }
        beside = path.with_suffix(".part")
        torch.save(state, beside)
        beside.replace(path)

    def resume(self, path: Path) -> None:
        """Go on from a checkpoint."""
        state: dict[str, Any] = torch.load(path, weights_only=True)
        self.network.load_state_dict(state["network"])
        self.average.load_state_dict(state["average"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.part = state["step"], state["part"]

    def learn(self, loss: Tensor, rate: float, longest: float) -> None:
        """Change the weights against a loss; a gradient longer than `longest` is cut to that.

        Each group of weights has a share of the rate.
        """
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["share"]
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]  # torch's Tensor.backward is untyped
        nn.utils.clip_grad_norm_(self.network.parameters(), longest)
        self.optimizer.step()

    def carry_out(
        self,
        course: Course,
        batches: Iterable[Batch],
        step: Callable[[Batch], Mapping[str, float]],
        judge: Callable[[Network], Mapping[str, float]],
        *,
        record: RunRecord,
        checkpoint: Path,
    ) -> None:
        """Take a step with each batch until the course is over; report, judge and save on the way.

        `step` learns from a batch and tells its losses, `judge` tells how good the average is.
        """
        progress = Progress(course.steps, course.minutes, self.step, self.part)
        losses: list[Mapping[str, float]] = []
        bar = tqdm(
            total=1.0, initial=self.part, desc=checkpoint.stem, bar_format=BAR, mininterval=2
        )
        for batch in batches:
            losses.append(step(batch))
            self.step += 1
            follow(self.average, self.network, self.step, course.decay)
            self.part = progress.part(self.step)
            over = self.part >= 1
            bar.update(self.part - bar.n)
            if over or self.step % course.report_every == 0:
                means = {name: float(np.mean([one[name] for one in losses])) for name in losses[0]}
                record.add(self.step, means)
                bar.set_postfix(step=self.step, loss=round(means["loss"], 3))
                losses = []
            if over or self.step % course.save_every == 0:
                self.save(checkpoint)
            if over or self.step % course.judge_every == 0:
                record.add(self.step, judge(self.average))
            if over:
                break
        bar.close()
        record.draw()


class Progress:
    """How much of a training is over, by its steps or by the clock, whichever is further.

    Counts from where the run was taken up: `first` and `gone` are its step and part then.
    """

    def __init__(self, steps: int, minutes: float, first: int, gone: float) -> None:
        self._steps, self._minutes = steps, minutes
        self._first, self._gone = first, gone
        self._began = time.monotonic()

    def part(self, step: int) -> float:
        """Return the part after a step, 0 to 1."""
        minutes = (time.monotonic() - self._began) / 60
        steps = (step - self._first) / max(self._steps - self._first, 1)
        return self._gone + (1 - self._gone) * min(max(minutes / self._minutes, steps), 1.0)


@torch.no_grad()
def follow(average: nn.Module, network: nn.Module, step: int, decay: float) -> None:
    """Move a running average of weights towards a network, faster in the first steps."""
    decay = min(decay, (1 + step) / (10 + step))
    pairs = zip(average.state_dict().values(), network.state_dict().values(), strict=True)
    for kept, new in pairs:
        if kept.dtype.is_floating_point:
            kept.lerp_(new, 1 - decay)
        else:
            kept.copy_(new)
