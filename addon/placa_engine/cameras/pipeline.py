"""Frames of one camera's stream in, sightings out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from uuid import uuid7

from placa_engine.cameras.best_pictures import BestPictureCache, BestPictures
from placa_engine.cameras.leaning_watch import LeaningWatch
from placa_engine.cameras.rigid_motion_watcher import RigidMotionWatcher
from placa_engine.cameras.roi import choose_region
from placa_engine.cameras.unchanged_plates import UnchangedPlates
from placa_engine.imaging import geometry
from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.frame import Frame, Picture
from placa_engine.imaging.orientation import Orientation
from placa_engine.imaging.rectify import rectify
from placa_engine.plates.formats import plate_format
from placa_engine.plates.reading import PlateReading
from placa_engine.tracking.anti_spoofing import NO_RIGID_MOTION
from placa_engine.tracking.camera_orientation import TURNED, OrientationVotes, in_doubt
from placa_engine.tracking.fusion import FusedPlate
from placa_engine.tracking.open_sighting import Moment, OpenSighting
from placa_engine.tracking.reading_policy import ReadingPolicy, is_due, is_readable, is_settled
from placa_engine.tracking.second_opinion import wants_another_look
from placa_engine.tracking.sighting import Direction, Sighting
from placa_engine.tracking.sighting_tracker import (
    OpenSightings,
    Scene,
    SeenTrack,
    SightingSettings,
    advance_sightings,
    finish_sightings,
    with_second_reading,
)
from placa_engine.tracking.track import Track
from placa_engine.tracking.tracker import TrackerSettings, Tracks, advance_tracks
from placa_engine.tracking.trajectory import direction_of
from placa_engine.tracking.zone import Zone
from placa_engine.vision.leaning import CLEAR, detect_turned
from placa_engine.vision.vision import Vision


@dataclass(frozen=True, slots=True)
class PipelineSettings:
    """What is wanted of one camera. `country` is an ISO 3166 code, a hint and no filter."""

    country: str | None = None
    zones: tuple[Zone, ...] = ()
    tracker: TrackerSettings = field(default_factory=TrackerSettings)
    reading: ReadingPolicy = field(default_factory=ReadingPolicy)
    sightings: SightingSettings = field(default_factory=SightingSettings)


class CameraPipeline:
    """Processes the frames of one stream, in one thread, with networks that all cameras share.

    It has no clock of its own. `new_id` gives the sightings' identifiers, `is_known` tells
    which texts are worth a second opinion.
    """

    def __init__(
        self,
        camera_id: str,
        vision: Vision,
        settings: PipelineSettings | None = None,
        new_id: Callable[[], str] = lambda: uuid7().hex,
        *,
        is_known: Callable[[str], bool] = lambda _text: False,
    ) -> None:
        self._vision = vision
        self._settings = settings or PipelineSettings()
        self._scene = Scene(
            camera_id,
            self._settings.zones,
            plate_format(self._settings.country),
            self._settings.sightings,
        )
        self._is_known = is_known
        self._new_id = new_id
        self._at = 0.0
        self._tracks = Tracks()
        self._sightings = OpenSightings()
        self._rigid_motion = RigidMotionWatcher(self._settings.reading.least_width)
        self._unchanged = UnchangedPlates()
        self._best = BestPictureCache()
        self._newest: dict[int, Picture] = {}
        self._has_started = False
        self._votes = OrientationVotes()
        self._leaning = LeaningWatch()

    @property
    def orientation_shown(self) -> Orientation | None:
        """How the plates show that the pictures must be turned to be upright, if they do."""
        return self._votes.shown

    @property
    def in_view(self) -> bool:
        """Whether a plate is in view, or was a moment ago and may come back."""
        return bool(self._tracks.live or self._sightings.open_sightings)

    @property
    def unsettled(self) -> bool:
        """Whether a plate is in view whose text more frames would make clearer."""
        policy = self._settings.reading
        return any(
            is_readable(open_sighting.track.box, policy)
            and not is_settled(open_sighting.fused, policy)
            for open_sighting in self._sightings.open_sightings
            if open_sighting.in_view
        )

    @property
    def approaching(self) -> bool:
        """Whether a plate in view comes closer."""
        return any(
            one.in_view
            and direction_of(one.trajectory) is Direction.APPROACHING
            and one.track.still_for(self._at) < self._settings.reading.parked_after
            for one in self._sightings.open_sightings
        )

    @property
    def at_rest(self) -> bool:
        """Whether every plate followed stands still in view and is read as far as it can be."""
        policy = self._settings.reading
        return (
            not self.unsettled
            and all(one.track_ended_at is None for one in self._sightings.open_sightings)
            and all(
                track.missing_since is None and track.still_for(self._at) >= policy.parked_after
                for track in self._tracks.live
            )
        )

    def process(self, frame: Frame) -> list[Sighting]:
        """Process the next frame; return the sightings that are new, changed or ended."""
        at = self._at = frame.monotonic
        leaning = self._detect_leaning(frame)
        detections = [*leaning, *_elsewhere(self._detect(frame), leaning)]
        self._tracks = advance_tracks(self._tracks, detections, at, self._settings.tracker).tracks
        due = self._due(at)
        fresh = [track for track in due if self._unchanged.is_new(track, frame.picture)]
        unchanged = {track.track_id for track in due} - {track.track_id for track in fresh}
        self._unchanged.note(fresh, self._tracks.live, frame.picture)
        crops = {track.track_id: rectify(frame.picture, track.detection.quad) for track in fresh}
        readings = self._vision.reader.read(list(crops.values())) if crops else ()
        by_track = dict(zip(crops, readings, strict=True))
        rigid_motion = self._rigid_motion.take(frame, self._tracks.live)
        height, width = frame.picture.shape[:2]
        step = advance_sightings(
            self._sightings,
            [
                SeenTrack(
                    track,
                    by_track.get(track.track_id),
                    unchanged=track.track_id in unchanged,
                    rigid_motion=rigid_motion.get(track.track_id, NO_RIGID_MOTION),
                )
                for track in self._tracks.in_view
            ],
            self._tracks.live,
            Moment(at, frame.captured_at, (width, height), frame.index, frame.watched_since),
            scene=self._scene,
            new_id=self._new_id,
        )
        self._sightings = step.sightings
        self._compare_turned(crops, by_track)
        self._best.add(frame, crops, step.sightings.open_sightings)
        in_view = {track.track_id for track in self._tracks.in_view}
        self._newest = {
            track: crop for track, crop in (self._newest | crops).items() if track in in_view
        }
        self._best.prune(step.updates, step.sightings.open_sightings)
        return self._told(step.updates)

    def _compare_turned(
        self, crops: Mapping[int, Picture], readings: Mapping[int, PlateReading]
    ) -> None:
        """Read some crops turned as well, to notice a camera that is upside down or mirrored."""
        for track_id, crop in crops.items():
            open_sighting = self._sightings.of_track(track_id)
            reading = readings[track_id]
            if open_sighting and self._votes.wants_look(open_sighting.sighting_id, reading):
                turned = self._vision.reader.read([how.upright(crop) for how in TURNED])
                self._votes = self._votes.with_look(open_sighting.sighting_id, reading, turned)

    def _told(self, updates: Iterable[Sighting]) -> list[Sighting]:
        """Return the sightings without certainty where the text may be a turned plate's."""
        told = [
            in_doubt(sighting) if self._votes.doubts(sighting.sighting_id) else sighting
            for sighting in updates
        ]
        self._votes = self._votes.with_only(
            {open_sighting.sighting_id for open_sighting in self._sightings.open_sightings}
        )
        return told

    def _detect(self, frame: Frame) -> tuple[PlateDetection, ...]:
        """Detect plates; thoroughly in a stream's first frame, so that none there is missed."""
        detector = self._vision.detector
        if not self._has_started:
            self._has_started = True
            return detector.detect(frame.picture, thorough=True)
        height, width = frame.picture.shape[:2]
        settings = detector.settings
        region = choose_region(
            self._tracks.live,
            frame.moving,
            (width, height),
            long_side=settings.frame_side,
            least_width=self._settings.reading.least_width,
            odd=frame.index % 2 == 1,
        )
        return detector.detect(
            frame.picture,
            whole=region.whole,
            part=region.part,
            long_side=settings.frame_side,
            threshold=settings.frame_threshold,
        )

    def _detect_leaning(self, frame: Frame) -> Sequence[PlateDetection]:
        """Return the leaning plates, where large things move and no plate on them is clear."""
        views = self._sightings.open_sightings
        clear = any(one.in_view and one.fused.confidence >= CLEAR for one in views)
        watch = self._leaning.with_frame(frame.moving, in_view=bool(self._tracks.live), clear=clear)
        self._leaning = watch
        degrees = watch.due(self._at)
        if degrees is None:
            return ()
        settings = self._vision.detector.settings
        found = detect_turned(
            self._vision.detector,
            frame.picture,
            degrees,
            threshold=settings.frame_threshold,
            long_side=settings.least_side,
        )
        if watch.roll is not None:
            return found
        crops = [rectify(frame.picture, one.quad) for one in found]
        readings = self._vision.reader.read(crops) if crops else ()
        surely = [
            one for one, reading in zip(found, readings, strict=True) if reading.confidence >= CLEAR
        ]
        self._leaning = watch.with_look(self._at, degrees, found=bool(surely))
        return surely

    def ask_second_reader(self) -> list[Sighting]:
        """Let the second reader read the known plates; return the sightings that this changes."""
        reader = self._vision.second_reader
        if reader is None:
            return []
        updates: list[Sighting] = []
        for open_sighting in self._sightings.open_sightings:
            if not self._needs_second_reading(open_sighting):
                continue
            crop = self._second_reader_crop(open_sighting)
            if crop is None:
                continue
            reading = reader.read(crop, closer=bool(open_sighting.second_readings))
            if reading is not None:
                step = with_second_reading(
                    self._sightings, open_sighting, reading, self._scene, self._at
                )
                self._sightings = step.sightings
                updates.extend(step.updates)
        return self._told(updates)

    def finish(self) -> list[Sighting]:
        """End all that is live, as the stream has ended; another may begin."""
        step = finish_sightings(self._sightings, self._scene)
        self._tracks = Tracks()
        self._rigid_motion = RigidMotionWatcher(self._settings.reading.least_width)
        self._unchanged = UnchangedPlates()
        self._newest = {}
        self._has_started = False
        self._leaning = LeaningWatch()
        self._sightings = step.sightings
        self._best.prune(step.updates, ())
        return self._told(step.updates)

    def pictures(self, sighting_id: str) -> BestPictures | None:
        """Return a live or just ended sighting's best pictures, the same until better ones come."""
        return self._best.get(sighting_id)

    def _second_reader_crop(self, open_sighting: OpenSighting) -> Picture | None:
        """Return the best crop, or the newest once if the best was read already."""
        newest = self._newest.pop(open_sighting.track.track_id, None)
        if open_sighting.best == open_sighting.second_reader_input:
            return newest
        pictures = self._best.get(open_sighting.sighting_id)
        return None if pictures is None else pictures.crop

    def _needs_second_reading(self, open_sighting: OpenSighting) -> bool:
        text = open_sighting.fused.text
        return (
            open_sighting.published is not None
            and self._is_known(text)
            and wants_another_look(text, open_sighting.second_readings, self._scene.plate_format)
        )

    def _due(self, at: float) -> list[Track]:
        """Choose the tracks to read in this frame: those that were read least, first."""
        policy = self._settings.reading
        due: list[tuple[int, int, Track]] = []
        for track in self._tracks.in_view:
            open_sighting = self._sightings.of_track(track.track_id)
            fused = FusedPlate() if open_sighting is None else open_sighting.fused
            read_at = None if open_sighting is None else open_sighting.read_at
            since = inf if read_at is None else at - read_at
            if is_readable(track.box, policy) and is_due(fused, track.still_for(at), since, policy):
                due.append((fused.frames_read, track.track_id, track))
        return [track for _, _, track in sorted(due, key=lambda one: one[:2])][
            : policy.most_at_once
        ]


def _elsewhere(
    found: Iterable[PlateDetection], leaning: Sequence[PlateDetection]
) -> list[PlateDetection]:
    """Return what was found upright but for what is part of a leaning plate."""

    def apart(one: PlateDetection) -> bool:
        return not any(geometry.holds(plate.box, geometry.center(one.box)) for plate in leaning)

    return [one for one in found if apart(one)]
