"""What is forgotten, and when."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence, Set as AbstractSet
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
import logging
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from placa_engine.config import RetentionConfig
from placa_engine.known_plates import KnownPlates
from placa_engine.messages import EngineProblem
from placa_engine.problems import Problems
from placa_engine.shielded import finished
from placa_engine.store.ledger import LedgerStore
from placa_engine.store.pictures import PictureStore
from placa_engine.store.sightings import Old, SightingStore

INTERVAL = 3600.0
"""Seconds between two rounds."""

MUCH = 0.5
LITTLE = 100
"""A round may delete this share of all sightings, or this many, without a word."""

PICTURES_AT_ONCE = 500
"""So many pictures are looked at together for whether their sighting is there."""

_LOGGER = logging.getLogger(__name__)


class Retention:
    """Forgets sightings, pictures and plates in the ledger that are older than is allowed.

    Ages are by a time that can be trusted. A round that would delete much of all there is says
    so and leaves it to the next one. `forgotten` is told the ids of the sightings that are gone,
    and of those whose pictures are; `give_back` is called when the disk can have what was theirs.
    """

    def __init__(
        self,
        settings: RetentionConfig,
        sightings: SightingStore,
        pictures: PictureStore,
        known_plates: KnownPlates,
        ledger: LedgerStore,
        *,
        forgotten: Callable[[AbstractSet[str], AbstractSet[str]], None],
        problems: Problems,
        give_back: Callable[[], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._sightings = sightings
        self._pictures = pictures
        self._known_plates = known_plates
        self._ledger = ledger
        self._forgotten = forgotten
        self._problems = problems
        self._give_back = give_back

    @property
    def settings(self) -> RetentionConfig:
        """After how many days what is forgotten."""
        return self._settings

    async def run(self, now: Callable[[], datetime]) -> None:
        """Forget every hour and sweep after the first time, until cancelled."""
        await self._tried(partial(self.forget, now()))
        await self._tried(self.sweep)
        while True:
            await asyncio.sleep(INTERVAL)
            await self._tried(partial(self.forget, now()))

    async def _tried(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()
        except (OSError, SQLAlchemyError) as error:
            _LOGGER.error("Old sightings cannot be deleted: %s", type(error).__name__)  # noqa: TRY400  (the trace would hold plates)

    async def forget(self, now: datetime) -> None:
        """Forget what is too old at `now`, some at a time; nothing is left of it on disk."""
        settings = self._settings
        kinds = [Old(now - timedelta(days=settings.known_days))]
        if (known := self._known_plates.folded) is not None:
            kinds.append(Old(now - timedelta(days=settings.unknown_days), known))
        if await finished(self._is_first_told_of(kinds)):
            return
        for old in kinds:
            after: datetime | None = None
            while (after := await finished(self._forget_some(old, after))) is not None:
                pass
        before = now - timedelta(days=settings.picture_days)
        while await finished(self._forget_some_pictures(before)):
            pass
        await finished(self._ledger.forget_before(now - timedelta(days=settings.known_days)))
        await self._give_back()

    async def _forget_some(self, old: Old, after: datetime | None) -> datetime | None:
        """Forget some of what is old; return after which time more may be, None if none is."""
        sighting_ids, last = await self._sightings.some_old(old, after)
        await self._sightings.delete(sighting_ids)
        self._forgotten(set(sighting_ids), frozenset())
        await self._delete_pictures(sighting_ids)
        return last

    async def _forget_some_pictures(self, before: datetime) -> bool:
        sighting_ids = await self._sightings.some_with_picture_before(before)
        await self._sightings.forget_pictures(sighting_ids)
        self._forgotten(frozenset(), set(sighting_ids))
        await self._delete_pictures(sighting_ids)
        return bool(sighting_ids)

    async def _is_first_told_of(self, kinds: Sequence[Old]) -> bool:
        """Say once that much would be deleted; return whether that was news."""
        doomed = max([await self._sightings.count_old(old) for old in kinds])
        is_much = doomed > max(LITTLE, MUCH * await self._sightings.count())
        was_told = EngineProblem.MUCH_TO_FORGET in self._problems.present
        if is_much and not was_told:
            _LOGGER.warning("%d sightings are to be deleted in an hour", doomed)
        self._problems.note(EngineProblem.MUCH_TO_FORGET, present=is_much and not was_told)
        return is_much and not was_told

    async def sweep(self) -> None:
        """Delete picture files whose sighting is gone, as after a loss of power."""
        ids = batched(self._pictures.ids(), PICTURES_AT_ONCE, strict=False)
        while filed := await asyncio.to_thread(next, ids, ()):
            await finished(self._delete_orphans(filed))

    async def _delete_orphans(self, sighting_ids: Sequence[str]) -> None:
        await self._delete_pictures(sorted(await self._sightings.missing(sighting_ids)))

    async def _delete_pictures(self, sighting_ids: Sequence[str]) -> None:
        await asyncio.to_thread(lambda: [*map(self._pictures.delete, sighting_ids)])
