"""The life of sightings: begun, continued, published, ended once.

Pure: all time comes from the frames, all identifiers from the function that is passed in.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import log

from placa_engine.imaging import geometry
from placa_engine.imaging.geometry import Box
from placa_engine.plates.confusables import fold
from placa_engine.plates.formats import PlateFormat
from placa_engine.plates.reading import PlateReading
from placa_engine.tracking.anti_spoofing import NO_RIGID_MOTION, RigidMotion
from placa_engine.tracking.open_sighting import (
    Moment,
    OpenSighting,
    merge_sightings,
    shows_other_vehicle,
    split_sighting,
    start_sighting,
    to_sighting,
    with_reading,
    with_track,
    with_unchanged_frame,
)
from placa_engine.tracking.sighting import Sighting, SightingState
from placa_engine.tracking.track import Track
from placa_engine.tracking.zone import Zone

_SAME_PLACE = 0.75
_SAME_SIZE = 1.3
_STOOD = 1.0
_MAX_PARKED = 16


@dataclass(frozen=True, slots=True)
class SightingSettings:
    """When a pass becomes public, and when it is over; times in seconds.

    A sighting needs `least_frames` frames read, `least_text` characters and
    `least_confidence` of the least sure one. So many frames must have read the whole text
    alike, or its margin over all other texts must be `clear_margin`: badges and signs,
    which every frame reads differently, never get there. It is updated at most every
    `min_interval` seconds, and where nothing significant changed at most every `interval_share`
    of its age; the first `early_updates` updates that make it surer are not delayed.

    A plate that comes back within `rejoin_within` after its track ended, at most `rejoin_distance`
    plate widths away and at most `rejoin_size_ratio` times larger or smaller, continues its
    sighting. A plate found within `start_window` of the stream's start, or of the end of a
    break in it, was there before; so was one found where the same plate was last seen
    standing up to `parked_memory` ago.
    """

    least_frames: int = 2
    least_text: int = 2
    least_confidence: float = 0.5
    clear_margin: float = 0.5
    min_interval: float = 0.25
    interval_share: float = 0.05
    early_updates: int = 6
    rejoin_within: float = 3.0
    rejoin_distance: float = 6.0
    rejoin_size_ratio: float = 2.5
    start_window: float = 1.5
    parked_memory: float = 600.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What is fixed for a camera: its name, its zones, its country's plates, the settings."""

    camera_id: str
    zones: tuple[Zone, ...] = ()
    plate_format: PlateFormat | None = None
    settings: SightingSettings = SightingSettings()


@dataclass(frozen=True, slots=True)
class SeenTrack:
    """A track found in this frame, and its reading where it was read.

    `unchanged` says that it was to be read, but looks exactly as when it last was;
    `rigid_motion` is what was newly learnt of its surroundings.
    """

    track: Track
    reading: PlateReading | None = None
    unchanged: bool = False
    rigid_motion: RigidMotion = NO_RIGID_MOTION


@dataclass(frozen=True, slots=True)
class ParkedPlate:
    """Where a plate was last seen standing still for a second or more, and when.

    The same plate within `_SAME_PLACE` plate widths and about as large never left.
    """

    text: str
    box: Box
    at: float


@dataclass(frozen=True, slots=True)
class OpenSightings:
    """All passes of one camera's stream that are not over."""

    open_sightings: tuple[OpenSighting, ...] = ()
    parked: tuple[ParkedPlate, ...] = ()
    began_at: float | None = None

    def of_track(self, track_id: int) -> OpenSighting | None:
        """Return the open sighting that has this track now."""
        for open_sighting in self.open_sightings:
            if open_sighting.track.track_id == track_id and open_sighting.track_ended_at is None:
                return open_sighting
        return None


@dataclass(frozen=True, slots=True)
class SightingTrackerStep:
    """What one frame changed: the new state, and what is to be published of it."""

    sightings: OpenSightings
    updates: tuple[Sighting, ...]


def advance_sightings(
    sightings: OpenSightings,
    seen: Sequence[SeenTrack],
    tracks: Sequence[Track],
    moment: Moment,
    *,
    scene: Scene,
    new_id: Callable[[], str],
) -> SightingTrackerStep:
    """Go on by one frame: `seen` are the tracks found in it, `tracks` all that have not ended.

    `new_id` gives a new sighting's identifier.
    """
    began_at = moment.at if sightings.began_at is None else sightings.began_at
    if moment.watched_since is not None:
        began_at = max(began_at, moment.watched_since)
    current = replace(
        sightings, began_at=began_at, open_sightings=_updated(sightings, tracks, moment)
    )
    for one in seen:
        current = _with_seen(current, one, moment, scene, new_id)
    over: list[OpenSighting] = []
    published: list[tuple[OpenSighting, Sighting | None]] = []
    for open_sighting in current.open_sightings:
        if _is_over(open_sighting, moment.at, scene.settings):
            over.append(open_sighting)
        else:
            published.append(_with_update(open_sighting, moment.at, scene))
    updates = (*_ended(over, scene), *(sighting for _, sighting in published if sighting))
    parked = _parked_plates(current.parked, over, moment.at, scene.settings)
    return SightingTrackerStep(
        OpenSightings(tuple(open_sighting for open_sighting, _ in published), parked, began_at),
        updates,
    )


def with_second_reading(
    sightings: OpenSightings,
    open_sighting: OpenSighting,
    reading: PlateReading,
    scene: Scene,
    at: float,
) -> SightingTrackerStep:
    """Add a reading of the second reader to a published sighting.

    An opinion that changes is published at once.
    """
    readings = (*open_sighting.second_readings, reading)
    now = replace(open_sighting, second_readings=readings, second_reader_input=open_sighting.best)
    updates: tuple[Sighting, ...] = ()
    if open_sighting.published is not None:
        revision = open_sighting.published.revision + 1
        sighting = to_sighting(
            now, scene.camera_id, SightingState.LIVE, revision, scene.plate_format
        )
        if sighting.second_opinion is not open_sighting.published.second_opinion:
            now = replace(now, published=sighting, published_at=at)
            updates = (sighting,)
    others = tuple(now if other is open_sighting else other for other in sightings.open_sightings)
    return SightingTrackerStep(replace(sightings, open_sightings=others), updates)


def finish_sightings(sightings: OpenSightings, scene: Scene) -> SightingTrackerStep:
    """End everything, as the stream has ended."""
    return SightingTrackerStep(OpenSightings(), tuple(_ended(sightings.open_sightings, scene)))


def _updated(
    sightings: OpenSightings, tracks: Sequence[Track], moment: Moment
) -> tuple[OpenSighting, ...]:
    """Return the open sightings with the newest states of their tracks, ended ones marked."""
    live = {track.track_id: track for track in tracks}
    return tuple(
        open_sighting
        if open_sighting.track_ended_at is not None
        else replace(open_sighting, track=live[open_sighting.track.track_id])
        if open_sighting.track.track_id in live
        else replace(open_sighting, track_ended_at=moment.at)
        for open_sighting in sightings.open_sightings
    )


def _with_seen(
    sightings: OpenSightings,
    seen: SeenTrack,
    moment: Moment,
    scene: Scene,
    new_id: Callable[[], str],
) -> OpenSightings:
    before = sightings.of_track(seen.track.track_id)
    if before is None:
        at_start = moment.at - (sightings.began_at or 0.0) <= scene.settings.start_window
        now = start_sighting(new_id(), seen.track, moment, scene.zones, at_start=at_start)
    else:
        now = with_track(before, seen.track, moment, scene.zones)
    now = replace(now, rigid_motion=now.rigid_motion + seen.rigid_motion)
    others = [
        open_sighting for open_sighting in sightings.open_sightings if open_sighting is not before
    ]
    if seen.unchanged:
        now = with_unchanged_frame(now, moment)
    if seen.reading is None:
        return replace(sightings, open_sightings=(*others, now))
    now = with_reading(now, seen.reading, moment, scene.plate_format)
    if shows_other_vehicle(now):
        left, now = split_sighting(now, new_id(), scene.zones, scene.plate_format)
        others.append(left)
    if now.published is None and len(now.fused.text) >= scene.settings.least_text:
        earlier = _lost_before(now, others, scene.settings)
        if earlier is not None:
            others = [other for other in others if other is not earlier]
            now = merge_sightings(earlier, now, scene.zones, scene.plate_format)
        elif _is_parked(now, sightings.parked):
            now = replace(now, was_present=True)
    return replace(sightings, open_sightings=(*others, now))


def _lost_before(
    open_sighting: OpenSighting, others: Iterable[OpenSighting], settings: SightingSettings
) -> OpenSighting | None:
    """Find the pass of the same vehicle that was lost from view a moment ago."""
    candidates = [
        other
        for other in others
        if not other.in_view
        and fold(other.fused.text) == fold(open_sighting.fused.text)
        and _widths_apart(other.track.box, open_sighting.track.box) <= settings.rejoin_distance
        and _size_ratio(other.track.box, open_sighting.track.box) <= settings.rejoin_size_ratio
    ]
    return max(candidates, key=lambda other: other.track.seen_at, default=None)


def _is_parked(open_sighting: OpenSighting, parked: Iterable[ParkedPlate]) -> bool:
    """Return whether the same plate was last seen standing in the same place."""
    return any(
        fold(place.text) == fold(open_sighting.fused.text)
        and _widths_apart(place.box, open_sighting.track.box) <= _SAME_PLACE
        and _size_ratio(place.box, open_sighting.track.box) <= _SAME_SIZE
        for place in parked
    )


def _widths_apart(a: Box, b: Box) -> float:
    """Return the distance of two boxes in mean plate widths."""
    width = (geometry.width(a) + geometry.width(b)) / 2
    return geometry.distance(geometry.center(a), geometry.center(b)) / width


def _size_ratio(a: Box, b: Box) -> float:
    ratio = geometry.height(a) / geometry.height(b)
    return max(ratio, 1 / ratio)


def _is_over(open_sighting: OpenSighting, at: float, settings: SightingSettings) -> bool:
    if open_sighting.track_ended_at is None:
        return False
    return (
        not open_sighting.fused.text or at - open_sighting.track_ended_at >= settings.rejoin_within
    )


def _parked_plates(
    parked: tuple[ParkedPlate, ...],
    over: Iterable[OpenSighting],
    at: float,
    settings: SightingSettings,
) -> tuple[ParkedPlate, ...]:
    new = (
        ParkedPlate(open_sighting.fused.text, open_sighting.track.box, open_sighting.track.seen_at)
        for open_sighting in over
        if open_sighting.published is not None
        and open_sighting.track.still_for(open_sighting.track.seen_at) >= _STOOD
    )
    fresh = [place for place in (*parked, *new) if at - place.at <= settings.parked_memory]
    return tuple(fresh[-_MAX_PARKED:])


def _ended(over: Iterable[OpenSighting], scene: Scene) -> Iterable[Sighting]:
    for open_sighting in over:
        if open_sighting.published is not None:
            revision = open_sighting.published.revision + 1
            yield to_sighting(
                open_sighting, scene.camera_id, SightingState.ENDED, revision, scene.plate_format
            )


def _with_update(
    open_sighting: OpenSighting, at: float, scene: Scene
) -> tuple[OpenSighting, Sighting | None]:
    """Return the open sighting, and what to publish of it if an update is due."""
    if open_sighting.published is None and not _is_publishable(open_sighting, scene.settings):
        return open_sighting, None
    revision = 1 if open_sighting.published is None else open_sighting.published.revision + 1
    sighting = to_sighting(
        open_sighting, scene.camera_id, SightingState.LIVE, revision, scene.plate_format
    )
    if open_sighting.published is not None and not _is_due(
        open_sighting, sighting, at, scene.settings
    ):
        return open_sighting, None
    return replace(open_sighting, published=sighting, published_at=at), sighting


def _is_publishable(open_sighting: OpenSighting, settings: SightingSettings) -> bool:
    fused = open_sighting.fused
    return (
        fused.frames_read >= settings.least_frames
        and len(fused.text) >= settings.least_text
        and fused.confidence >= settings.least_confidence
        and (fused.frames >= settings.least_frames or fused.margin >= settings.clear_margin)
    )


def _is_due(
    open_sighting: OpenSighting, new: Sighting, at: float, settings: SightingSettings
) -> bool:
    old = open_sighting.published
    assert old is not None
    surer = new.frames > old.frames or new.margin > old.margin or new.text != old.text
    if surer and old.revision < settings.early_updates:
        return True
    since = at - open_sighting.published_at
    if _is_significant(old, new):
        return since >= settings.min_interval
    age = at - open_sighting.trajectory.first_at
    return new.captured_at != old.captured_at and since >= max(
        settings.min_interval, settings.interval_share * age
    )


def _is_significant(old: Sighting, new: Sighting) -> bool:
    """Return whether the change could matter to a decision, and not only to a drawing."""
    return (
        (new.text, new.direction, new.arrived, new.zones)
        != (old.text, old.direction, old.arrived, old.zones)
        or _differs(new.rigid_motion, old.rigid_motion)
        or abs(new.confidence - old.confidence) >= 0.05
        or abs(new.margin - old.margin) >= 0.05
        or new.moved - old.moved >= 0.25
        or abs(log(new.growth / old.growth)) >= 0.1
    )


def _differs(new: float | None, old: float | None) -> bool:
    if new is None or old is None:
        return new is not old
    return abs(new - old) >= 0.1
