"""All cameras: added, changed, removed, and how each one fares."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
import logging

from placa_engine.cameras.camera import Camera
from placa_engine.cameras.config import CameraChanges, CameraConfig
from placa_engine.cameras.frame_worker import NewPipeline, News
from placa_engine.cameras.state import CameraStatus
from placa_engine.messages import CameraMessage, CameraSettings, Origin
from placa_engine.publisher import Publisher, Removed
from placa_engine.store.cameras import CameraStore

_LOGGER = logging.getLogger(__name__)


class UnknownCameraError(LookupError):
    """No camera has this id."""


class CameraExistsError(Exception):
    """A camera has this id already."""


class CameraFixedError(Exception):
    """The camera stands in the configuration file and is changed there."""


@dataclass(eq=False)
class _Post:
    """One camera at work, or paused: then there is no `camera` to watch it."""

    config: CameraConfig
    origin: Origin
    camera: Camera | None = None
    status: CameraStatus = field(default_factory=CameraStatus)
    since: datetime = field(default_factory=lambda: datetime.now(UTC))


class Cameras:
    """Keeps every camera watched.

    `take` is called in the event loop with all news of all cameras.
    """

    def __init__(
        self,
        store: CameraStore,
        publisher: Publisher,
        new_pipeline: NewPipeline,
        take: Callable[[News], None],
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._new_pipeline = new_pipeline
        self._take = take
        self._posts: dict[str, _Post] = {}
        self._paused: set[str] = set()
        self._changing = asyncio.Lock()
        self._loop = asyncio.get_running_loop()

    async def open(self, configured: Iterable[CameraConfig]) -> None:
        """Start the cameras of the configuration file and those added earlier, if not paused."""
        self._paused = await self._store.paused()
        for config in configured:
            self._start(config, "config")
        for config in await self._store.all():
            if config.camera_id in self._posts:
                _LOGGER.warning("Camera %s: the configuration file wins", config.camera_id)
            else:
                self._start(config, "api")

    async def close(self, patience: float) -> None:
        """Stop all cameras; wait up to `patience` seconds for their last news."""
        await self._stop(list(self._posts.values()), patience)

    @property
    def all(self) -> tuple[CameraMessage, ...]:
        """All cameras, ordered by id."""
        return tuple(_message(self._posts[camera_id]) for camera_id in sorted(self._posts))

    def settings(self, camera_id: str) -> CameraSettings:
        """Return what may be told of a camera's settings. Raises UnknownCameraError."""
        post = self._post(camera_id)
        return CameraSettings.of(post.config, post.origin)

    def changed(self, camera_id: str, changes: CameraChanges) -> CameraConfig:
        """Return a camera with changes that are not made yet.

        Raises UnknownCameraError, CameraFixedError, ValidationError.
        """
        return changes.of(self._changeable(camera_id).config)

    async def add(self, config: CameraConfig) -> CameraMessage:
        """Add a camera and keep it. Raises CameraExistsError."""
        async with self._changing:
            if config.camera_id in self._posts:
                raise CameraExistsError
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
            post = self._changeable(camera_id)
            await self._store.delete(camera_id)
            await self._stop([post], 1.0)
            self._paused.discard(camera_id)
            del self._posts[camera_id]
            self._publisher.publish(Removed(camera_id))

    async def detect(self, camera_id: str, *, on: bool) -> CameraMessage:
        """Watch a camera, or pause it, until told otherwise. Raises UnknownCameraError."""
        async with self._changing:
            post = self._post(camera_id)
            if on is (post.camera is not None):
                return _message(post)
            if on:
                await self._store.resume(camera_id)
                self._paused.discard(camera_id)
            else:
                await self._store.pause(camera_id)
                self._paused.add(camera_id)
                await self._stop([post], 1.0)
            return self._start(post.config, post.origin)

    def _post(self, camera_id: str) -> _Post:
        post = self._posts.get(camera_id)
        if post is None:
            raise UnknownCameraError
        return post

    def _changeable(self, camera_id: str) -> _Post:
        post = self._post(camera_id)
        if post.origin == "config":
            raise CameraFixedError
        return post

    def _start(self, config: CameraConfig, origin: Origin) -> CameraMessage:
        post = _Post(config, origin)
        self._posts[config.camera_id] = post
        if config.camera_id not in self._paused:
            post.camera = Camera(
                config,
                self._new_pipeline,
                on_status=lambda status: self._from_thread(self._note, post, status),
                on_news=lambda news: self._from_thread(self._take, news),
            )
            post.camera.start()
        self._publisher.publish(_message(post))
        return _message(post)

    def _note(self, post: _Post, status: CameraStatus) -> None:
        if self._posts.get(post.config.camera_id) is post:
            if status.state is not post.status.state:
                post.since = datetime.now(UTC)
            post.status = status
            self._publisher.publish(_message(post))

    async def _stop(self, posts: list[_Post], patience: float) -> None:
        watching = [post.camera for post in posts if post.camera is not None]
        for camera in watching:
            camera.stop()
        ends = self._loop.time() + patience
        for camera in watching:
            await asyncio.to_thread(camera.join, max(0.0, ends - self._loop.time()))

    def _from_thread[*Args](self, call: Callable[[*Args], None], *args: *Args) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *args)
        except RuntimeError:
            _LOGGER.debug("A camera spoke after the end")


def _message(post: _Post) -> CameraMessage:
    return CameraMessage(
        camera_id=post.config.camera_id,
        name=post.config.name,
        state=post.status.state,
        problem=post.status.problem,
        frame_size=post.status.frame_size,
        fps=post.status.fps,
        country=post.config.country,
        zones=tuple(zone.name for zone in post.config.zones),
        origin=post.origin,
        detection=post.camera is not None,
        since=post.since,
        frozen=post.status.frozen,
    )
