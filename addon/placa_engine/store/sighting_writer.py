"""Brings sightings to disk without holding up anybody."""

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError

from placa_engine.imaging.jpeg import JpegPair
from placa_engine.messages import SightingMessage
from placa_engine.shielded import finished
from placa_engine.store.pictures import PictureStore
from placa_engine.store.sightings import SightingStore

PAUSE = 0.5
"""Seconds between two writes; updates of the same sighting meanwhile are written once."""

MOST_WAITING = 1000

_LOGGER = logging.getLogger(__name__)


class SightingWriter:
    """Collects updates and writes them in one go.

    While the disk takes nothing, the newest MOST_WAITING sightings are kept and tried
    again.
    """

    def __init__(self, sightings: SightingStore, pictures: PictureStore) -> None:
        self._sightings = sightings
        self._pictures = pictures
        self._waiting: dict[str, tuple[SightingMessage, JpegPair | None]] = {}
        self._something = asyncio.Event()
        self._writing = asyncio.Lock()
        self._failing = False

    def put(self, sighting: SightingMessage, pictures: JpegPair | None) -> None:
        """Take an update; `pictures` is None if there are no newer ones."""
        _, waiting = self._waiting.pop(sighting.sighting_id, (None, None))
        self._waiting[sighting.sighting_id] = (sighting, pictures or waiting)
        if len(self._waiting) > MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]
        self._something.set()

    def drop(self, sighting_id: str) -> None:
        """Forget an update that came meanwhile, or could not be written."""
        self._waiting.pop(sighting_id, None)

    async def run(self) -> None:
        """Write what comes, until cancelled."""
        while True:
            await self._something.wait()
            await finished(self.flush())
            await asyncio.sleep(PAUSE)

    async def flush(self) -> None:
        """Write all that waits; log, and keep it, if that cannot be done."""
        async with self._writing:
            self._something.clear()
            taken, self._waiting = self._waiting, {}
            try:
                for sighting_id, (_, pictures) in taken.items():
                    if pictures is not None:
                        await asyncio.to_thread(self._pictures.save, sighting_id, pictures)
                await self._sightings.save(sighting for sighting, _ in taken.values())
            except (OSError, SQLAlchemyError) as error:
                self._keep(taken)
                if not self._failing:
                    _LOGGER.error("Sightings cannot be stored: %s", type(error).__name__)  # noqa: TRY400  (the trace would hold plates)
                self._failing = True
            else:
                self._failing = False

    def _keep(self, taken: dict[str, tuple[SightingMessage, JpegPair | None]]) -> None:
        newer, self._waiting = self._waiting, {}
        for sighting, pictures in (*taken.values(), *newer.values()):
            self.put(sighting, pictures)
