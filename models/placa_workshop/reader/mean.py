"""Averages the weights of runs of which each went on from the one before.

What they agree on stays, and what each learnt by chance is halved: a "model soup" (Wortsman et
al., "Model soups", ICML 2022).

script/train reader.mean --first RUN1/reader.pt --second RUN2/reader.pt --out MEAN.pt
"""

from dataclasses import dataclass
from pathlib import Path

import torch

from placa_workshop.settings import from_command_line, setting


@dataclass(frozen=True)
class Settings:
    """What a mean needs to know."""

    first: Path = setting("a checkpoint")
    second: Path = setting("a checkpoint of a run that went on from the first")
    out: Path = setting("where the mean goes")


def mean(first: Path, second: Path, out: Path) -> None:
    """Write a checkpoint with the mean of two checkpoints' averaged weights."""
    one, other = (torch.load(path, weights_only=True) for path in (first, second))
    average = {
        name: torch.lerp(tensor.float(), other["average"][name].float(), 0.5)
        for name, tensor in one["average"].items()
    }
    torch.save({"average": average, "step": other["step"]}, out)


def main() -> None:
    """Read the settings and average."""
    settings = from_command_line(Settings, __doc__)
    mean(settings.first, settings.second, settings.out)


if __name__ == "__main__":
    main()
