"""One vehicle's pass through one camera's view."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from placa_engine.imaging.geometry import Box, Quad
from placa_engine.plates.reading import CharReading


class Direction(StrEnum):
    """How the plate moved in the picture, by far the largest part of its way."""

    APPROACHING = "approaching"
    RECEDING = "receding"
    LEFT = "left"
    RIGHT = "right"
    STATIONARY = "stationary"
    UNKNOWN = "unknown"


class SightingState(StrEnum):
    """A sighting is live while its plate is in view, and ends once."""

    LIVE = "live"
    ENDED = "ended"


class SecondOpinion(StrEnum):
    """What the second, independent reader says of a household's plate.

    `none`: it has not read the plate. `agrees`: it reads the very
    same text, or one that is no plate and differs only by 0 for O or 1 for I. `disagrees`:
    it surely reads another. `unsure`: neither.
    """

    NONE = "none"
    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Sighting:
    """What is known of one pass so far; replaced, never changed, with every update.

    `revision` starts at 1 and grows with every update. `confidence` is the fused
    probability of the least sure character, `margin` the gap between the probabilities
    of the best and the next text of the whole plate; both in [0, 1]. `frames` counts the
    frames whose own reading equals the fused text, `frames_read` all frames read, also
    those that showed the plate exactly as before.
    `moved` is how far the plate's center got from its first place, in plate widths,
    `growth` the ratio of its newest to its first width. `arrived` is false for a plate
    that was already in view when the camera's stream began and has not moved since, and
    for one that was standing in the same place before.
    `at_start` says that it was in view when the stream began or came back, so that nobody
    saw it come, whether it moved since or not. `rigid_motion` is how much of what
    surrounds the plate moved rigidly along with it, as a car does, in [0, 1]. Each is None
    where it is not known.
    `box` and `quad` are in pixels of the newest frame, `frame_size` its (width, height).
    Times are UTC; `captured_at` is that of the newest frame in which the plate was read.
    """

    sighting_id: str
    camera_id: str
    state: SightingState
    revision: int
    chars: tuple[CharReading, ...]
    confidence: float
    margin: float
    frames: int
    frames_read: int
    first_seen: datetime
    last_seen: datetime
    captured_at: datetime
    direction: Direction
    moved: float
    growth: float
    arrived: bool
    zones: tuple[str, ...]
    box: Box
    quad: Quad
    frame_size: tuple[int, int]
    second_opinion: SecondOpinion = SecondOpinion.NONE
    rigid_motion: float | None = None
    at_start: bool | None = None

    @property
    def text(self) -> str:
        """The fused text, without separators."""
        return "".join(char.char for char in self.chars)
