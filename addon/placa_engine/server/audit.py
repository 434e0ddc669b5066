"""Who looked at, exported or erased sightings, and why."""

from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from placa_engine.messages import (
    AuditAction,
    AuditRecord,
    AuditScope,
    AuditTrail,
    DecisionStored,
    Erased,
    ErasureRequest,
)
from placa_engine.server.api_error import ApiError
from placa_engine.server.app_keys import ENGINE, LOOKS, SCOPE
from placa_engine.server.json_io import Answer, answer, parse, parse_query
from placa_engine.server.record import recorded
from placa_engine.store.sighting_query import SightingQuery

routes = web.RouteTableDef()


class AuditsParameters(BaseModel):
    """The query of a page; `before` is a sequence number."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    before: Annotated[int, Field(ge=1, le=2**62)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@routes.post("/api/v1/audits")
async def append_audit(request: web.Request) -> Answer[DecisionStored]:
    """Add an audit record; the same one again changes nothing. Erasures are added by the engine."""
    audit = await parse(request, AuditRecord)
    if audit.action is AuditAction.ERASED:
        raise ApiError(422, "invalid", "action: the engine itself records what it erased.")
    stored = await _append(request, audit)
    request.app[LOOKS].record(request[SCOPE], audit.scope)
    return stored


@routes.get("/api/v1/audits")
async def list_audits(request: web.Request) -> Answer[AuditTrail]:
    """Return the newest audit records, and whether the ledger is intact."""
    wanted = parse_query(request, AuditsParameters)
    return answer(await request.app[ENGINE].ledger.audits(wanted.limit, wanted.before))


@routes.post("/api/v1/erasures")
async def erase(request: web.Request) -> Answer[Erased]:
    """Record who asks for sightings to be erased and why; then erase them and their pictures.

    What the ledger has sealed about them is erased as well.
    """
    asked = await parse(request, ErasureRequest)
    query = SightingQuery(
        plates=asked.plates, camera_id=asked.camera_id, since=asked.since, until=asked.until
    )
    sightings = request.app[ENGINE].sightings
    found = await sightings.ids(query)
    await _append(
        request,
        AuditRecord(
            audit_id=asked.audit_id,
            action=AuditAction.ERASED,
            actor=asked.actor,
            reason=asked.reason,
            scope=AuditScope(camera_id=asked.camera_id, since=asked.since, until=asked.until),
            count=len(found),
        ),
    )
    await sightings.erase(found)
    await request.app[ENGINE].ledger.erase(asked.plates, set(found))
    await request.app[ENGINE].leave_no_trace()
    return answer(Erased(count=len(found)))


async def _append(request: web.Request, audit: AuditRecord) -> Answer[DecisionStored]:
    return answer(await recorded(request, request.app[ENGINE].ledger.append_audit(audit)), 201)
