"""A camera at work, and what is heard of it."""

from collections.abc import Callable
from queue import Queue
from typing import Self

from placa_engine.cameras.camera import Camera
from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.cameras.inference_queue import InferenceQueue
from placa_engine.cameras.pipeline import CameraPipeline
from placa_engine.cameras.state import CameraProblem, CameraState, CameraStatus
from placa_engine.tracking.sighting import SightingState
from placa_engine.vision.vision import Vision


class NoWait:
    """A backoff that tries again at once."""

    def wait_after(self, _problem: CameraProblem, _streamed: float) -> float:
        return 0.2


class Watched:
    """A camera at work with all that it tells."""

    def __init__(self, vision: Vision, url: str, **settings: object) -> None:
        self.statuses: Queue[CameraStatus] = Queue()
        self.news: Queue[SightingEvent] = Queue()
        config = CameraConfig.model_validate(
            {"camera_id": "drive", "name": "Drive", "url": url, **settings}
        )
        self.camera = Camera(
            config,
            InferenceQueue(),
            lambda config: CameraPipeline(config.camera_id, vision),
            self.statuses.put,
            self.news.put,
        )

    def __enter__(self) -> Self:
        self.camera.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.camera.stop()
        self.camera.join(10)

    def status(self, fits: Callable[[CameraStatus], bool]) -> CameraStatus:
        while not fits(status := self.statuses.get(timeout=30)):
            pass
        return status

    def update(self, fits: Callable[[SightingEvent], bool]) -> SightingEvent:
        while not fits(news := self.news.get(timeout=30)):
            pass
        return news


def is_streaming(status: CameraStatus) -> bool:
    return status.state is CameraState.STREAMING


def is_live(news: SightingEvent) -> bool:
    return news.sighting.state is SightingState.LIVE


def is_ended(news: SightingEvent) -> bool:
    return news.sighting.state is SightingState.ENDED
