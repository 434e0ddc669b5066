"""Brings sightings to disk without holding up anybody."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Iterable
from contextlib import asynccontextmanager, suppress
from itertools import batched
import logging

from sqlalchemy.exc import SQLAlchemyError

from placa_engine.imaging.jpeg import JpegPair
from placa_engine.messages import EngineProblem, SightingMessage
from placa_engine.problems import Problems
from placa_engine.shielded import finished
from placa_engine.store.pictures import PictureStore
from placa_engine.store.sightings import SightingStore
from placa_engine.tracking.sighting import SightingState

BATCH = 0.02
"""Seconds in which sightings that end are written together."""

PAUSE = 0.5
"""Seconds between two writes of sightings that last; what changes meanwhile is written once."""

RETRY = 2.0
"""Seconds until what could not be written is tried again."""

SETTLING = 0.2
"""Seconds that a count of what is stored waits for what is not stored yet."""

MOST_AT_ONCE = 50
"""So many sightings are written together: on a full disk a larger group finds no room at once."""

MOST_WAITING = 1000
MOST_PICTURE_BYTES = 16_000_000
"""What is kept in memory while the disk takes nothing: so many sightings, so many pictures."""

ROOM = 50
"""So many of the oldest pictures make room for sightings on a full disk, at a time."""

_LOGGER = logging.getLogger(__name__)


class SightingWriter:
    """Collects updates and writes them in one go, first the sightings, then their pictures.

    `on_stored` is called with each sighting that is safe on disk. While the disk takes nothing,
    the newest are kept and tried again.
    """

    def __init__(
        self,
        sightings: SightingStore,
        pictures: PictureStore,
        problems: Problems,
        on_stored: Callable[[SightingMessage], None] = lambda _sighting: None,
    ) -> None:
        self._sightings = sightings
        self._pictures = pictures
        self._problems = problems
        self._on_stored = on_stored
        self._rows: dict[str, SightingMessage] = {}
        self._on_the_way: dict[str, SightingMessage] = {}
        self._pairs: dict[str, JpegPair] = {}
        self._without_picture: set[str] = set()
        self._something = asyncio.Event()
        self._ended = asyncio.Event()
        self._writing = asyncio.Lock()
        self._settling: asyncio.Task[bool] | None = None

    @property
    def waiting(self) -> Iterable[SightingMessage]:
        """The updates that are not on disk yet."""
        return (self._on_the_way | self._rows).values()

    def pictures(self, sighting_id: str) -> JpegPair | None:
        """Return pictures that are not on disk yet."""
        return self._pairs.get(sighting_id)

    def put(self, sighting: SightingMessage, pictures: JpegPair | None) -> None:
        """Take an update; `pictures` is None if there are no newer ones."""
        self._rows.pop(sighting.sighting_id, None)
        self._rows[sighting.sighting_id] = sighting
        if pictures is not None:
            self._pairs.pop(sighting.sighting_id, None)
            self._pairs[sighting.sighting_id] = pictures
        self._leave_out_oldest()
        self._something.set()
        if sighting.state is SightingState.ENDED:
            self._ended.set()

    @asynccontextmanager
    async def erasing(self, sighting_ids: Collection[str]) -> AsyncGenerator[None]:
        """Write nothing meanwhile, and nothing of these sightings' updates at all."""
        async with self._writing:
            for sighting_id in sighting_ids:
                self._rows.pop(sighting_id, None)
                self._pairs.pop(sighting_id, None)
            yield

    async def run(self) -> None:
        """Write what comes, until cancelled."""
        while True:
            await self._something.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(PAUSE):
                    await self._ended.wait()
            await asyncio.sleep(BATCH)
            if not await finished(self.flush()):
                await asyncio.sleep(RETRY)

    async def settle(self) -> None:
        """Write what waits, unless the disk is slow: who reads does not wait for that."""
        if self._settling is None or self._settling.done():
            self._settling = asyncio.create_task(self.flush())
        await asyncio.wait({self._settling}, timeout=SETTLING)

    async def flush(self) -> bool:
        """Write all that waits; keep it, and return False, if that cannot be done."""
        async with self._writing:
            self._something.clear()
            self._ended.clear()
            stored = await self._write_rows() and await self._write_pictures()
            if not stored:
                self._something.set()
            return stored

    async def _write_rows(self) -> bool:
        self._on_the_way, self._rows = self._rows, {}
        try:
            for batch in batched(tuple(self._on_the_way.values()), MOST_AT_ONCE, strict=False):
                await self._sightings.save(batch)
                for sighting in batch:
                    self._on_the_way.pop(sighting.sighting_id, None)
                    self._on_stored(sighting)
            if self._without_picture:
                await self._sightings.forget_pictures(self._without_picture)
                self._without_picture = set()
        except (OSError, SQLAlchemyError) as error:
            self._rows = self._on_the_way | self._rows
            self._leave_out_oldest()
            self._fail(EngineProblem.NOT_STORED, error)
            await self._make_room()
            return False
        else:
            self._problems.note(EngineProblem.NOT_STORED, present=False)
            return True
        finally:
            self._on_the_way = {}

    async def _write_pictures(self) -> bool:
        while self._pairs:
            sighting_id, pair = next(iter(self._pairs.items()))
            try:
                await asyncio.to_thread(self._pictures.save, sighting_id, pair)
            except OSError as error:
                self._fail(EngineProblem.NO_PICTURES, error)
                return False
            if self._pairs.get(sighting_id) is pair:
                del self._pairs[sighting_id]
        self._problems.note(EngineProblem.NO_PICTURES, present=False)
        return True

    async def _make_room(self) -> None:
        """Give up the oldest pictures, since sightings are worth more."""
        with suppress(OSError, SQLAlchemyError):
            gone = self._without_picture
            for sighting_id in await self._sightings.oldest_with_picture(ROOM, gone):
                await asyncio.to_thread(self._pictures.delete, sighting_id)
                self._without_picture.add(sighting_id)
                self._pairs.pop(sighting_id, None)

    def _fail(self, problem: EngineProblem, error: Exception) -> None:
        if problem not in self._problems.present:
            _LOGGER.error("The disk takes nothing: %s", type(error).__name__)
        self._problems.note(problem, present=True)

    def _leave_out_oldest(self) -> None:
        while len(self._rows) > MOST_WAITING:
            sighting_id = next(iter(self._rows))
            del self._rows[sighting_id]
            self._pairs.pop(sighting_id, None)
        while sum(len(pair.crop) + len(pair.frame) for pair in self._pairs.values()) > (
            MOST_PICTURE_BYTES
        ):
            sighting_id = next(iter(self._pairs))
            del self._pairs[sighting_id]
            self._without_picture.add(sighting_id)
