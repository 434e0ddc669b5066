"""Everything wired together: cameras, what they see, who hears of it, what is kept."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
import logging

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from placa_engine import __version__
from placa_engine.camera_manager import CameraManager
from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.cameras.overload import OverloadWatch
from placa_engine.cameras.pipeline import CameraPipeline, PipelineSettings
from placa_engine.config import EngineConfig
from placa_engine.identity import make_identity, make_ledger_key
from placa_engine.known_plates import KnownPlates
from placa_engine.messages import API_VERSION, EngineInfo, EngineProblem, Inference
from placa_engine.problems import Problems
from placa_engine.publisher import Publisher
from placa_engine.retention import Retention
from placa_engine.shielded import finished
from placa_engine.sighting_service import SightingService
from placa_engine.store.cameras import CameraStore
from placa_engine.store.database import Database, damage_told
from placa_engine.store.disk import Disk, measured
from placa_engine.store.folder_lock import locked
from placa_engine.store.ledger import LedgerStore
from placa_engine.store.pictures import PictureStore
from placa_engine.store.sightings import SightingStore
from placa_engine.store.trusted_time import TrustedTimeStore
from placa_engine.tracking.zone import Zone
from placa_engine.trusted_clock import TrustedClock
from placa_engine.vision.vision import Vision

STOP_TIMEOUT = 1.3
"""Seconds after which a stopping engine waits no more for what cannot be stored."""

CAMERA_STOP_TIMEOUT = 0.6
"""Seconds of them that cameras have for their last event."""

CLOCK_CHECK_INTERVAL = 60.0
"""Seconds between two checks of the machine's clock."""

LOAD_CHECK_INTERVAL = 10.0
"""Seconds between two checks whether the machine keeps up with the cameras."""

LEDGER_CHECK_INTERVAL = 86_400.0
"""Seconds between two checks of the whole ledger."""

_LOGGER = logging.getLogger(__name__)


class Engine:
    """The parts of a running engine; `running_engine` makes one."""

    def __init__(
        self, config: EngineConfig, vision: Vision, database: Database, clock: TrustedClock
    ) -> None:
        self.vision = vision
        self._data = config.data
        self.clock = clock
        self.publisher = Publisher()
        self.problems = Problems(lambda: self.publisher.publish(self.info))
        sightings = SightingStore(
            database,
            clock.now,
            damaged=lambda: self.problems.note(EngineProblem.DAMAGED, present=True),
        )
        pictures = self._pictures = PictureStore(config.data / "pictures")
        self.known_plates = KnownPlates()
        self.sightings = SightingService(sightings, pictures, self.publisher, clock, self.problems)
        self.ledger = LedgerStore(
            database,
            make_ledger_key(config.data),
            lambda: None if clock.doubt() else clock.now(),
            self.sightings.get,
        )
        self.retention = Retention(
            config.retention,
            sightings,
            pictures,
            self.known_plates,
            self.ledger,
            forgotten=self.sightings.forget,
            problems=self.problems,
            give_back=database.give_back,
        )
        self._database = database
        self._trusted_time = TrustedTimeStore(database)
        self.cameras = CameraManager(
            CameraStore(database), self.publisher, self._new_pipeline, self._take
        )
        self.identity = make_identity(config.data)
        self._started_at = datetime.now(UTC)

    @property
    def info(self) -> EngineInfo:
        """Who the engine is, now."""
        used = self.vision.info
        return EngineInfo(
            server_id=self.identity.server_id,
            version=__version__,
            api_version=API_VERSION,
            started_at=self._started_at,
            now=datetime.now(UTC),
            inference=Inference(
                device=used.device,
                precision=used.precision,
                detector_version=used.detector_version,
                reader_version=used.reader_version,
            ),
            problems=self.problems.present,
        )

    async def watch_clock(self) -> None:
        """Check the machine's clock and store the time, until cancelled."""
        while True:
            self.problems.note(EngineProblem.CLOCK, present=self.clock.doubt() is not None)
            with suppress(SQLAlchemyError):  # a full disk is reported where sightings are lost
                await finished(self._trusted_time.save(self.clock.now()))
            await asyncio.sleep(CLOCK_CHECK_INTERVAL)

    async def watch_load(self) -> None:
        """Check whether the machine keeps up with the cameras, until cancelled."""
        watch, loop = OverloadWatch(), asyncio.get_running_loop()
        while True:
            overloaded = watch.is_overloaded(loop.time(), self.cameras.load)
            self.problems.note(EngineProblem.TOO_MANY_CAMERAS, present=overloaded)
            await asyncio.sleep(LOAD_CHECK_INTERVAL)

    async def check_ledger(self) -> None:
        """Check the whole ledger, at once and every day, until cancelled."""
        while True:
            with suppress(SQLAlchemyError):  # damage is reported where it is looked for
                intact = await self.ledger.is_intact()
                self.problems.note(EngineProblem.LEDGER, present=not intact)
            await asyncio.sleep(LEDGER_CHECK_INTERVAL)

    async def disk(self) -> Disk:
        """Measure what is stored."""
        free = await self._database.free_bytes()
        return await asyncio.to_thread(measured, self._data, self._pictures, free)

    async def check(self) -> None:
        """Look whether what is stored is undamaged."""
        if not await self._database.is_sound():
            self.problems.note(EngineProblem.DAMAGED, present=True)

    async def leave_no_trace(self) -> None:
        """Leave nothing of what was deleted in any file of the database."""
        with suppress(SQLAlchemyError):  # on a full disk; the next round of retention does it
            await self._database.give_back()

    async def set_known_plates(self, plates: Iterable[str]) -> None:
        """Replace the household's plates, and get ready to read them a second time."""
        self.known_plates.replace(plates)
        if self.vision.second_reader is not None and not self.known_plates.is_empty:
            await asyncio.to_thread(self.vision.second_reader.get_ready)

    def _new_pipeline(self, camera: CameraConfig) -> CameraPipeline:
        zones = tuple(Zone(zone.name, zone.polygon) for zone in camera.zones)
        return CameraPipeline(
            camera.camera_id,
            self.vision,
            PipelineSettings(country=camera.country, zones=zones),
            is_known=self.known_plates.contains,
        )

    def _take(self, event: SightingEvent) -> None:
        try:
            self.sightings.take(event)
        except ValidationError as error:
            fields = sorted({str(detail["loc"][0]) for detail in error.errors()})
            _LOGGER.warning("A sighting was dropped: bad %s", ", ".join(fields))


@asynccontextmanager
async def running_engine(
    config: EngineConfig, vision: Vision, clock: TrustedClock | None = None
) -> AsyncGenerator[Engine]:
    """Return an engine that watches its cameras, and stop it at the end.

    Without a `clock` it is the machine's, as far as that can be believed. Raises StoreError or
    IdentityError if what is stored cannot be used.
    """
    with locked(config.data):
        async with _opened(config, vision, clock) as engine:
            yield engine


@asynccontextmanager
async def _opened(
    config: EngineConfig, vision: Vision, clock: TrustedClock | None
) -> AsyncGenerator[Engine]:
    database = await Database.open(config.data)
    try:
        with damage_told(config.data):
            engine = Engine(config, vision, database, clock or await _trusted_clock(database))
            await engine.sightings.open()
        tasks = [
            asyncio.create_task(engine.sightings.run(), name="writer"),
            asyncio.create_task(engine.watch_clock(), name="clock"),
            asyncio.create_task(engine.watch_load(), name="load"),
            asyncio.create_task(engine.check_ledger(), name="ledger"),
            asyncio.create_task(engine.check(), name="check"),
            asyncio.create_task(engine.retention.run(engine.clock.now), name="retention"),
        ]
        try:
            await engine.cameras.open(config.cameras)
            yield engine
        finally:
            await _stop(engine, tasks)
    finally:
        await database.close()


async def _stop(engine: Engine, tasks: list[asyncio.Task[None]]) -> None:
    """Let everything end and be stored, for STOP_TIMEOUT seconds at most."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + STOP_TIMEOUT
    await engine.cameras.close(CAMERA_STOP_TIMEOUT)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=ends - loop.time())
    flushing = asyncio.create_task(engine.sightings.flush())
    await asyncio.wait({flushing}, timeout=max(0.0, ends - loop.time()))


async def _trusted_clock(database: Database) -> TrustedClock:
    """Return the clock, which goes on from the newest time that was trusted."""
    times = (
        await TrustedTimeStore(database).load(),
        await SightingStore(database).newest_kept_since(),
    )
    return TrustedClock(max((time for time in times if time is not None), default=None))
