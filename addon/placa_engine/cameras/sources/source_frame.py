"""A frame that is converted only as far as it is used."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from placa_engine.imaging.frame import Picture
from placa_engine.imaging.geometry import Box

type Luma = NDArray[np.uint8]
"""Brightness, uint8, shape (height, width), reduced to about a sixth of each side."""


@dataclass(frozen=True, slots=True, eq=False)
class SourceFrame:
    """A frame as its source holds it.

    `size` is (width, height) in pixels of the picture. `luma` and `picture` convert when
    called; they raise `SourceError` if the frame turns out to be damaged. `is_key` says
    that it was coded on its own, without the frames before. `skipped` frames since the one
    before were never decoded, since nothing moved; a frame is `catching_up` if it was decoded
    late, since something began to move after it. `left_out` frames before it came faster than the
    machine could decode them. `monotonic`, `captured_at`,
    `watched_since` and `moving` are those of `placa_engine.imaging.frame.Frame`.
    """

    size: tuple[int, int]
    monotonic: float
    captured_at: datetime
    luma: Callable[[], Luma]
    picture: Callable[[], Picture]
    is_key: bool = True
    skipped: int = 0
    catching_up: bool = False
    left_out: int = 0
    watched_since: float | None = None
    moving: Box | None = None
