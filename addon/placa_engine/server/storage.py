"""How much is kept, and for how long."""

import asyncio
from pathlib import Path

from aiohttp import web

from placa_engine.messages import Storage
from placa_engine.server.app_keys import ENGINE
from placa_engine.server.json_io import Answer, answer

routes = web.RouteTableDef()


@routes.get("/api/v1/storage")
async def tell_storage(request: web.Request) -> Answer[Storage]:
    """Tell what is kept."""
    engine = request.app[ENGINE]
    extent = await engine.sightings.extent()
    database = await asyncio.to_thread(_size, engine.database_file)
    settings = engine.retention.settings
    return answer(
        Storage(
            sightings=extent.sightings,
            pictures=extent.pictures,
            bytes=extent.picture_bytes + database,
            oldest=extent.oldest,
            known_days=settings.known_days,
            unknown_days=settings.unknown_days,
            picture_days=settings.picture_days,
        )
    )


def _size(database: Path) -> int:
    """Return the bytes of a database file and of what is not written into it yet."""
    return sum(file.stat().st_size for file in database.parent.glob(f"{database.name}*"))
