"""When a camera's frames are looked at turned as well, for plates that lean."""

from dataclasses import dataclass, replace
from math import inf
from typing import Self

from placa_engine.imaging import geometry
from placa_engine.imaging.geometry import Box
from placa_engine.vision.leaning import ROLLS

LARGE = 0.15
"""A vehicle near enough to be read fills this part of the picture's width or height."""

PATIENCE = 5
"""In so many frames something large must move without a clear plate before one is turned."""

INTERVAL = 0.4
"""Seconds between two turned frames while no leaning plate is known."""


@dataclass(frozen=True, slots=True)
class LeaningWatch:
    """What was seen of large things that move without a clear plate; replaced with every frame.

    `roll` is how far, in degrees, frames are turned while the plate that was found so is followed,
    `unclear` the number of frames without a clear plate, `looks` that of turned frames, the last
    of them at `looked_at` (seconds).
    """

    roll: float | None = None
    unclear: int = 0
    looks: int = 0
    looked_at: float = -inf

    def with_frame(self, moving: Box | None, *, in_view: bool, clear: bool) -> Self:
        """Take in a frame: where something moves, in parts of the width and height, if it does.

        `in_view` says that a plate is followed, `clear` that one that is followed is clear.
        """
        if self.roll is not None:
            return self if in_view else replace(self, roll=None, unclear=0)
        if clear:
            return replace(self, unclear=0)
        large = moving is not None and max(geometry.width(moving), geometry.height(moving)) >= LARGE
        return replace(self, unclear=self.unclear + 1) if large else self

    def due(self, at: float) -> float | None:
        """Return by how many degrees the frame is to be turned, None where it is not."""
        if self.roll is not None:
            return self.roll
        if self.unclear < PATIENCE or at - self.looked_at < INTERVAL:
            return None
        return ROLLS[self.looks % len(ROLLS)]

    def with_look(self, at: float, degrees: float, *, found: bool) -> Self:
        """Take in whether a clear plate was found in a frame turned so far."""
        roll = degrees if found else None
        return replace(self, roll=roll, looks=self.looks + 1, looked_at=at)
