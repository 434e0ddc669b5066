"""A process that sees sightings as fast as it can and says which it announced; tests kill it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
import sys
from uuid import uuid7

from placa_engine.cameras.frame_worker import SightingEvent
from placa_engine.problems import Problems
from placa_engine.publisher import Publisher
from placa_engine.sighting_service import SightingService
from placa_engine.store.database import Database
from placa_engine.store.pictures import PictureStore
from placa_engine.store.sightings import SightingStore
from placa_engine.store.trusted_time import TrustedTimeStore
from placa_engine.tracking.sighting import SightingState
from placa_engine.trusted_clock import TrustedClock
from tests.engine.support.sightings import PAIR, sighting


async def announce(folder: Path) -> None:
    database = await Database.open(folder)
    publisher = Publisher()
    clock = TrustedClock(await TrustedTimeStore(database).load())
    service = SightingService(
        SightingStore(database, clock.now),
        PictureStore(folder / "pictures"),
        publisher,
        clock,
        Problems(lambda: None),
    )
    await service.open()
    writing = asyncio.create_task(service.run())
    with publisher.listening() as listener:
        told = asyncio.create_task(tell(listener))
        while not writing.done() and not told.done():
            if len(service.live) > 200:
                await asyncio.sleep(0.005)
                continue
            for number in range(20):
                one = replace(sighting(1), sighting_id=uuid7().hex, last_seen=datetime.now(UTC))
                service.take(SightingEvent(one, None))
                ended = replace(one, state=SightingState.ENDED, revision=2)
                service.take(SightingEvent(ended, PAIR if number == 0 else None))
            await asyncio.sleep(0.01)


async def tell(listener: object) -> None:
    while True:
        item = await listener.take()  # type: ignore[attr-defined]  # a Listener of the publisher
        sys.stdout.write(f"{item.state} {item.revision} {item.sighting_id}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(announce(Path(sys.argv[1])))
