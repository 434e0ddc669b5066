"""Which detection of this frame is which plate of the frames before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, inf, log, sqrt

from placa_engine.imaging import geometry
from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.geometry import Point
from placa_engine.tracking.assignment import assign
from placa_engine.tracking.track import Track

_UNPAIRED = 3.0  # more than any pair inside the gate, so every possible pair is made


@dataclass(frozen=True, slots=True)
class TrackerSettings:
    """How far a plate may jump; lengths in plate widths, times in seconds.

    A plate is looked for around its predicted place within `reach` plus the part that
    grows with the time since it was seen: `unknown_speed` for a plate seen once, whose
    speed nobody knows (15 widths a second are about 28 km/h across the picture), else
    `speed_change`. `max_reach` ends that growth. Its size may change by a factor
    `size_jump`, and by e every `1 / size_speed` seconds on top, at most
    `max_size_jump`. A plate not found for `lost_after` seconds of looking is gone.
    A center within `rest_radius` is at rest.
    """

    reach: float = 0.75
    unknown_speed: float = 15.0
    speed_change: float = 6.0
    max_reach: float = 5.0
    size_jump: float = 1.3
    size_speed: float = 1.0
    max_size_jump: float = 2.5
    horizon: float = 1.0
    lost_after: float = 2.0
    rest_radius: float = 0.2
    smoothing: float = 0.15


@dataclass(frozen=True, slots=True)
class Tracks:
    """All tracks of one camera that have not ended, and the number of the next."""

    live: tuple[Track, ...] = ()
    next_id: int = 1

    @property
    def in_view(self) -> tuple[Track, ...]:
        """The tracks found in the newest frame."""
        return tuple(track for track in self.live if track.missing_since is None)


@dataclass(frozen=True, slots=True)
class TrackerStep:
    """What one frame changed: the new state, and the tracks that ended."""

    tracks: Tracks
    ended: tuple[Track, ...]


def advance_tracks(
    tracks: Tracks,
    detections: Sequence[PlateDetection],
    at: float,
    settings: TrackerSettings,
) -> TrackerStep:
    """Continue the tracks with the detections of a frame taken at time `at`.

    Detections are matched to tracks by one optimal assignment, so that two plates that
    pass each other keep their own tracks. Detections left over begin new tracks.
    """
    ended = tuple(track for track in tracks.live if _is_lost(track, at, settings))
    known = [track for track in tracks.live if not _is_lost(track, at, settings)]
    costs = [[_cost(track, detection, at, settings) for detection in detections] for track in known]
    partner = dict(assign(costs, _UNPAIRED)) if detections else {}
    continued = [
        _found(track, detections[partner[row]], at, settings)
        if row in partner
        else _missed(track, at)
        for row, track in enumerate(known)
    ]
    taken = set(partner.values())
    fresh = [detection for index, detection in enumerate(detections) if index not in taken]
    born = [_born(tracks.next_id + index, new, at) for index, new in enumerate(fresh)]
    return TrackerStep(Tracks((*continued, *born), tracks.next_id + len(born)), ended)


def _cost(track: Track, detection: PlateDetection, at: float, settings: TrackerSettings) -> float:
    """Return how unlikely the detection continues the track: 0..2, or infinity."""
    gap = min(at - track.seen_at, settings.horizon)
    expected = track.predicted(at, settings.horizon)
    width = (geometry.width(track.box) + geometry.width(detection.box)) / 2
    jump = geometry.distance(geometry.center(expected), geometry.center(detection.box)) / width
    speed = settings.unknown_speed if track.hits == 1 else settings.speed_change
    reach = min(settings.reach + speed * gap, settings.max_reach)
    size = abs(log(_size(detection) / _size(track.detection)))
    size_limit = min(
        log(settings.size_jump) + settings.size_speed * gap, log(settings.max_size_jump)
    )
    if jump > reach or size > size_limit:
        return inf
    apart = 1.0 - geometry.iou(expected, detection.box)
    return jump / reach + 0.5 * size / size_limit + 0.5 * apart


def _size(detection: PlateDetection) -> float:
    return sqrt(geometry.width(detection.box) * geometry.height(detection.box))


def _born(track_id: int, detection: PlateDetection, at: float) -> Track:
    return Track(
        track_id=track_id,
        detection=detection,
        seen_at=at,
        born_at=at,
        hits=1,
        velocity=(0.0, 0.0),
        missing_since=None,
        still_since=at,
        rest=geometry.center(detection.box),
    )


def _found(track: Track, detection: PlateDetection, at: float, settings: TrackerSettings) -> Track:
    center = geometry.center(detection.box)
    width = geometry.width(detection.box)
    moved = geometry.distance(center, track.rest) > settings.rest_radius * width
    return replace(
        track,
        detection=detection,
        seen_at=at,
        hits=track.hits + 1,
        velocity=_velocity(track, center, at, settings),
        missing_since=None,
        still_since=at if moved else track.still_since,
        rest=center if moved else track.rest,
    )


def _velocity(track: Track, center: Point, at: float, settings: TrackerSettings) -> Point:
    """Return the new velocity, smoothed over time and not over frames."""
    seconds = at - track.seen_at
    if seconds <= 0:
        return track.velocity
    old = geometry.center(track.box)
    share = 1.0 if track.hits == 1 else 1.0 - exp(-seconds / settings.smoothing)
    x, y = ((new - was) / seconds for new, was in zip(center, old, strict=True))
    return (
        track.velocity[0] + share * (x - track.velocity[0]),
        track.velocity[1] + share * (y - track.velocity[1]),
    )


def _missed(track: Track, at: float) -> Track:
    return track if track.missing_since is not None else replace(track, missing_since=at)


def _is_lost(track: Track, at: float, settings: TrackerSettings) -> bool:
    return track.missing_since is not None and at - track.missing_since >= settings.lost_after
