"""What is known of one vehicle's pass while it lasts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import sqrt

from placa_engine.imaging import geometry
from placa_engine.plates.confusables import is_other_plate
from placa_engine.plates.formats import PlateFormat
from placa_engine.plates.reading import PlateReading
from placa_engine.tracking.anti_spoofing import NO_RIGID_MOTION, RigidMotion
from placa_engine.tracking.fusion import Evidence, FusedPlate, fuse
from placa_engine.tracking.second_opinion import second_opinion
from placa_engine.tracking.sighting import Sighting, SightingState
from placa_engine.tracking.track import Track
from placa_engine.tracking.trajectory import (
    Trajectory,
    direction_of,
    extend_trajectory,
    start_trajectory,
)
from placa_engine.tracking.zone import Zone

_FULL_WIDTH = 100.0
_LEAST_WEIGHT = 0.1
_CUT_SHARE = 0.35
_SURE_READING = 0.6
_SURE_FRAMES = 3
_SURE_CONFIDENCE = 0.8


@dataclass(frozen=True, slots=True)
class Moment:
    """The time, size (width, height) and number of the frame that is looked at.

    `at` is in seconds of the frames' clock, `utc` the same moment in UTC, `watched_since`
    that of `placa_engine.imaging.frame.Frame`.
    """

    at: float
    utc: datetime
    frame_size: tuple[int, int]
    frame_index: int
    watched_since: float | None = None


@dataclass(frozen=True, slots=True)
class BestReading:
    """The frame and track with the best reading so far: confidence times width."""

    score: float
    frame_index: int
    track_id: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Consecutive sure readings of one quite different plate, and when they began."""

    text: str
    evidence: Evidence
    since: Moment


@dataclass(frozen=True, slots=True)
class OpenSighting:
    """One vehicle's pass so far; replaced, never changed.

    `track` is the newest state of its track; `track_ended_at` is the time at which that track
    ended, or None. Times named `..._at` are seconds of the frames' clock, others UTC.
    `at_start` says that its track began with the stream, `was_present` that the plate
    stood there already when anybody looked first.
    `second_readings` are those of the second reader, `second_reader_input` the last
    best reading whose picture it was given.
    """

    sighting_id: str
    track: Track
    trajectory: Trajectory
    first_seen: datetime
    last_seen: datetime
    at_start: bool
    was_present: bool
    evidence: Evidence = field(default_factory=Evidence)
    fused: FusedPlate = field(default_factory=FusedPlate)
    read_at: float | None = None
    captured_at: datetime | None = None
    best: BestReading | None = None
    conflict: Conflict | None = None
    rigid_motion: RigidMotion = NO_RIGID_MOTION
    second_readings: tuple[PlateReading, ...] = ()
    second_reader_input: BestReading | None = None
    track_ended_at: float | None = None
    published: Sighting | None = None
    published_at: float = 0.0

    @property
    def in_view(self) -> bool:
        """Whether the plate was found in the newest frame."""
        return self.track_ended_at is None and self.track.missing_since is None

    @property
    def arrived(self) -> bool:
        """Whether the plate came into view, or was there and has moved since."""
        return not self.was_present or self.trajectory.has_moved


def start_sighting(
    sighting_id: str, track: Track, moment: Moment, zones: Sequence[Zone], *, at_start: bool
) -> OpenSighting:
    """Begin a pass with a track that was just found."""
    first_seen = moment.utc - timedelta(seconds=moment.at - track.born_at)
    return OpenSighting(
        sighting_id=sighting_id,
        track=track,
        trajectory=start_trajectory(track.box, moment.at, moment.frame_size, zones),
        first_seen=first_seen,
        last_seen=moment.utc,
        at_start=at_start,
        was_present=at_start,
    )


def with_track(
    open_sighting: OpenSighting, track: Track, moment: Moment, zones: Sequence[Zone]
) -> OpenSighting:
    """Continue a pass with its track found in one more frame."""
    return replace(
        open_sighting,
        track=track,
        trajectory=extend_trajectory(open_sighting.trajectory, track.box, moment.at, zones),
        last_seen=moment.utc,
        track_ended_at=None,
    )


def with_reading(
    open_sighting: OpenSighting,
    reading: PlateReading,
    moment: Moment,
    plate_format: PlateFormat | None,
) -> OpenSighting:
    """Add one frame's reading of the plate.

    Sure readings of quite another plate are kept apart: if they go on, the track has
    passed to another vehicle (see `shows_other_vehicle`); if they stop, they were misreads and
    count as such.
    """
    cut = geometry.is_cut(open_sighting.track.box, moment.frame_size)
    weight = reading_weight(open_sighting.track, reading, cut=cut)
    seen = replace(open_sighting, read_at=moment.at, captured_at=moment.utc)
    if _contradicts(open_sighting.fused, reading):
        conflict = _with_conflict(open_sighting.conflict, reading, weight, moment, cut=cut)
        if open_sighting.conflict is None or conflict.since == open_sighting.conflict.since:
            return replace(seen, conflict=conflict)
        return replace(
            _fused(seen, open_sighting.conflict.evidence, plate_format), conflict=conflict
        )
    new = Evidence().with_reading(reading, weight=weight, cut=cut)
    if open_sighting.conflict is not None:
        new = open_sighting.conflict.evidence.merged(new)
    score = reading.confidence * geometry.width(open_sighting.track.box)
    best = seen.best
    if reading.chars and (best is None or score > best.score):
        best = BestReading(score, moment.frame_index, open_sighting.track.track_id)
    return replace(_fused(seen, new, plate_format), conflict=None, best=best)


def with_unchanged_frame(open_sighting: OpenSighting, moment: Moment) -> OpenSighting:
    """Note a frame that shows the plate exactly as the one that was read last.

    It could be a picture shown twice, so it neither agrees nor makes the reading newer.
    """
    frames_read = open_sighting.evidence.frames_read + 1
    return replace(
        open_sighting,
        evidence=replace(open_sighting.evidence, frames_read=frames_read),
        fused=replace(open_sighting.fused, frames_read=frames_read),
        read_at=moment.at,
    )


def reading_weight(track: Track, reading: PlateReading, *, cut: bool) -> float:
    """Return the weight of a reading in (0, 1].

    Small plates, doubtful detections, cut plates and frames in which the reader was unsure
    of a character count less: many blurred looks are not a sharp one.
    """
    size = sqrt(min(geometry.width(track.box) / _FULL_WIDTH, 1.0))
    found = 0.5 + 0.5 * track.detection.score
    weight = size * found * sqrt(min(reading.confidence, 1.0))
    return max(_LEAST_WEIGHT, weight * (_CUT_SHARE if cut else 1.0))


def shows_other_vehicle(open_sighting: OpenSighting) -> bool:
    """Return whether the track now shows quite another plate."""
    return (
        open_sighting.conflict is not None
        and open_sighting.conflict.evidence.frames_read >= _SURE_FRAMES
    )


def split_sighting(
    open_sighting: OpenSighting,
    sighting_id: str,
    zones: Sequence[Zone],
    plate_format: PlateFormat | None,
) -> tuple[OpenSighting, OpenSighting]:
    """Return the sighting without its track, and the new one of the vehicle that has it now.

    Raises ValueError if nothing speaks for another vehicle.
    """
    conflict = open_sighting.conflict
    if conflict is None:
        raise ValueError("the track still shows the same plate")
    left = replace(open_sighting, conflict=None, track_ended_at=open_sighting.track.seen_at)
    start = replace(conflict.since, at=open_sighting.track.seen_at)
    other = replace(
        start_sighting(
            sighting_id, open_sighting.track, start, zones, at_start=open_sighting.at_start
        ),
        first_seen=conflict.since.utc,
        last_seen=open_sighting.last_seen,
        read_at=open_sighting.read_at,
        captured_at=open_sighting.captured_at,
    )
    return left, _fused(other, conflict.evidence, plate_format)


def merge_sightings(
    open_sighting: OpenSighting,
    newer: OpenSighting,
    zones: Sequence[Zone],
    plate_format: PlateFormat | None,
) -> OpenSighting:
    """Continue a pass with that of the same vehicle under a newer track."""
    looks = [look for look in (open_sighting.best, newer.best) if look is not None]
    continued = replace(
        open_sighting,
        track=newer.track,
        trajectory=extend_trajectory(
            open_sighting.trajectory, newer.track.box, newer.trajectory.last_at, zones
        ),
        last_seen=newer.last_seen,
        read_at=newer.read_at,
        captured_at=newer.captured_at,
        best=max(looks, key=lambda look: look.score, default=None),
        conflict=None,
        rigid_motion=open_sighting.rigid_motion + newer.rigid_motion,
        second_readings=(*open_sighting.second_readings, *newer.second_readings),
        second_reader_input=newer.second_reader_input or open_sighting.second_reader_input,
        track_ended_at=None,
    )
    return _fused(continued, newer.evidence, plate_format)


def to_sighting(
    open_sighting: OpenSighting,
    camera_id: str,
    state: SightingState,
    revision: int,
    plate_format: PlateFormat | None = None,
) -> Sighting:
    """Return what is published of the sighting; the format is that of the camera's country.

    Raises ValueError if the plate was never read.
    """
    if open_sighting.captured_at is None:
        raise ValueError("a open_sighting without a reading is no sighting")
    return Sighting(
        sighting_id=open_sighting.sighting_id,
        camera_id=camera_id,
        state=state,
        revision=revision,
        chars=open_sighting.fused.chars,
        confidence=open_sighting.fused.confidence,
        margin=open_sighting.fused.margin,
        frames=open_sighting.fused.frames,
        frames_read=open_sighting.fused.frames_read,
        first_seen=open_sighting.first_seen,
        last_seen=open_sighting.last_seen,
        captured_at=open_sighting.captured_at,
        direction=direction_of(open_sighting.trajectory),
        moved=open_sighting.trajectory.moved,
        growth=open_sighting.trajectory.growth,
        arrived=open_sighting.arrived,
        zones=open_sighting.trajectory.zones,
        box=open_sighting.track.box,
        quad=open_sighting.track.detection.quad,
        frame_size=open_sighting.trajectory.frame_size,
        second_opinion=second_opinion(
            open_sighting.fused.text, open_sighting.second_readings, plate_format
        ),
        rigid_motion=open_sighting.rigid_motion.share,
        at_start=open_sighting.at_start,
    )


def _fused(
    open_sighting: OpenSighting, new: Evidence, plate_format: PlateFormat | None
) -> OpenSighting:
    evidence = open_sighting.evidence.merged(new)
    return replace(open_sighting, evidence=evidence, fused=fuse(evidence, plate_format))


def _contradicts(fused: FusedPlate, reading: PlateReading) -> bool:
    return (
        fused.frames >= _SURE_FRAMES
        and fused.confidence >= _SURE_CONFIDENCE
        and reading.confidence >= _SURE_READING
        and is_other_plate(fused.text, reading.text)
    )


def _with_conflict(
    before: Conflict | None, reading: PlateReading, weight: float, moment: Moment, *, cut: bool
) -> Conflict:
    if before is not None and not is_other_plate(before.text, reading.text):
        more = before.evidence.with_reading(reading, weight=weight, cut=cut)
        return replace(before, evidence=more)
    fresh = Evidence().with_reading(reading, weight=weight, cut=cut)
    return Conflict(reading.text, fresh, moment)
