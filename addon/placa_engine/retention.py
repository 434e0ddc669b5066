"""What is forgotten, and when."""

import asyncio
from collections.abc import Callable, Sequence, Set as AbstractSet
from datetime import datetime, timedelta
import logging

from sqlalchemy.exc import SQLAlchemyError

from placa_engine.config import RetentionConfig
from placa_engine.known_plates import KnownPlates
from placa_engine.messages import EngineProblem
from placa_engine.problems import Problems
from placa_engine.shielded import finished
from placa_engine.store.ledger import LedgerStore
from placa_engine.store.pictures import PictureStore
from placa_engine.store.sightings import SightingStore

INTERVAL = 3600.0
"""Seconds between two rounds."""

MUCH = 0.5
LITTLE = 100
"""A round may delete this share of all sightings, or this many, without a word."""

_LOGGER = logging.getLogger(__name__)


class Retention:
    """Forgets sightings, pictures and plates in the ledger that are older than is allowed.

    Ages are by a time that can be trusted. A round that would delete much of all there is says
    so and leaves it to the next one. `forgotten` is told the ids of the sightings that are gone,
    and of those whose pictures are.
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
    ) -> None:
        self._settings = settings
        self._sightings = sightings
        self._pictures = pictures
        self._known_plates = known_plates
        self._ledger = ledger
        self._forgotten = forgotten
        self._problems = problems

    @property
    def settings(self) -> RetentionConfig:
        """After how many days what is forgotten."""
        return self._settings

    async def run(self, now: Callable[[], datetime]) -> None:
        """Forget every hour, until cancelled."""
        while True:
            try:
                await finished(self.forget(now()))
            except (OSError, SQLAlchemyError) as error:
                _LOGGER.error("Old sightings cannot be deleted: %s", type(error).__name__)  # noqa: TRY400  (the trace would hold plates)
            await asyncio.sleep(INTERVAL)

    async def forget(self, now: datetime) -> None:
        """Forget what is too old at `now`, and picture files that belong to nothing."""
        settings = self._settings
        unknown = await self._sightings.ended_before(now - timedelta(days=settings.unknown_days))
        any_plate = await self._sightings.ended_before(now - timedelta(days=settings.known_days))
        old = {sighting_id for sighting_id, _ in any_plate}
        old |= {id_ for id_, text in unknown if not self._known_plates.may_contain(text)}
        if await self._is_first_told_of(len(old)):
            return
        await self._sightings.delete(old)
        faded = await self._sightings.with_picture_before(
            now - timedelta(days=settings.picture_days)
        )
        await self._sightings.forget_pictures(faded)
        self._forgotten(old, set(faded))
        await self._delete_pictures([*old, *faded])
        await self._ledger.forget_before(now - timedelta(days=settings.known_days))

    async def _is_first_told_of(self, doomed: int) -> bool:
        """Say once that much would be deleted; return whether that was news."""
        is_much = doomed > max(LITTLE, MUCH * await self._sightings.count())
        was_told = EngineProblem.MUCH_TO_FORGET in self._problems.present
        if is_much and not was_told:
            _LOGGER.warning("%d sightings are to be deleted in an hour", doomed)
        self._problems.note(EngineProblem.MUCH_TO_FORGET, present=is_much and not was_told)
        return is_much and not was_told

    async def sweep(self) -> None:
        """Delete picture files whose sighting is gone, as after a loss of power."""
        filed = await asyncio.to_thread(lambda: list(self._pictures.ids()))
        await self._delete_pictures(sorted(await self._sightings.missing(filed)))

    async def _delete_pictures(self, sighting_ids: Sequence[str]) -> None:
        for sighting_id in sighting_ids:
            await asyncio.to_thread(self._pictures.delete, sighting_id)
