"""The ledger of decisions."""

from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

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


def separated(text: str) -> tuple[str, ...]:
    """Return the parts of a list with commas."""
    return tuple(part for part in text.split(",") if part)


class DecisionsParameters(BaseModel):
    """The query of a page; `before` is a sequence number. See LedgerQuery.

    `sighting_id` is one of them, or several with commas.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    decision_id: DecisionId | None = None
    door: Label | None = None
    sighting_id: Annotated[
        tuple[SightingId, ...], Field(max_length=200), BeforeValidator(separated)
    ] = ()
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
    query = LedgerQuery(
        decision_id=wanted.decision_id,
        door=wanted.door,
        sightings=wanted.sighting_id,
        before=wanted.before,
        limit=wanted.limit,
    )
    return answer(await request.app[ENGINE].ledger.page(query))
