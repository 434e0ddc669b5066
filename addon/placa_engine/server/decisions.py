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
    LedgerLinks,
    SightingId,
)
from placa_engine.server.app_keys import ENGINE
from placa_engine.server.json_io import Answer, answer, parse, parse_query
from placa_engine.server.record import recorded
from placa_engine.store.ledger import LedgerQuery

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
    """Add a decision of now, or of a sighting's time; the same one again changes nothing."""
    decision = await parse(request, DecisionRecord)
    return answer(await recorded(request, request.app[ENGINE].ledger.append(decision)), 201)


@routes.get("/api/v1/decisions")
async def list_decisions(request: web.Request) -> Answer[Ledger]:
    """Return the newest decisions, and whether the ledger is intact."""
    wanted = parse_query(request, DecisionsParameters)
    query = LedgerQuery(
        decision_id=wanted.decision_id,
        door=wanted.door,
        sightings=wanted.sighting_id,
        before=wanted.before,
        limit=wanted.limit,
    )
    return answer(await request.app[ENGINE].ledger.page(query))


class LinksParameters(BaseModel):
    """From which sequence number on, how many, and whether with what they have sealed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    after: Annotated[int, Field(ge=0, le=2**53)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 500
    contents: bool = False


@routes.get("/api/v1/ledger")
async def list_links(request: web.Request) -> Answer[LedgerLinks]:
    """Return links of the ledger as they are stored, oldest first, for whoever checks them."""
    wanted = parse_query(request, LinksParameters)
    ledger = request.app[ENGINE].ledger
    return answer(await ledger.links(wanted.after, wanted.limit, contents=wanted.contents))
