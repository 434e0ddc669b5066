"""Checkpoints: a training run's, and the small one that is committed.

Both are dicts with the averaged weights under "average" and the number of steps under "step"; a
run's holds the trained weights and the optimizer's state besides.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from placa_training.reader.network import Reader, Widths


def load_reader(path: Path) -> Reader:
    """Load the averaged weights of a checkpoint, ready to read."""
    state: dict[str, Any] = torch.load(path, weights_only=True)
    average: dict[str, Tensor] = state["average"]
    reader = Reader(widths_of(average))
    reader.load_state_dict({name: tensor.float() for name, tensor in average.items()})
    return reader.eval()


def widths_of(state: Mapping[str, Tensor]) -> Widths:
    """Tell a reader's widths from the shapes of its weights."""

    def channels(block: int) -> int:
        return state[f"blocks.{block}.pointwise.weight"].shape[0]

    mixers = {name.split(".")[1] for name in state if name.startswith("mixers.")}
    early = channels(0), channels(1), channels(3)
    columns = state["position"].shape[-1]
    return Widths(early, channels(5), channels(10), len(mixers), columns)


def write_small(run: Path, out: Path) -> None:
    """Write the averaged weights of a run's checkpoint in half precision."""
    state: dict[str, Any] = torch.load(run, weights_only=True)
    average = {name: tensor.half() for name, tensor in state["average"].items()}
    torch.save({"average": average, "step": state["step"]}, out)
