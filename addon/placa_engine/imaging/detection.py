"""A plate found in one frame."""

from dataclasses import dataclass

from placa_engine.imaging.geometry import Box, Quad


@dataclass(frozen=True, slots=True)
class PlateDetection:
    """A plate's corners and box in pixels of the frame, and a score in [0, 1]."""

    quad: Quad
    box: Box
    score: float
