"""Sightings and their pictures: found, shown, erased."""

from datetime import timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aiohttp import web
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from placa_engine.cameras.config import CameraId
from placa_engine.messages import (
    AuditAction,
    AuditRecord,
    AuditScope,
    Correction,
    FrequentPlates,
    Label,
    SightingCounts,
    SightingId,
    SightingMessage,
    Sightings,
    UtcTime,
    Verdict,
)
from placa_engine.server.api_error import ApiError, not_found
from placa_engine.server.app_keys import ENGINE
from placa_engine.server.json_io import Answer, answer, parse, parse_query
from placa_engine.server.looks import look_at_one, look_at_page, record_look
from placa_engine.server.record import recorded
from placa_engine.store.pictures import PictureName
from placa_engine.store.sighting_query import UTC_ZONE, SightingQuery
from placa_engine.tracking.sighting import Direction, SightingState

routes = web.RouteTableDef()


def normalized(text: str) -> str:
    """Return a plate's text as it is stored: capital letters and digits only."""
    return "".join(char for char in text.upper() if char.isascii() and char.isalnum())


def listed(text: str) -> tuple[str, ...]:
    """Return the plates of a list with commas."""
    return tuple(plate for part in text.split(",") if (plate := normalized(part)))


def numbers(text: str) -> tuple[str, ...]:
    """Return the numbers of a list with commas, as they stand there."""
    return tuple(part for part in text.split(",") if part)


def time_zone(name: object) -> ZoneInfo:
    """Return a time zone by its name. Raises ValueError if there is none of this name."""
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError("there is no such time zone") from error


type Plates = Annotated[tuple[str, ...], Field(max_length=1000), BeforeValidator(listed)]


class SightingsParameters(BaseModel):
    """Which sightings are meant; see SightingQuery.

    Times are ISO 8601 with their zone; plates, hours and weekdays have commas.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True
    )

    camera_id: CameraId | None = None
    text: Annotated[str, Field(max_length=40), BeforeValidator(normalized)] | None = None
    alike: bool = False
    plates: Plates = ()
    other_than: Plates = ()
    direction: Direction | None = None
    since: UtcTime | None = None
    until: UtcTime | None = None
    hours: Annotated[
        tuple[Annotated[int, Field(ge=0, le=23)], ...],
        Field(max_length=24),
        BeforeValidator(numbers),
    ] = ()
    weekdays: Annotated[
        tuple[Annotated[int, Field(ge=0, le=6)], ...],
        Field(max_length=7),
        BeforeValidator(numbers),
    ] = ()
    zone: Annotated[ZoneInfo, BeforeValidator(time_zone)] = UTC_ZONE
    door: Label | None = None
    verdict: Verdict | None = None

    @property
    def action(self) -> AuditAction:
        """What the ledger calls it: whoever names a plate searches, others look."""
        return AuditAction.SEARCHED if self.text or self.plates else AuditAction.LOOKED

    @property
    def scope(self) -> AuditScope:
        """What the ledger keeps of it; what narrows it further is not told there."""
        return AuditScope(
            text=self.text or None,
            plates=self.plates,
            camera_id=self.camera_id,
            since=self.since,
            until=self.until,
        )

    @property
    def query(self) -> SightingQuery:
        """What is asked of the store."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return SightingQuery(**fields | {"text": self.text or None})


class SightingsPageParameters(SightingsParameters):
    """The query of a page."""

    before: SightingId | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@routes.get("/api/v1/sightings")
async def find_sightings(request: web.Request) -> Answer[Sightings]:
    """Return the newest sightings that match."""
    wanted = parse_query(request, SightingsPageParameters)
    page = await request.app[ENGINE].sightings.page(wanted.query)
    shown = {one.sighting_id for one in page.sightings}
    await look_at_page(request, wanted.action, wanted.scope, shown)
    return answer(page)


@routes.get("/api/v1/sightings/counts")
async def count_sightings(request: web.Request) -> Answer[SightingCounts]:
    """Return how many sightings fit, by day and by hour of the week."""
    wanted = parse_query(request, SightingsParameters)
    counts = await request.app[ENGINE].sightings.counts(wanted.query)
    if wanted.action is AuditAction.SEARCHED:
        await look_at_page(request, wanted.action, wanted.scope, set())
    return answer(counts)


@routes.get("/api/v1/sightings/{sighting_id:[0-9a-f]{32}}")
async def show_sighting(request: web.Request) -> Answer[SightingMessage]:
    """Return one sighting."""
    sighting = await request.app[ENGINE].sightings.get(request.match_info["sighting_id"])
    if sighting is None:
        raise not_found("sighting")
    await look_at_one(request, sighting.sighting_id)
    return answer(sighting)


@routes.delete("/api/v1/sightings/{sighting_id:[0-9a-f]{32}}")
async def erase_sighting(request: web.Request) -> web.Response:
    """Delete one sighting and its pictures."""
    engine = request.app[ENGINE]
    sighting_id = request.match_info["sighting_id"]
    if not await engine.sightings.erase([sighting_id]):
        raise not_found("sighting")
    await engine.ledger.erase((), {sighting_id})
    await engine.leave_no_trace()
    return web.Response(status=204)


@routes.post("/api/v1/sightings/{sighting_id:[0-9a-f]{32}}/correction")
async def correct_sighting(request: web.Request) -> Answer[SightingMessage]:
    """Record who corrects a sighting; then correct its text."""
    asked = await parse(request, Correction)
    engine = request.app[ENGINE]
    sighting_id = request.match_info["sighting_id"]
    await engine.sightings.flush()
    sighting = await engine.sightings.get(sighting_id)
    if sighting is None:
        raise not_found("sighting")
    if sighting.state is not SightingState.ENDED:
        raise ApiError(409, "live", "The sighting has not ended.")
    record = AuditRecord(
        audit_id=asked.audit_id,
        action=AuditAction.CORRECTED,
        actor=asked.actor,
        reason=asked.reason,
        scope=AuditScope(sighting_id=sighting_id),
    )
    await recorded(request, engine.ledger.append_audit(record))
    return answer(await engine.sightings.correct(sighting, asked.text))


@routes.get("/api/v1/sightings/{sighting_id:[0-9a-f]{32}}/vehicle.jpg")
async def show_vehicle(request: web.Request) -> web.Response:
    """Show the vehicle, small."""
    return await _picture(request, "vehicle")


@routes.get("/api/v1/sightings/{sighting_id:[0-9a-f]{32}}/crop.jpg")
async def show_crop(request: web.Request) -> web.Response:
    """Return the plate's picture."""
    return await _picture(request, "crop")


@routes.get("/api/v1/sightings/{sighting_id:[0-9a-f]{32}}/frame.jpg")
async def show_frame(request: web.Request) -> web.Response:
    """Return the whole frame."""
    return await _picture(request, "frame")


async def _picture(request: web.Request, name: PictureName | Literal["vehicle"]) -> web.Response:
    sighting_id = request.match_info["sighting_id"]
    sightings = request.app[ENGINE].sightings
    if name == "vehicle":
        picture = await sightings.vehicle_picture(sighting_id)
    else:
        picture = await sightings.picture(sighting_id, name)
    if picture is None:
        raise not_found("picture")
    await look_at_one(request, sighting_id)
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
    frequent = await engine.sightings.frequent(since, wanted.at_least)
    await record_look(request, AuditAction.LOOKED, AuditScope(since=since), len(frequent.plates))
    return answer(frequent)
