"""Who the engine is, and whether it runs."""

from aiohttp import web

from placa_engine.messages import EngineInfo, EngineProblem, Health, KnownPlatesMessage, Readiness
from placa_engine.server.app_keys import ENGINE
from placa_engine.server.json_io import Answer, answer, parse

routes = web.RouteTableDef()


@routes.get("/health")
async def health(_request: web.Request) -> Answer[Health]:
    """Answer that the engine is running."""
    return answer(Health(status="ok"))


@routes.get("/ready")
async def readiness(request: web.Request) -> Answer[Readiness]:
    """Answer whether the engine is fully working."""
    problems = request.app[ENGINE].problems.present
    ready = EngineProblem.NOT_STORED not in problems
    return answer(Readiness(ready=ready, problems=problems), 200 if ready else 503)


@routes.get("/api/v1/info")
async def info(request: web.Request) -> Answer[EngineInfo]:
    """Return the engine's identity, version and problems."""
    return answer(request.app[ENGINE].info)


@routes.put("/api/v1/known-plates")
async def set_known_plates(request: web.Request) -> web.Response:
    """Replace the household's plates."""
    known = await parse(request, KnownPlatesMessage)
    await request.app[ENGINE].set_known_plates(known.plates)
    return web.Response(status=204)
