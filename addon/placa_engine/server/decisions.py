"""The ledger of decisions."""

from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from placa_engine.messages import (
    DecisionId,
    DecisionRecord,
    DecisionStored,
    Label,
    Ledger,
    SightingId,
)
from placa_engine.server.api_error import ApiError
from placa_engine.server.app_keys import ENGINE
from placa_engine.server.json_io import Answer, answer, parse, parse_query
from placa_engine.store.ledger import LedgerConflictError, LedgerQuery

routes = web.RouteTableDef()


class DecisionsParameters(BaseModel):
    """The query of a page; `before` is a sequence number. See LedgerQuery."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    decision_id: DecisionId | None = None
    door: Label | None = None
    sighting_id: SightingId | None = None
    before: Annotated[int, Field(ge=1, le=2**62)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


@routes.post("/api/v1/decisions")
async def append_decision(request: web.Request) -> Answer[DecisionStored]:
    """Add a decision; the same one again changes nothing."""
    decision = await parse(request, DecisionRecord)
    try:
        stored = await request.app[ENGINE].ledger.append(decision)
    except LedgerConflictError:
        raise ApiError(409, "conflict", "Another record has this id.") from None
    return answer(stored, 201)


@routes.get("/api/v1/decisions")
async def list_decisions(request: web.Request) -> Answer[Ledger]:
    """Return the newest decisions, and whether the whole ledger is intact."""
    wanted = parse_query(request, DecisionsParameters)
    query = LedgerQuery(**wanted.model_dump())
    return answer(await request.app[ENGINE].ledger.page(query))
