"""Checkpoints: a training run's, and the small one that is committed.

Both are dicts with the averaged weights under "average" and the number of steps under "step"; a
run's holds the trained weights and the optimiser's state besides.
"""

from pathlib import Path
from typing import Any

import torch

from placa_workshop.reader.network import Reader


def load_reader(path: Path) -> Reader:
    """Load the averaged weights of a checkpoint, ready to read."""
    state: dict[str, Any] = torch.load(path, weights_only=True)
    reader = Reader()
    reader.load_state_dict({name: tensor.float() for name, tensor in state["average"].items()})
    return reader.eval()


def write_small(run: Path, out: Path) -> None:
    """Write the averaged weights of a run's checkpoint in half precision."""
    state: dict[str, Any] = torch.load(run, weights_only=True)
    average = {name: tensor.half() for name, tensor in state["average"].items()}
    torch.save({"average": average, "step": state["step"]}, out)
