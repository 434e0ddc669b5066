"""All cameras: added, changed, removed, and the state of each one."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
import logging

from placa_engine.cameras.camera import Camera
from placa_engine.cameras.config import MAX_CAMERAS, CameraChanges, CameraConfig
from placa_engine.cameras.frame_worker import NewPipeline, SightingEvent
from placa_engine.cameras.inference_queue import InferenceQueue, Load
from placa_engine.cameras.state import CameraStatus
from placa_engine.messages import CameraMessage, CameraOrientation, CameraSettings, Origin
from placa_engine.publisher import Publisher, Removed
from placa_engine.store.cameras import CameraStore

_LOGGER = logging.getLogger(__name__)


class UnknownCameraError(LookupError):
    """No camera has this id."""


class CameraExistsError(Exception):
    """A camera has this id already."""


class TooManyCamerasError(Exception):
    """The engine watches as many cameras as it ever will."""


class CameraFixedError(Exception):
    """The camera stands in the configuration file and is changed there."""


@dataclass(eq=False)
class _ManagedCamera:
    """One camera at work, or paused: then there is no `camera` to watch it."""

    config: CameraConfig
    origin: Origin
    camera: Camera | None = None
    status: CameraStatus = field(default_factory=CameraStatus)
    since: datetime = field(default_factory=lambda: datetime.now(UTC))


class CameraManager:
    """Keeps every camera watched.

    `take` is called in the event loop with all event of all cameras.
    """

    def __init__(
        self,
        store: CameraStore,
        publisher: Publisher,
        new_pipeline: NewPipeline,
        take: Callable[[SightingEvent], None],
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._new_pipeline = new_pipeline
        self._take = take
        self._inference = InferenceQueue()
        self._managed: dict[str, _ManagedCamera] = {}
        self._paused: set[str] = set()
        self._changing = asyncio.Lock()
        self._loop = asyncio.get_running_loop()

    async def open(self, configured: Iterable[CameraConfig]) -> None:
        """Start the cameras of the configuration file and those added earlier, if not paused."""
        self._paused = await self._store.paused()
        for config in configured:
            self._start(config, "config")
        for config in await self._store.all():
            if config.camera_id in self._managed:
                _LOGGER.warning("Camera %s: the configuration file wins", config.camera_id)
            else:
                self._start(config, "api")

    async def close(self, grace: float) -> None:
        """Stop all cameras; wait up to `grace` seconds for their last event."""
        await self._stop(list(self._managed.values()), grace)

    @property
    def all(self) -> tuple[CameraMessage, ...]:
        """All cameras, ordered by id."""
        return tuple(_message(self._managed[camera_id]) for camera_id in sorted(self._managed))

    @property
    def load(self) -> Load:
        """How many frames were to be looked at since the start, and how many were left out."""
        return self._inference.load

    def settings(self, camera_id: str) -> CameraSettings:
        """Return a camera's settings without its secrets. Raises UnknownCameraError."""
        managed = self._get(camera_id)
        return CameraSettings.of(managed.config, managed.origin)

    def config(self, camera_id: str) -> CameraConfig:
        """Return all of a camera's settings, its secrets too. Raises UnknownCameraError."""
        return self._get(camera_id).config

    def with_changes(self, camera_id: str, changes: CameraChanges) -> CameraConfig:
        """Return a camera with changes that are not made yet.

        Raises UnknownCameraError, CameraFixedError, ValidationError.
        """
        return changes.of(self._changeable(camera_id).config)

    def watched(self, camera_id: str) -> CameraConfig | None:
        """Return the settings of a camera, None while it is paused. Raises UnknownCameraError."""
        managed = self._get(camera_id)
        return None if managed.camera is None else managed.config

    async def add(self, config: CameraConfig) -> CameraMessage:
        """Add a camera and keep it. Raises CameraExistsError, TooManyCamerasError."""
        async with self._changing:
            if config.camera_id in self._managed:
                raise CameraExistsError
            if len(self._managed) >= MAX_CAMERAS:
                raise TooManyCamerasError
            await self._store.save(config)
            return self._start(config, "api")

    async def change(self, config: CameraConfig) -> CameraMessage:
        """Replace the camera with this id. Raises UnknownCameraError, CameraFixedError."""
        async with self._changing:
            before = self._changeable(config.camera_id)
            if config == before.config:
                return _message(before)
            await self._store.save(config)
            await self._stop([before], 1.0)
            return self._start(config, "api")

    async def remove(self, camera_id: str) -> None:
        """Forget a camera. Raises UnknownCameraError, CameraFixedError."""
        async with self._changing:
            managed = self._changeable(camera_id)
            await self._store.delete(camera_id)
            await self._stop([managed], 1.0)
            self._paused.discard(camera_id)
            del self._managed[camera_id]
            self._publisher.publish(Removed(camera_id))

    async def set_detection(self, camera_id: str, *, on: bool) -> CameraMessage:
        """Turn a camera's detection on or off, also after restarts. Raises UnknownCameraError."""
        async with self._changing:
            managed = self._get(camera_id)
            if on is (managed.camera is not None):
                return _message(managed)
            if on:
                await self._store.resume(camera_id)
                self._paused.discard(camera_id)
            else:
                await self._store.pause(camera_id)
                self._paused.add(camera_id)
                await self._stop([managed], 1.0)
            return self._start(managed.config, managed.origin)

    def _get(self, camera_id: str) -> _ManagedCamera:
        managed = self._managed.get(camera_id)
        if managed is None:
            raise UnknownCameraError
        return managed

    def _changeable(self, camera_id: str) -> _ManagedCamera:
        managed = self._get(camera_id)
        if managed.origin == "config":
            raise CameraFixedError
        return managed

    def _start(self, config: CameraConfig, origin: Origin) -> CameraMessage:
        managed = _ManagedCamera(config, origin)
        self._managed[config.camera_id] = managed
        if config.camera_id not in self._paused:
            managed.camera = Camera(
                config,
                self._inference,
                self._new_pipeline,
                on_status=lambda status: self._from_thread(self._note, managed, status),
                on_event=lambda event: self._from_thread(self._take, event),
            )
            managed.camera.start()
        self._publisher.publish(_message(managed))
        return _message(managed)

    def _note(self, managed: _ManagedCamera, status: CameraStatus) -> None:
        if self._managed.get(managed.config.camera_id) is managed:
            if status.state is not managed.status.state:
                managed.since = datetime.now(UTC)
            managed.status = status
            self._publisher.publish(_message(managed))

    async def _stop(self, cameras: list[_ManagedCamera], grace: float) -> None:
        watching = [one.camera for one in cameras if one.camera is not None]
        for camera in watching:
            camera.stop()
        ends = self._loop.time() + grace
        for camera in watching:
            await asyncio.to_thread(camera.join, max(0.0, ends - self._loop.time()))

    def _from_thread[*Args](self, call: Callable[[*Args], None], *args: *Args) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *args)
        except RuntimeError:
            _LOGGER.debug("A camera reported after the end")


def _message(managed: _ManagedCamera) -> CameraMessage:
    return CameraMessage(
        camera_id=managed.config.camera_id,
        name=managed.config.name,
        state=managed.status.state,
        problem=managed.status.problem,
        frame_size=managed.status.frame_size,
        fps=managed.status.fps,
        country=managed.config.country,
        zones=tuple(zone.name for zone in managed.config.zones),
        origin=managed.origin,
        detection=managed.camera is not None,
        since=managed.since,
        frozen=managed.status.frozen,
        suggested_orientation=_suggested(managed),
    )


def _suggested(managed: _ManagedCamera) -> CameraOrientation | None:
    shown = managed.status.orientation
    if shown is None or shown.is_upright:
        return None
    wanted = managed.config.orientation.then(shown)
    return CameraOrientation(rotation=wanted.rotation, mirrored=wanted.mirrored)
