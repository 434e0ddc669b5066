"""What a request puts into the ledger; its answer says how far the ledger has come with it."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from placa_engine.messages import DecisionStored
from placa_engine.server.api_error import ApiError
from placa_engine.store.ledger import BackdatedError, LedgerConflictError

CHECKPOINT = "Placa-Checkpoint"
"""The header of an answer: sequence number and hash of the link that the request added."""

_STORED = web.RequestKey("stored", DecisionStored)

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def recorded(request: web.Request, appending: Awaitable[DecisionStored]) -> DecisionStored:
    """Wait until a record is in the ledger. Raises ApiError where it is not taken."""
    try:
        stored = await appending
    except LedgerConflictError:
        raise ApiError(409, "conflict", "Another record has this id.") from None
    except BackdatedError:
        raise ApiError(
            422, "backdated", "decided_at: neither now nor when the sighting was."
        ) from None
    request[_STORED] = stored
    return stored


@web.middleware
async def tell_checkpoint(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Say in an answer how far the ledger has come with what the request added."""
    response = await handler(request)
    if (stored := request.get(_STORED)) is not None and not response.prepared:
        response.headers[CHECKPOINT] = f"{stored.sequence}:{stored.hash}"
    return response
