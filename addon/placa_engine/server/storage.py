"""How much is kept, and for how long."""

from aiohttp import web

from placa_engine.messages import Storage
from placa_engine.server.app_keys import ENGINE
from placa_engine.server.json_io import Answer, answer

routes = web.RouteTableDef()


@routes.get("/api/v1/storage")
async def tell_storage(request: web.Request) -> Answer[Storage]:
    """Tell what is kept."""
    engine = request.app[ENGINE]
    extent, disk = await engine.sightings.extent(), await engine.disk()
    settings = engine.retention.settings
    return answer(
        Storage(
            sightings=extent.sightings,
            pictures=extent.pictures,
            bytes=disk.total,
            picture_bytes=disk.pictures,
            database_bytes=disk.database,
            free_bytes=disk.free,
            log_bytes=disk.log,
            left_bytes=disk.left,
            oldest=extent.oldest,
            known_days=settings.known_days,
            unknown_days=settings.unknown_days,
            picture_days=settings.picture_days,
        )
    )
