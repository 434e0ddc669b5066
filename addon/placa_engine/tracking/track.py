"""The detections of one plate over consecutive frames of one camera."""

from dataclasses import dataclass

from placa_engine.imaging import geometry
from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.geometry import Box, Point


@dataclass(frozen=True, slots=True)
class Track:
    """Where one plate is and how it moves; replaced, never changed, with every frame.

    Times are seconds of the frames' monotonic clock. `detection` is the newest and
    `seen_at` its time; `born_at` is the first one's. `velocity` is that of the center
    in pixels a second. `missing_since` is the time of the first frame that was looked at
    without finding the plate, or None while it is in view: time in which nobody looked
    does not count. `still_since` is the time since which the center has stayed about
    `rest`.
    """

    track_id: int
    detection: PlateDetection
    seen_at: float
    born_at: float
    hits: int
    velocity: Point
    missing_since: float | None
    still_since: float
    rest: Point

    @property
    def box(self) -> Box:
        """The newest box in pixels of the frame."""
        return self.detection.box

    def still_for(self, at: float) -> float:
        """Return the seconds for which the plate has not moved."""
        return at - self.still_since

    def predicted(self, at: float, horizon: float) -> Box:
        """Return the box at a later time by constant velocity.

        The movement is followed for at most `horizon` seconds; a longer gap says too
        little about where the plate went.
        """
        seconds = min(at - self.seen_at, horizon)
        return geometry.shifted(self.box, (self.velocity[0] * seconds, self.velocity[1] * seconds))
