"""All sightings: the live ones in memory, all of them on disk."""

import asyncio
from collections.abc import Sequence, Set as AbstractSet
from datetime import datetime

from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.imaging.jpeg import JpegPair
from placa_engine.messages import FrequentPlates, SightingMessage, Sightings
from placa_engine.publisher import Publisher
from placa_engine.store.pictures import PictureName, PictureStore
from placa_engine.store.sighting_writer import SightingWriter
from placa_engine.store.sightings import SightingQuery, SightingStore
from placa_engine.tracking.sighting import SightingState
from placa_engine.trusted_clock import TrustedClock


class SightingService:
    """Takes event, publishes them and has them stored; answers what is known.

    Publishing comes first: a full disk must not keep a door shut.
    """

    def __init__(
        self,
        sightings: SightingStore,
        pictures: PictureStore,
        publisher: Publisher,
        clock: TrustedClock,
    ) -> None:
        self._sightings = sightings
        self._pictures = pictures
        self._publisher = publisher
        self._clock = clock
        self._live: dict[str, SightingMessage] = {}
        self._live_pictures: dict[str, JpegPair] = {}
        self._last: dict[str, SightingMessage] = {}
        self._erased: set[str] = set()
        self._writer = SightingWriter(sightings, pictures)

    async def open(self) -> None:
        """Bring to order what the last run left."""
        await self._sightings.end_interrupted()
        for sighting in await self._sightings.newest_ended():
            self._last[sighting.camera_id] = sighting

    async def run(self) -> None:
        """Write to disk, until cancelled."""
        await self._writer.run()

    async def flush(self) -> None:
        """Write to disk what is not there yet."""
        await self._writer.flush()

    @property
    def live(self) -> tuple[SightingMessage, ...]:
        """The sightings that have not ended, oldest first."""
        return tuple(self._live.values())

    @property
    def last(self) -> tuple[SightingMessage, ...]:
        """The newest ended sighting of each camera."""
        return tuple(self._last.values())

    def take(self, event: SightingEvent) -> None:
        """Take an update of a sighting. Raises ValueError for one that cannot be told."""
        sighting_id = event.sighting.sighting_id
        has_picture = event.pictures is not None or sighting_id in self._live_pictures
        sighting = SightingMessage.of(
            event.sighting,
            has_picture=has_picture,
            clock_doubted=self._clock.doubt() is not None,
        )
        ended = sighting.state is SightingState.ENDED
        if sighting_id in self._erased:
            if ended:
                self._erased.discard(sighting_id)
            return
        if ended:
            self._live.pop(sighting_id, None)
            self._live_pictures.pop(sighting_id, None)
            self._last[sighting.camera_id] = sighting
        else:
            self._live[sighting_id] = sighting
            if event.pictures is not None:
                self._live_pictures[sighting_id] = event.pictures
        self._publisher.publish(sighting)
        self._writer.put(sighting, event.pictures)

    async def get(self, sighting_id: str) -> SightingMessage | None:
        """Return a sighting, None if there is none."""
        if (live := self._live.get(sighting_id)) is not None:
            return live
        await self._writer.flush()
        return await self._sightings.get(sighting_id)

    async def page(self, query: SightingQuery) -> Sightings:
        """Return the newest sightings that fit."""
        await self._writer.flush()
        return await self._sightings.page(query)

    async def ids(self, query: SightingQuery) -> Sequence[str]:
        """Return the ids of all sightings that fit, live ones among them."""
        await self._writer.flush()
        return await self._sightings.ids(query)

    async def frequent(self, since: datetime, at_least: int) -> FrequentPlates:
        """Return the plates that were seen often since a time."""
        await self._writer.flush()
        return FrequentPlates(plates=await self._sightings.frequent(since, at_least))

    async def picture(self, sighting_id: str, name: PictureName) -> bytes | None:
        """Return a picture as JPEG, None if there is none."""
        if (live := self._live_pictures.get(sighting_id)) is not None:
            return live.crop if name == "crop" else live.frame
        await self._writer.flush()
        return await asyncio.to_thread(self._pictures.load, sighting_id, name)

    async def erase(self, sighting_id: str) -> bool:
        """Delete a sighting and its pictures; of a live one nothing more is told.

        Returns whether there was one.
        """
        await self._writer.flush()
        self._writer.drop(sighting_id)
        was_live = self._live.pop(sighting_id, None) is not None
        if was_live:
            self._erased.add(sighting_id)
        self._live_pictures.pop(sighting_id, None)
        deleted = await self._sightings.delete([sighting_id])
        await asyncio.to_thread(self._pictures.delete, sighting_id)
        self.forget({sighting_id}, frozenset())
        return was_live or deleted > 0

    def forget(self, gone: AbstractSet[str], faded: AbstractSet[str]) -> None:
        """Tell no more of ended sightings that are gone, nor of the pictures of faded ones."""
        self._last = {
            camera_id: sighting.model_copy(update={"has_picture": False})
            if sighting.sighting_id in faded
            else sighting
            for camera_id, sighting in self._last.items()
            if sighting.sighting_id not in gone
        }
