"""The plates that pass often."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from placa_engine.server.app_keys import ENGINE
from placa_engine.server.json_io import answer, parse_query

routes = web.RouteTableDef()


class Wanted(BaseModel):
    """How far back to look, and how many sightings are often."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    days: Annotated[int, Field(ge=1, le=366)] = 30
    at_least: Annotated[int, Field(ge=2, le=10_000)] = 5


@routes.get("/api/v1/frequent")
async def list_frequent(request: web.Request) -> web.Response:
    """Tell which plates were seen often, among the sightings that are still kept."""
    wanted = parse_query(request, Wanted)
    since = datetime.now(UTC) - timedelta(days=wanted.days)
    return answer(await request.app[ENGINE].sightings.frequent(since, wanted.at_least))
