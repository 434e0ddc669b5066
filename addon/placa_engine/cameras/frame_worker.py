"""What is done with the frames of one camera that passed the gate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
import logging
import time
import traceback
from typing import Protocol

from placa_engine.cameras.best_pictures import BestPictures
from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.inference_queue import Item
from placa_engine.cameras.masks import paint_over
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.source_frame import SourceFrame
from placa_engine.imaging.frame import Frame, Picture
from placa_engine.imaging.jpeg import JpegPair, to_jpegs
from placa_engine.imaging.orientation import Orientation
from placa_engine.tracking.sighting import Sighting, SightingState

PICTURE_INTERVAL = 1.0
"""Seconds between two encodings of a live sighting's pictures."""

_LOG_INTERVAL = 60.0
_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SightingEvent:
    """An update of a sighting. `pictures` is None if they are those of the update before."""

    sighting: Sighting
    pictures: JpegPair | None


@dataclass(frozen=True, slots=True)
class ViewState:
    """What the motion gate and the queue must know: see `Pipeline` and `MotionGate.passes`."""

    in_view: bool = False
    unsettled: bool = False
    at_rest: bool = True
    approaching: bool = False

    @property
    def is_urgent(self) -> bool:
        """Whether somebody may be about to wait at a door."""
        return self.unsettled or self.approaching


class Pipeline(Protocol):
    """Frames of one stream in, sightings out; see `placa_engine.cameras.pipeline`."""

    def process(self, frame: Frame) -> Sequence[Sighting]:
        """Return what changed with this frame."""

    def ask_second_reader(self) -> Sequence[Sighting]:
        """Return what the slower second reader changes; called after `process` was reported."""

    def finish(self) -> Sequence[Sighting]:
        """Return the ends of all live sightings."""

    @property
    def in_view(self) -> bool:
        """Whether a plate is followed."""

    @property
    def unsettled(self) -> bool:
        """Whether more frames would make its text clearer."""

    @property
    def at_rest(self) -> bool:
        """Whether every plate followed stands still and is read, so that no frame is needed."""

    @property
    def approaching(self) -> bool:
        """Whether a plate in view comes closer."""

    @property
    def orientation_shown(self) -> Orientation | None:
        """How the plates show that the pictures must be turned to be upright, if they do."""

    def pictures(self, sighting_id: str) -> BestPictures | None:
        """Return the pictures of a sighting of the newest answer."""


type NewPipeline = Callable[[CameraConfig], Pipeline]


class FrameWorker:
    """Processes one camera's frames and reports events, in whichever thread brings them."""

    def __init__(
        self,
        config: CameraConfig,
        new_pipeline: NewPipeline,
        on_event: Callable[[SightingEvent], None],
    ) -> None:
        self.view = ViewState()
        self.orientation: Orientation | None = None
        self._config = config
        self._new_pipeline = new_pipeline
        self._on_event = on_event
        self._pipeline: Pipeline | None = None
        self._index = 0
        self._live: dict[str, Sighting] = {}
        self._encoded: dict[str, tuple[float, Picture]] = {}
        self._logged_at = float("-inf")

    def work(self, item: Item) -> None:
        """Deal with a frame, or with the end of the stream or the camera."""
        try:
            if isinstance(item, SourceFrame):
                self._process(item)
            else:
                self._finish()
        except Exception:  # noqa: BLE001  (an unexpected frame must not end the camera)
            self._start_over(traceback.format_exc())

    def _process(self, frame: SourceFrame) -> None:
        try:
            picture = frame.picture()
        except SourceError:
            return
        paint_over(picture, self._config.masks)
        if self._pipeline is None:
            self._pipeline = self._new_pipeline(self._config)
        self._report(
            self._pipeline,
            self._pipeline.process(
                Frame(
                    camera_id=self._config.camera_id,
                    index=self._index,
                    picture=picture,
                    monotonic=frame.monotonic,
                    captured_at=frame.captured_at,
                    watched_since=frame.watched_since,
                    moving=frame.moving,
                )
            ),
        )
        self._index += 1
        self._report(self._pipeline, self._pipeline.ask_second_reader())
        self.view = ViewState(
            self._pipeline.in_view,
            self._pipeline.unsettled,
            self._pipeline.at_rest,
            self._pipeline.approaching,
        )
        self.orientation = self._pipeline.orientation_shown

    def _finish(self) -> None:
        if self._pipeline is not None:
            self._report(self._pipeline, self._pipeline.finish())
        self.view = ViewState()

    def _start_over(self, trace: str) -> None:
        """Drop the stream's state after an unexpected error, and go on."""
        if time.monotonic() - self._logged_at > _LOG_INTERVAL:
            self._logged_at = time.monotonic()
            _LOGGER.error("Camera %s: reading failed\n%s", self._config.camera_id, trace)
        self._pipeline = None
        self.view = ViewState()
        for sighting in list(self._live.values()):
            ended = replace(sighting, state=SightingState.ENDED, revision=sighting.revision + 1)
            self._note(ended)
            self._on_event(SightingEvent(ended, None))

    def _report(self, pipeline: Pipeline, sightings: Sequence[Sighting]) -> None:
        for sighting in sightings:
            pictures = self._pictures(pipeline, sighting)
            self._note(sighting)
            self._on_event(SightingEvent(sighting, pictures))

    def _note(self, sighting: Sighting) -> None:
        if sighting.state is SightingState.LIVE:
            self._live[sighting.sighting_id] = sighting
        else:
            self._live.pop(sighting.sighting_id, None)
            self._encoded.pop(sighting.sighting_id, None)

    def _pictures(self, pipeline: Pipeline, sighting: Sighting) -> JpegPair | None:
        best = pipeline.pictures(sighting.sighting_id)
        if best is None:
            return None
        now = time.monotonic()
        encoded_at, encoded = self._encoded.get(sighting.sighting_id, (float("-inf"), None))
        if encoded is best.crop:
            return None
        if sighting.state is SightingState.LIVE and now - encoded_at < PICTURE_INTERVAL:
            return None
        self._encoded[sighting.sighting_id] = (now, best.crop)
        return to_jpegs(best.crop, best.frame, best.plate)
