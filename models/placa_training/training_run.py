"""What the trainings of the detector and of the readers share: state, checkpoints, progress."""

from dataclasses import dataclass
from pathlib import Path
import time
from typing import Any, Generic, TypeVar

import torch
from torch import nn

Network = TypeVar("Network", bound=nn.Module)


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

    def follow(self, decay: float) -> None:
        """Move the running average towards the network; see `follow`."""
        follow(self.average, self.network, self.step, decay)


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
