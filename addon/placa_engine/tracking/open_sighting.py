"""What is known of one vehicle's pass while it lasts."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import sqrt

from placa_engine.imaging import geometry
from placa_engine.plates.confusables import is_other_plate
from placa_engine.plates.formats import PlateFormat
from placa_engine.plates.reading import PlateReading
from placa_engine.tracking import trajectory as ways
from placa_engine.tracking.fusion import Evidence, FusedPlate, fuse
from placa_engine.tracking.rigid_motion import NO_RIGID_MOTION, RigidMotion
from placa_engine.tracking.second_opinion import second_opinion
from placa_engine.tracking.sighting import Sighting, SightingState
from placa_engine.tracking.track import Track
from placa_engine.tracking.trajectory import Trajectory
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
class BestLook:
    """The frame and track with the best reading so far: confidence times width."""

    score: float
    frame_index: int
    track_id: int


@dataclass(frozen=True, slots=True)
class Dissent:
    """Consecutive sure readings of one quite different plate, and when they began."""

    text: str
    evidence: Evidence
    since: Moment


@dataclass(frozen=True, slots=True)
class OpenSighting:
    """One vehicle's pass so far; replaced, never changed.

    `track` is the newest state of its track; `left_at` is the time at which that track
    ended, or None. Times named `..._at` are seconds of the frames' clock, others UTC.
    `at_start` says that its track began with the stream, `was_there` that the plate
    stood there already when anybody looked first.
    `second_readings` are those of the second reader, `second_look` the last best look that it
    was asked about.
    """

    sighting_id: str
    track: Track
    trajectory: Trajectory
    first_seen: datetime
    last_seen: datetime
    at_start: bool
    was_there: bool
    evidence: Evidence = field(default_factory=Evidence)
    fused: FusedPlate = field(default_factory=FusedPlate)
    read_at: float | None = None
    captured_at: datetime | None = None
    best: BestLook | None = None
    dissent: Dissent | None = None
    company: RigidMotion = NO_RIGID_MOTION
    second_readings: tuple[PlateReading, ...] = ()
    second_look: BestLook | None = None
    left_at: float | None = None
    published: Sighting | None = None
    published_at: float = 0.0

    @property
    def in_view(self) -> bool:
        """Whether the plate was found in the newest frame."""
        return self.left_at is None and self.track.missing_since is None

    @property
    def arrived(self) -> bool:
        """Whether the plate came into view, or was there and has moved since."""
        return not self.was_there or self.trajectory.has_moved


def begun(
    sighting_id: str, track: Track, moment: Moment, zones: Sequence[Zone], *, at_start: bool
) -> OpenSighting:
    """Begin a pass with a track that was just found."""
    first_seen = moment.utc - timedelta(seconds=moment.at - track.born_at)
    return OpenSighting(
        sighting_id=sighting_id,
        track=track,
        trajectory=ways.begun(track.box, moment.at, moment.frame_size, zones),
        first_seen=first_seen,
        last_seen=moment.utc,
        at_start=at_start,
        was_there=at_start,
    )


def followed(
    passage: OpenSighting, track: Track, moment: Moment, zones: Sequence[Zone]
) -> OpenSighting:
    """Continue a pass with its track found in one more frame."""
    return replace(
        passage,
        track=track,
        trajectory=ways.continued(passage.trajectory, track.box, moment.at, zones),
        last_seen=moment.utc,
        left_at=None,
    )


def read(
    passage: OpenSighting, reading: PlateReading, moment: Moment, plate_format: PlateFormat | None
) -> OpenSighting:
    """Add one frame's reading of the plate.

    Sure readings of quite another plate are kept apart: if they go on, the track has
    passed to another vehicle (see `is_taken_over`); if they stop, they were misreads and
    count as such.
    """
    cut = geometry.is_cut(passage.track.box, moment.frame_size)
    weight = reading_weight(passage.track, reading, cut=cut)
    seen = replace(passage, read_at=moment.at, captured_at=moment.utc)
    if _dissents(passage.fused, reading):
        dissent = _dissent(passage.dissent, reading, weight, moment, cut=cut)
        if passage.dissent is None or dissent.since == passage.dissent.since:
            return replace(seen, dissent=dissent)
        return replace(_fused(seen, passage.dissent.evidence, plate_format), dissent=dissent)
    new = Evidence().with_reading(reading, weight=weight, cut=cut)
    if passage.dissent is not None:
        new = passage.dissent.evidence.joined(new)
    score = reading.confidence * geometry.width(passage.track.box)
    best = seen.best
    if reading.chars and (best is None or score > best.score):
        best = BestLook(score, moment.frame_index, passage.track.track_id)
    return replace(_fused(seen, new, plate_format), dissent=None, best=best)


def looked_at_again(passage: OpenSighting, moment: Moment) -> OpenSighting:
    """Note a frame that shows the plate exactly as the one that was read last.

    It could be a picture shown twice, so it neither agrees nor makes the reading newer.
    """
    frames_read = passage.evidence.frames_read + 1
    return replace(
        passage,
        evidence=replace(passage.evidence, frames_read=frames_read),
        fused=replace(passage.fused, frames_read=frames_read),
        read_at=moment.at,
    )


def reading_weight(track: Track, reading: PlateReading, *, cut: bool) -> float:
    """Give the weight of a reading in (0, 1].

    Small plates, doubtful detections, cut plates and frames in which the reader was unsure
    of a character count less: many blurred looks are not a sharp one.
    """
    size = sqrt(min(geometry.width(track.box) / _FULL_WIDTH, 1.0))
    found = 0.5 + 0.5 * track.detection.score
    weight = size * found * sqrt(min(reading.confidence, 1.0))
    return max(_LEAST_WEIGHT, weight * (_CUT_SHARE if cut else 1.0))


def is_taken_over(passage: OpenSighting) -> bool:
    """Tell whether the passage's track now shows quite another plate."""
    return passage.dissent is not None and passage.dissent.evidence.frames_read >= _SURE_FRAMES


def taken_over(
    passage: OpenSighting, sighting_id: str, zones: Sequence[Zone], plate_format: PlateFormat | None
) -> tuple[OpenSighting, OpenSighting]:
    """Give the passage without its track, and the new one of the vehicle that has it now.

    Raises ValueError if nothing speaks for another vehicle.
    """
    dissent = passage.dissent
    if dissent is None:
        raise ValueError("the track still shows the same plate")
    left = replace(passage, dissent=None, left_at=passage.track.seen_at)
    start = replace(dissent.since, at=passage.track.seen_at)
    other = replace(
        begun(sighting_id, passage.track, start, zones, at_start=passage.at_start),
        first_seen=dissent.since.utc,
        last_seen=passage.last_seen,
        read_at=passage.read_at,
        captured_at=passage.captured_at,
    )
    return left, _fused(other, dissent.evidence, plate_format)


def joined(
    passage: OpenSighting,
    newer: OpenSighting,
    zones: Sequence[Zone],
    plate_format: PlateFormat | None,
) -> OpenSighting:
    """Continue a pass with that of the same vehicle under a newer track."""
    looks = [look for look in (passage.best, newer.best) if look is not None]
    continued = replace(
        passage,
        track=newer.track,
        trajectory=ways.continued(
            passage.trajectory, newer.track.box, newer.trajectory.last_at, zones
        ),
        last_seen=newer.last_seen,
        read_at=newer.read_at,
        captured_at=newer.captured_at,
        best=max(looks, key=lambda look: look.score, default=None),
        dissent=None,
        company=passage.company + newer.company,
        second_readings=(*passage.second_readings, *newer.second_readings),
        second_look=newer.second_look or passage.second_look,
        left_at=None,
    )
    return _fused(continued, newer.evidence, plate_format)


def as_sighting(
    passage: OpenSighting,
    camera_id: str,
    state: SightingState,
    revision: int,
    plate_format: PlateFormat | None = None,
) -> Sighting:
    """Give what is published of the passage; the format is that of the camera's country.

    Raises ValueError if the plate was never read.
    """
    if passage.captured_at is None:
        raise ValueError("a passage without a reading is no sighting")
    return Sighting(
        sighting_id=passage.sighting_id,
        camera_id=camera_id,
        state=state,
        revision=revision,
        chars=passage.fused.chars,
        confidence=passage.fused.confidence,
        margin=passage.fused.margin,
        frames=passage.fused.frames,
        frames_read=passage.fused.frames_read,
        first_seen=passage.first_seen,
        last_seen=passage.last_seen,
        captured_at=passage.captured_at,
        direction=ways.direction(passage.trajectory),
        moved=passage.trajectory.moved,
        growth=passage.trajectory.growth,
        arrived=passage.arrived,
        zones=passage.trajectory.zones,
        box=passage.track.box,
        quad=passage.track.detection.quad,
        frame_size=passage.trajectory.frame_size,
        second_opinion=second_opinion(passage.fused.text, passage.second_readings, plate_format),
        rigid_motion=passage.company.rigid_motion,
        at_start=passage.at_start,
    )


def _fused(passage: OpenSighting, new: Evidence, plate_format: PlateFormat | None) -> OpenSighting:
    evidence = passage.evidence.joined(new)
    return replace(passage, evidence=evidence, fused=fuse(evidence, plate_format))


def _dissents(fused: FusedPlate, reading: PlateReading) -> bool:
    return (
        fused.frames >= _SURE_FRAMES
        and fused.confidence >= _SURE_CONFIDENCE
        and reading.confidence >= _SURE_READING
        and is_other_plate(fused.text, reading.text)
    )


def _dissent(
    before: Dissent | None, reading: PlateReading, weight: float, moment: Moment, *, cut: bool
) -> Dissent:
    if before is not None and not is_other_plate(before.text, reading.text):
        more = before.evidence.with_reading(reading, weight=weight, cut=cut)
        return replace(before, evidence=more)
    fresh = Evidence().with_reading(reading, weight=weight, cut=cut)
    return Dissent(reading.text, fresh, moment)
