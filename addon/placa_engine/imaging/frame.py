"""One decoded picture."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from placa_engine.imaging.geometry import Box

type Picture = NDArray[np.uint8]
"""uint8 BGR, shape (height, width, 3)."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A picture of one camera with its capture time.

    `monotonic` is in seconds of the engine's monotonic clock (for a file: seconds
    from its start); `captured_at` is UTC. `watched_since` is the time on the monotonic clock
    since which no longer break has kept the camera from being watched, None if unknown.
    `moving` is where something moves, (x1, y1, x2, y2) in parts of the width and height.
    """

    camera_id: str
    index: int
    picture: Picture
    monotonic: float
    captured_at: datetime
    watched_since: float | None = None
    moving: Box | None = None
