"""All sightings: the live ones in memory, all of them on disk."""

import asyncio
from collections.abc import Collection, Sequence, Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.imaging.geometry import Box
from placa_engine.imaging.jpeg import JpegPair, vehicle_jpeg
from placa_engine.messages import (
    FrequentPlates,
    SightingCounts,
    SightingMessage,
    Sightings,
)
from placa_engine.problems import Problems
from placa_engine.publisher import Publisher
from placa_engine.store.pictures import PictureName, PictureStore
from placa_engine.store.sighting_query import SightingQuery
from placa_engine.store.sighting_writer import SightingWriter
from placa_engine.store.sightings import SightingStore
from placa_engine.tracking.sighting import SightingState
from placa_engine.trusted_clock import TrustedClock


@dataclass(frozen=True, slots=True)
class Extent:
    """How many sightings are kept, how many with pictures, since when (UTC)."""

    sightings: int
    pictures: int
    oldest: datetime | None


class SightingService:
    """Takes updates of sightings, publishes them and has them stored; answers what is known.

    What is live is published at once: nothing must keep a door shut. That a sighting has ended
    is published when it is safe on disk, so that what was announced is never missing.
    """

    def __init__(
        self,
        sightings: SightingStore,
        pictures: PictureStore,
        publisher: Publisher,
        clock: TrustedClock,
        problems: Problems,
    ) -> None:
        self._sightings = sightings
        self._pictures = pictures
        self._publisher = publisher
        self._clock = clock
        self._live: dict[str, SightingMessage] = {}
        self._live_pictures: dict[str, JpegPair] = {}
        self._last: dict[str, SightingMessage] = {}
        self._erased: set[str] = set()
        self._writer = SightingWriter(sightings, pictures, problems, self._stored)

    async def open(self) -> None:
        """Bring to order what the last run left."""
        await self._sightings.end_interrupted()
        for sighting in await self._sightings.newest_ended():
            self._last[sighting.camera_id] = sighting

    async def run(self) -> None:
        """Write to disk, until cancelled."""
        await self._writer.run()

    @property
    def waiting(self) -> int:
        """How many sightings are not on disk yet."""
        return len([*self._writer.waiting])

    async def flush(self) -> bool:
        """Write to disk what is not there yet; return whether that was possible."""
        return await self._writer.flush()

    @property
    def live(self) -> tuple[SightingMessage, ...]:
        """The sightings that have not ended, oldest first."""
        return tuple(self._live.values())

    @property
    def last(self) -> tuple[SightingMessage, ...]:
        """The newest ended sighting of each camera."""
        return tuple(self._last.values())

    def take(self, event: SightingEvent) -> None:
        """Publish and store an update of a sighting. Raises ValueError if it fits no message."""
        sighting_id = event.sighting.sighting_id
        has_picture = event.pictures is not None or sighting_id in self._live_pictures
        before = self._live.get(sighting_id)
        sighting = SightingMessage.of(
            event.sighting,
            has_picture=has_picture,
            clock_doubted=self._clock.doubt() is not None,
            picture_box=_place(event.pictures or before),
        )
        ended = sighting.state is SightingState.ENDED
        if sighting_id in self._erased:
            if ended:
                self._erased.discard(sighting_id)
            return
        if not ended:
            self._live[sighting_id] = sighting
            if event.pictures is not None:
                self._live_pictures[sighting_id] = event.pictures
            self._publisher.publish(sighting)
        self._writer.put(sighting, event.pictures)

    def _stored(self, sighting: SightingMessage) -> None:
        if sighting.state is SightingState.ENDED:
            self._live.pop(sighting.sighting_id, None)
            self._live_pictures.pop(sighting.sighting_id, None)
            self._last[sighting.camera_id] = sighting
            self._publisher.publish(sighting)

    async def get(self, sighting_id: str) -> SightingMessage | None:
        """Return a sighting, None if there is none."""
        if (live := self._live.get(sighting_id)) is not None:
            return live
        return await self._sightings.get(sighting_id)

    async def page(self, query: SightingQuery) -> Sightings:
        """Return the newest sightings that fit; the live ones need not be on disk yet."""
        live = {one.sighting_id: one for one in self._live.values() if query.fits(one)}
        page = await self._sightings.page(query)
        stored = {one.sighting_id: one for one in page.sightings}
        found = [
            max((one for one in (stored.get(id_), live.get(id_)) if one), key=_revision)
            for id_ in {*stored, *live}
        ]
        newest = sorted(found, key=lambda one: one.sighting_id, reverse=True)
        shown = newest[: query.limit]
        more = page.next is not None or len(newest) > query.limit
        return Sightings(
            sightings=tuple(shown), next=shown[-1].sighting_id if shown and more else None
        )

    async def counts(self, query: SightingQuery) -> SightingCounts:
        """Count the sightings that fit."""
        await self._writer.settle()
        return await self._sightings.counts(query)

    async def correct(self, sighting: SightingMessage, text: str) -> SightingMessage:
        """Correct the text of an ended sighting; what was read at first is kept beside it."""
        read = sighting.read_as or sighting.text
        corrected = sighting.model_copy(
            update={"text": text, "read_as": None if text == read else read}
        )
        await self._writer.flush()
        await self._sightings.save([corrected])
        last = self._last.get(sighting.camera_id)
        if last is not None and last.sighting_id == sighting.sighting_id:
            self._last[sighting.camera_id] = corrected
        return corrected

    async def ids(self, query: SightingQuery) -> Sequence[str]:
        """Return the ids of all sightings that fit, live ones among them."""
        waiting = [one.sighting_id for one in self._writer.waiting if query.fits(one)]
        return sorted({*await self._sightings.ids(query), *waiting})

    async def extent(self) -> Extent:
        """Return how much is kept."""
        await self._writer.settle()
        count, pictures, oldest = await self._sightings.extent()
        return Extent(count, pictures, oldest)

    async def frequent(self, since: datetime, at_least: int) -> FrequentPlates:
        """Return the plates that were seen often since a time."""
        return FrequentPlates(plates=await self._sightings.frequent(since, at_least))

    async def picture(self, sighting_id: str, name: PictureName) -> bytes | None:
        """Return a picture as JPEG, None if there is none."""
        pair = self._writer.pictures(sighting_id) or self._live_pictures.get(sighting_id)
        if pair is not None:
            return pair.crop if name == "crop" else pair.frame
        return await asyncio.to_thread(self._pictures.load, sighting_id, name)

    async def vehicle_picture(self, sighting_id: str) -> bytes | None:
        """Return the vehicle cut out of the whole picture, None if there is no picture of it."""
        sighting = await self.get(sighting_id)
        frame = await self.picture(sighting_id, "frame")
        if frame is None or sighting is None or sighting.picture_box is None:
            return frame
        return await asyncio.to_thread(vehicle_jpeg, frame, sighting.picture_box)

    async def erase(self, sighting_ids: Collection[str]) -> bool:
        """Delete sightings and their pictures; live ones are not published again.

        Returns whether there was one.
        """
        async with self._writer.erasing(sighting_ids):
            live = {one for one in sighting_ids if self._live.pop(one, None) is not None}
            self._erased |= live
            for one in live:
                self._live_pictures.pop(one, None)
            deleted = await self._sightings.delete(sighting_ids)
            await asyncio.to_thread(lambda: [*map(self._pictures.delete, sighting_ids)])
            self.forget(set(sighting_ids), frozenset())
        return bool(live) or deleted > 0

    def forget(self, gone: AbstractSet[str], faded: AbstractSet[str]) -> None:
        """Drop sightings that were deleted from the newest ones, and the pictures of faded ones."""
        self._last = {
            camera_id: sighting.model_copy(update={"has_picture": False})
            if sighting.sighting_id in faded
            else sighting
            for camera_id, sighting in self._last.items()
            if sighting.sighting_id not in gone
        }


def _place(known: JpegPair | SightingMessage | None) -> Box | None:
    """Return where the plate is in the whole picture, as far as that is known."""
    if isinstance(known, JpegPair):
        return known.plate
    return known.picture_box if known else None


def _revision(sighting: SightingMessage) -> int:
    return sighting.revision
