"""Quick draws from a numpy generator; its own scalar methods cost more than the drawing."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw from [low, high)."""
    return low + (high - low) * rng.random()


def maybe(rng: np.random.Generator, chance: float) -> bool:
    """Return True with the given chance."""
    return rng.random() < chance


def pick(rng: np.random.Generator, options: Sequence[T]) -> T:
    """Draw one of the options evenly."""
    return options[int(rng.random() * len(options))]
