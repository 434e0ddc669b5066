"""One camera: a thread that receives its frames, which the queue of all cameras has processed."""

from collections.abc import Callable
from dataclasses import replace
import logging
from threading import Event, Thread
import time

from placa_engine.cameras.backoff import Backoff
from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.frame_rate import FrameRate
from placa_engine.cameras.frame_worker import FrameWorker, NewPipeline, SightingEvent
from placa_engine.cameras.frozen_picture import FrozenPictureDetector
from placa_engine.cameras.inference_queue import InferenceQueue
from placa_engine.cameras.sources.open_source import open_source
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.state import CameraProblem, CameraState, CameraStatus
from placa_engine.cameras.stream_watch import StreamWatch

BREAK = 3.0
"""Seconds without a frame after which a car may have arrived unseen."""

_LOGGER = logging.getLogger(__name__)


class Camera:
    """Watches one camera until it is stopped, whatever the camera does.

    `on_status` is called from the camera's thread, `on_event` from those of the queue, which all
    cameras share. `new_pipeline` is called at the beginning of every stream.
    """

    def __init__(
        self,
        config: CameraConfig,
        inference: InferenceQueue,
        new_pipeline: NewPipeline,
        on_status: Callable[[CameraStatus], None],
        on_event: Callable[[SightingEvent], None],
    ) -> None:
        self._config = config
        self._on_status = on_status
        self._status = CameraStatus()
        self._backoff = Backoff()
        self._stop = Event()
        self._worker = FrameWorker(config, new_pipeline, on_event)
        self._queue = inference.join(self._worker.work, lambda: self._worker.view.is_urgent)
        self._thread = Thread(target=self._watch, name=f"camera {config.camera_id}", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Ask for the end; live sightings end now."""
        self._stop.set()
        self._queue.close()

    def join(self, timeout: float) -> None:
        """Wait up to `timeout` seconds for the news of the end.

        A thread that waits for a camera's answer is left behind; it touches nothing more.
        """
        self._queue.wait(timeout)

    def _watch(self) -> None:
        while not self._stop.is_set():
            self._set(replace(self._status, state=CameraState.CONNECTING, fps=None, frozen=False))
            began = time.monotonic()
            problem = self._stream()
            self._queue.end_stream()
            if self._stop.is_set():
                return
            if self._config.is_file and problem is CameraProblem.ENDED:
                _LOGGER.info("Camera %s: the file has ended", self._config.camera_id)
                self._set(CameraStatus(CameraState.IDLE, problem, self._status.frame_size))
                return
            self._fail(problem)
            streamed = time.monotonic() - began
            self._stop.wait(self._backoff.wait_after(problem, streamed))

    def _stream(self) -> CameraProblem:
        """Take frames until there are no more; return why."""
        try:
            watch = StreamWatch(self._config.masks, self._queue, self._worker)
            with open_source(self._config, self._stop, watch) as frames:
                rate, repetition = FrameRate(), FrozenPictureDetector()
                since, newest = None, 0.0
                for frame in frames:
                    at, luma = frame.monotonic, frame.luma()
                    fps = rate.count(at, 1 + frame.skipped)
                    frozen = repetition.is_frozen(luma, at, is_key=frame.is_key)
                    self._set(CameraStatus(CameraState.STREAMING, None, frame.size, fps, frozen))
                    is_break = at - newest > max(BREAK, 3 * self._config.interval)
                    if since is None or (is_break and not frame.skipped):
                        watch.start_over()
                        since = at
                    newest = at
                    if frame.left_out:
                        self._queue.leave_out(frame.left_out)
                    if watch.passes(luma, at):
                        self._queue.put(replace(frame, watched_since=since, moving=watch.moving))
        except SourceError as error:
            return error.problem
        except Exception:
            _LOGGER.exception("Camera %s: taking frames failed", self._config.camera_id)
            return CameraProblem.NOT_VIDEO
        return CameraProblem.ENDED

    def _fail(self, problem: CameraProblem) -> None:
        if problem is not self._status.problem:
            _LOGGER.warning(
                "Camera %s %s; it is tried again", self._config.camera_id, SourceError(problem)
            )
        state = CameraState.STALLED if problem is CameraProblem.STALLED else CameraState.FAILED
        self._set(CameraStatus(state, problem, self._status.frame_size))

    def _set(self, status: CameraStatus) -> None:
        status = replace(status, orientation=self._worker.orientation)
        if status == self._status or self._stop.is_set():
            return
        if status.state is CameraState.STREAMING and self._status.state is not status.state:
            _LOGGER.info("Camera %s is streaming", self._config.camera_id)
        turned = status.orientation is not None and not status.orientation.is_upright
        if turned and status.orientation != self._status.orientation:
            _LOGGER.warning(
                "Camera %s shows its pictures turned or mirrored, so no plate is certain",
                self._config.camera_id,
            )
        self._status = status
        self._on_status(status)
