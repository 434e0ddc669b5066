"""How a plate moved through the picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log
from statistics import median

from placa_engine.imaging import geometry
from placa_engine.imaging.geometry import Box, Point
from placa_engine.tracking.sighting import Direction
from placa_engine.tracking.zone import Zone, contains, standing_point

MOVED_WIDTHS = 0.5
"""A plate whose center went this many plate widths from where it was first seen moved."""

MOVED_GROWTH = 1.25
"""A plate that grew or shrank by this factor moved; a detector's boxes vary by a tenth."""

_STILL_WIDTHS = 0.3
_STILL_GROWTH = 1.15
_SETTLED_AFTER = 0.5
_WIDTHS_KEPT = 5


@dataclass(frozen=True, slots=True)
class Trajectory:
    """The way of one plate so far; replaced, never changed, with every frame.

    `first_widths` and `last_widths` are up to five widths in pixels of plates that did
    not touch the picture's edge: their medians keep one badly placed box from looking
    like growth. `moved` is the farthest that the center went from `first_center`, in
    plate widths, so that a shaking camera does not add up to a way.
    """

    frame_size: tuple[int, int]
    first_at: float
    last_at: float
    first_center: Point
    last_center: Point
    first_box_width: float
    last_box_width: float
    first_widths: tuple[float, ...] = ()
    last_widths: tuple[float, ...] = ()
    moved: float = 0.0
    zones: tuple[str, ...] = ()

    @property
    def first_width(self) -> float:
        """The width at the beginning in pixels."""
        return median(self.first_widths) if self.first_widths else self.first_box_width

    @property
    def last_width(self) -> float:
        """The width at the end in pixels."""
        return median(self.last_widths) if self.last_widths else self.last_box_width

    @property
    def growth(self) -> float:
        """The ratio of the newest to the first width."""
        return self.last_width / self.first_width

    @property
    def has_moved(self) -> bool:
        """Whether the plate certainly moved: along the picture, or towards it or away."""
        growth = self.growth
        return self.moved >= MOVED_WIDTHS or max(growth, 1 / growth) >= MOVED_GROWTH


def start_trajectory(
    box: Box, at: float, frame_size: tuple[int, int], zones: Sequence[Zone]
) -> Trajectory:
    """Begin a way with the first box, at `at` seconds; `frame_size` is (width, height)."""
    center, width = geometry.center(box), geometry.width(box)
    start = Trajectory(frame_size, at, at, center, center, width, width)
    return extend_trajectory(start, box, at, zones)


def extend_trajectory(
    trajectory: Trajectory, box: Box, at: float, zones: Sequence[Zone]
) -> Trajectory:
    """Continue a way with the next box."""
    width, center = geometry.width(box), geometry.center(box)
    first, last = trajectory.first_widths, trajectory.last_widths
    if not geometry.is_cut(box, trajectory.frame_size):
        first = (*first, width)[:_WIDTHS_KEPT]
        last = (*last, width)[-_WIDTHS_KEPT:]
    way = geometry.distance(trajectory.first_center, center)
    mean_width = (trajectory.first_box_width + width) / 2
    return replace(
        trajectory,
        last_at=at,
        last_center=center,
        last_box_width=width,
        first_widths=first,
        last_widths=last,
        moved=max(trajectory.moved, way / mean_width),
        zones=_entered(trajectory, box, zones),
    )


def direction_of(trajectory: Trajectory) -> Direction:
    """Name the largest part of the way from the first to the last place.

    A plate of known size shows its distance: w pixels wide it is about f / w plate
    widths away, f being the focal length in pixels, taken as the picture's width (a lens
    of 53 degrees). So growth and movement across the picture become lengths in plate
    widths that can be compared. A plate that keeps its size and goes down or up the
    picture is seen from above: it approaches or recedes.
    """
    growth = trajectory.growth
    grew = abs(log(growth)) >= log(_STILL_GROWTH)
    if trajectory.moved < _STILL_WIDTHS and not grew:
        seconds = trajectory.last_at - trajectory.first_at
        return Direction.STATIONARY if seconds >= _SETTLED_AFTER else Direction.UNKNOWN
    across, down = _steps(trajectory)
    focal = trajectory.frame_size[0]
    nearer = focal / trajectory.first_width - focal / trajectory.last_width if grew else 0.0
    lengths = (abs(nearer), abs(across), abs(down))
    if max(lengths) == 0.0:
        return Direction.UNKNOWN
    if lengths[0] == max(lengths):
        return Direction.APPROACHING if nearer > 0 else Direction.RECEDING
    if lengths[1] >= lengths[2]:
        return Direction.RIGHT if across > 0 else Direction.LEFT
    return Direction.APPROACHING if down > 0 else Direction.RECEDING


def _steps(trajectory: Trajectory) -> Point:
    """Return the way across and down in plate widths, measured at the mean width."""
    width = (trajectory.first_width + trajectory.last_width) / 2
    return (
        (trajectory.last_center[0] - trajectory.first_center[0]) / width,
        (trajectory.last_center[1] - trajectory.first_center[1]) / width,
    )


def _entered(trajectory: Trajectory, box: Box, zones: Sequence[Zone]) -> tuple[str, ...]:
    point = standing_point(box, trajectory.frame_size)
    new = (
        zone.name
        for zone in zones
        if zone.name not in trajectory.zones and contains(zone.polygon, point)
    )
    return (*trajectory.zones, *new)
