"""Sightings and their pictures: found, shown, erased."""

from datetime import timedelta
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from placa_engine.cameras.config import CameraId
from placa_engine.messages import FrequentPlates, SightingId, SightingMessage, Sightings, UtcTime
from placa_engine.server.api_error import not_found
from placa_engine.server.app_keys import ENGINE
from placa_engine.server.json_io import Answer, answer, parse_query
from placa_engine.store.pictures import PictureName
from placa_engine.store.sightings import SightingQuery

routes = web.RouteTableDef()


def normalized(text: str) -> str:
    """Return a plate's text as it is stored: capital letters and digits only."""
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum())


def listed(text: str) -> tuple[str, ...]:
    """Return the plates of a list with commas."""
    return tuple(plate for part in text.split(",") if (plate := normalized(part)))


class SightingsParameters(BaseModel):
    """The query of a search; times are ISO 8601 with their zone, `plates` have commas."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    camera_id: CameraId | None = None
    text: Annotated[str, Field(max_length=40), BeforeValidator(normalized)] | None = None
    plates: Annotated[tuple[str, ...], Field(max_length=1000), BeforeValidator(listed)] = ()
    since: UtcTime | None = None
    until: UtcTime | None = None
    before: SightingId | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@routes.get("/api/v1/sightings")
async def find_sightings(request: web.Request) -> Answer[Sightings]:
    """Return the newest sightings that match."""
    wanted = parse_query(request, SightingsParameters)
    query = SightingQuery(
        camera_id=wanted.camera_id,
        text=wanted.text or None,
        plates=wanted.plates,
        since=wanted.since,
        until=wanted.until,
        before=wanted.before,
        limit=wanted.limit,
    )
    return answer(await request.app[ENGINE].sightings.page(query))


@routes.get("/api/v1/sightings/{sighting_id:[0-9a-f]{32}}")
async def show_sighting(request: web.Request) -> Answer[SightingMessage]:
    """Return one sighting."""
    sighting = await request.app[ENGINE].sightings.get(request.match_info["sighting_id"])
    if sighting is None:
        raise not_found("sighting")
    return answer(sighting)


@routes.delete("/api/v1/sightings/{sighting_id:[0-9a-f]{32}}")
async def erase_sighting(request: web.Request) -> web.Response:
    """Delete one sighting and its pictures."""
    if not await request.app[ENGINE].sightings.erase(request.match_info["sighting_id"]):
        raise not_found("sighting")
    return web.Response(status=204)


@routes.get("/api/v1/sightings/{sighting_id:[0-9a-f]{32}}/crop.jpg")
async def show_crop(request: web.Request) -> web.Response:
    """Return the plate's picture."""
    return await _picture(request, "crop")


@routes.get("/api/v1/sightings/{sighting_id:[0-9a-f]{32}}/frame.jpg")
async def show_frame(request: web.Request) -> web.Response:
    """Return the whole frame."""
    return await _picture(request, "frame")


async def _picture(request: web.Request, name: PictureName) -> web.Response:
    sighting_id = request.match_info["sighting_id"]
    picture = await request.app[ENGINE].sightings.picture(sighting_id, name)
    if picture is None:
        raise not_found("picture")
    return web.Response(
        body=picture, content_type="image/jpeg", headers={"Cache-Control": "no-store"}
    )


class FrequentPlatesParameters(BaseModel):
    """How many days back to count, and the least number of sightings of a plate."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    days: Annotated[int, Field(ge=1, le=366)] = 30
    at_least: Annotated[int, Field(ge=2, le=10_000)] = 5


@routes.get("/api/v1/frequent")
async def list_frequent(request: web.Request) -> Answer[FrequentPlates]:
    """Return the plates seen most often, among the sightings that are still kept."""
    wanted = parse_query(request, FrequentPlatesParameters)
    engine = request.app[ENGINE]
    since = engine.clock.now() - timedelta(days=wanted.days)
    return answer(await engine.sightings.frequent(since, wanted.at_least))
