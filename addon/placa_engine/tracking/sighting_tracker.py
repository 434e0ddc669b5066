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
from placa_engine.tracking import open_sighting as passages
from placa_engine.tracking.open_sighting import Moment, OpenSighting
from placa_engine.tracking.rigid_motion import NO_RIGID_MOTION, RigidMotion
from placa_engine.tracking.sighting import Sighting, SightingState
from placa_engine.tracking.track import Track
from placa_engine.tracking.zone import Zone

_SAME_PLACE = 0.75
_SAME_SIZE = 1.3
_STOOD = 1.0
_KEPT_RESTING = 16


@dataclass(frozen=True, slots=True)
class SightingSettings:
    """When a pass becomes public, and when it is over; times in seconds.

    A sighting needs `least_frames` frames read, `least_text` characters and
    `least_confidence` of the least sure one. So many frames must have read the whole text
    alike, or its margin over all other texts must be `clear_margin`: badges and signs,
    which every frame reads differently, never get there. It is updated at most every
    `pace` seconds, and where nothing of weight changed at most every `calm` part of its
    age; the first `eager` updates that make it surer go out at once.

    A plate that comes back within `linger` after its track ended, at most `farthest`
    plate widths away and at most `size_ratio` times larger or smaller, continues its
    sighting. A plate found within `first_look` of the stream's start, or of the end of a
    break in it, was there before; so was one found where the same plate was last seen
    standing up to `resting` ago.
    """

    least_frames: int = 2
    least_text: int = 2
    least_confidence: float = 0.5
    clear_margin: float = 0.5
    pace: float = 0.25
    calm: float = 0.05
    eager: int = 6
    linger: float = 3.0
    farthest: float = 6.0
    size_ratio: float = 2.5
    first_look: float = 1.5
    resting: float = 600.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What is fixed for a camera: its name, its zones, its country's plates, the settings."""

    camera_id: str
    zones: tuple[Zone, ...] = ()
    plate_format: PlateFormat | None = None
    settings: SightingSettings = SightingSettings()


@dataclass(frozen=True, slots=True)
class Seen:
    """A track found in this frame, and its reading where it was read.

    `unchanged` says that it was to be read, but looks exactly as when it last was;
    `company` is what was newly learnt of its surroundings.
    """

    track: Track
    reading: PlateReading | None = None
    unchanged: bool = False
    company: RigidMotion = NO_RIGID_MOTION


@dataclass(frozen=True, slots=True)
class RestingPlace:
    """Where a plate was last seen standing still for a second or more, and when.

    The same plate within `_SAME_PLACE` plate widths and about as large never left.
    """

    text: str
    box: Box
    at: float


@dataclass(frozen=True, slots=True)
class Sightings:
    """All passes of one camera's stream that are not over."""

    passages: tuple[OpenSighting, ...] = ()
    resting: tuple[RestingPlace, ...] = ()
    began_at: float | None = None

    def of_track(self, track_id: int) -> OpenSighting | None:
        """Give the passage that has this track now."""
        for passage in self.passages:
            if passage.track.track_id == track_id and passage.left_at is None:
                return passage
        return None


@dataclass(frozen=True, slots=True)
class SightingsStep:
    """What one frame changed: the new state, and what is to be published of it."""

    sightings: Sightings
    news: tuple[Sighting, ...]


def advance(
    sightings: Sightings,
    seen: Sequence[Seen],
    tracks: Sequence[Track],
    moment: Moment,
    *,
    scene: Scene,
    new_id: Callable[[], str],
) -> SightingsStep:
    """Go on by one frame: `seen` are the tracks found in it, `tracks` all that have not ended.

    `new_id` gives a new sighting's identifier.
    """
    began_at = moment.at if sightings.began_at is None else sightings.began_at
    if moment.watched_since is not None:
        began_at = max(began_at, moment.watched_since)
    current = replace(sightings, began_at=began_at, passages=_updated(sightings, tracks, moment))
    for one in seen:
        current = _with_seen(current, one, moment, scene, new_id)
    over: list[OpenSighting] = []
    published: list[tuple[OpenSighting, Sighting | None]] = []
    for passage in current.passages:
        if _is_over(passage, moment.at, scene.settings):
            over.append(passage)
        else:
            published.append(_published(passage, moment.at, scene))
    news = (*_endings(over, scene), *(sighting for _, sighting in published if sighting))
    resting = _remembered(current.resting, over, moment.at, scene.settings)
    return SightingsStep(
        Sightings(tuple(passage for passage, _ in published), resting, began_at), news
    )


def with_second_reading(
    sightings: Sightings, passage: OpenSighting, reading: PlateReading, scene: Scene, at: float
) -> SightingsStep:
    """Note what the second reader read in a look at a published passage's plate.

    An opinion that changes is published at once.
    """
    readings = (*passage.second_readings, reading)
    now = replace(passage, second_readings=readings, second_look=passage.best)
    news: tuple[Sighting, ...] = ()
    if passage.published is not None:
        revision = passage.published.revision + 1
        sighting = passages.as_sighting(
            now, scene.camera_id, SightingState.LIVE, revision, scene.plate_format
        )
        if sighting.second_opinion is not passage.published.second_opinion:
            now = replace(now, published=sighting, published_at=at)
            news = (sighting,)
    others = tuple(now if other is passage else other for other in sightings.passages)
    return SightingsStep(replace(sightings, passages=others), news)


def finish(sightings: Sightings, scene: Scene) -> SightingsStep:
    """End everything, as the stream has ended."""
    return SightingsStep(Sightings(), tuple(_endings(sightings.passages, scene)))


def _updated(
    sightings: Sightings, tracks: Sequence[Track], moment: Moment
) -> tuple[OpenSighting, ...]:
    """Give each passage the newest state of its track, or note that the track has ended."""
    live = {track.track_id: track for track in tracks}
    return tuple(
        passage
        if passage.left_at is not None
        else replace(passage, track=live[passage.track.track_id])
        if passage.track.track_id in live
        else replace(passage, left_at=moment.at)
        for passage in sightings.passages
    )


def _with_seen(
    sightings: Sightings, seen: Seen, moment: Moment, scene: Scene, new_id: Callable[[], str]
) -> Sightings:
    before = sightings.of_track(seen.track.track_id)
    if before is None:
        at_start = moment.at - (sightings.began_at or 0.0) <= scene.settings.first_look
        now = passages.begun(new_id(), seen.track, moment, scene.zones, at_start=at_start)
    else:
        now = passages.followed(before, seen.track, moment, scene.zones)
    now = replace(now, company=now.company + seen.company)
    others = [passage for passage in sightings.passages if passage is not before]
    if seen.unchanged:
        now = passages.looked_at_again(now, moment)
    if seen.reading is None:
        return replace(sightings, passages=(*others, now))
    now = passages.read(now, seen.reading, moment, scene.plate_format)
    if passages.is_taken_over(now):
        left, now = passages.taken_over(now, new_id(), scene.zones, scene.plate_format)
        others.append(left)
    if now.published is None and len(now.fused.text) >= scene.settings.least_text:
        earlier = _earlier(now, others, scene.settings)
        if earlier is not None:
            others = [other for other in others if other is not earlier]
            now = passages.joined(earlier, now, scene.zones, scene.plate_format)
        elif _rests(now, sightings.resting):
            now = replace(now, was_there=True)
    return replace(sightings, passages=(*others, now))


def _earlier(
    passage: OpenSighting, others: Iterable[OpenSighting], settings: SightingSettings
) -> OpenSighting | None:
    """Find the pass of the same vehicle that was lost from view a moment ago."""
    candidates = [
        other
        for other in others
        if not other.in_view
        and fold(other.fused.text) == fold(passage.fused.text)
        and _apart(other.track.box, passage.track.box) <= settings.farthest
        and _size_ratio(other.track.box, passage.track.box) <= settings.size_ratio
    ]
    return max(candidates, key=lambda other: other.track.seen_at, default=None)


def _rests(passage: OpenSighting, resting: Iterable[RestingPlace]) -> bool:
    """Tell whether the same plate was last seen standing in the same place."""
    return any(
        fold(place.text) == fold(passage.fused.text)
        and _apart(place.box, passage.track.box) <= _SAME_PLACE
        and _size_ratio(place.box, passage.track.box) <= _SAME_SIZE
        for place in resting
    )


def _apart(a: Box, b: Box) -> float:
    """Give the distance of two boxes in mean plate widths."""
    width = (geometry.width(a) + geometry.width(b)) / 2
    return geometry.distance(geometry.center(a), geometry.center(b)) / width


def _size_ratio(a: Box, b: Box) -> float:
    ratio = geometry.height(a) / geometry.height(b)
    return max(ratio, 1 / ratio)


def _is_over(passage: OpenSighting, at: float, settings: SightingSettings) -> bool:
    if passage.left_at is None:
        return False
    return not passage.fused.text or at - passage.left_at >= settings.linger


def _remembered(
    resting: tuple[RestingPlace, ...],
    over: Iterable[OpenSighting],
    at: float,
    settings: SightingSettings,
) -> tuple[RestingPlace, ...]:
    new = (
        RestingPlace(passage.fused.text, passage.track.box, passage.track.seen_at)
        for passage in over
        if passage.published is not None
        and passage.track.still_for(passage.track.seen_at) >= _STOOD
    )
    fresh = [place for place in (*resting, *new) if at - place.at <= settings.resting]
    return tuple(fresh[-_KEPT_RESTING:])


def _endings(over: Iterable[OpenSighting], scene: Scene) -> Iterable[Sighting]:
    for passage in over:
        if passage.published is not None:
            revision = passage.published.revision + 1
            yield passages.as_sighting(
                passage, scene.camera_id, SightingState.ENDED, revision, scene.plate_format
            )


def _published(
    passage: OpenSighting, at: float, scene: Scene
) -> tuple[OpenSighting, Sighting | None]:
    """Give the passage, and its sighting if now is the moment to publish it."""
    if passage.published is None and not _is_publishable(passage, scene.settings):
        return passage, None
    revision = 1 if passage.published is None else passage.published.revision + 1
    sighting = passages.as_sighting(
        passage, scene.camera_id, SightingState.LIVE, revision, scene.plate_format
    )
    if passage.published is not None and not _is_due(passage, sighting, at, scene.settings):
        return passage, None
    return replace(passage, published=sighting, published_at=at), sighting


def _is_publishable(passage: OpenSighting, settings: SightingSettings) -> bool:
    fused = passage.fused
    return (
        fused.frames_read >= settings.least_frames
        and len(fused.text) >= settings.least_text
        and fused.confidence >= settings.least_confidence
        and (fused.frames >= settings.least_frames or fused.margin >= settings.clear_margin)
    )


def _is_due(passage: OpenSighting, new: Sighting, at: float, settings: SightingSettings) -> bool:
    old = passage.published
    assert old is not None
    surer = new.frames > old.frames or new.margin > old.margin or new.text != old.text
    if surer and old.revision < settings.eager:
        return True
    since = at - passage.published_at
    if _is_weighty(old, new):
        return since >= settings.pace
    age = at - passage.trajectory.first_at
    return new.captured_at != old.captured_at and since >= max(settings.pace, settings.calm * age)


def _is_weighty(old: Sighting, new: Sighting) -> bool:
    """Tell whether the change could matter to a decision, and not only to a drawing."""
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
