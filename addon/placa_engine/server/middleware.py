"""What every request passes: the token first, and errors in one form."""

import asyncio
from collections.abc import Awaitable, Callable
import hmac
import logging

from aiohttp import web
from sqlalchemy.exc import OperationalError

from placa_engine.messages import API_VERSION, API_VERSION_HEADER
from placa_engine.server.api_error import ApiError
from placa_engine.server.app_keys import COMPLAINTS, SCOPE, TOKENS, WRONG_TOKEN_PAUSE
from placa_engine.server.scope import Scope

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

OPEN_PATHS = {"/health", "/ready"}
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This cannot be done here.",
    413: "The request is too large.",
}

_LOGGER = logging.getLogger(__name__)


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer errors as JSON; an unexpected one is logged, and answered without details."""
    try:
        return await handler(request)
    except ApiError as error:
        return error.response
    except web.HTTPException as error:
        code = _CODES.get(error.status, "refused")
        sentence = _SENTENCES.get(error.status, "The request is refused.")
        response = ApiError(error.status, code, sentence).response
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except OperationalError:
        return ApiError(503, "not_stored", "The engine cannot store this now.").response
    except Exception:
        _LOGGER.exception("A request could not be answered")
        return ApiError(500, "internal", "The engine failed; its log says why.").response


@web.middleware
async def require_token(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests without a token that is good for them, except for OPEN_PATHS.

    Who guesses has to wait, and may have few connections to guess with.
    """
    if request.path in OPEN_PATHS:
        return await handler(request)
    scope = _scope(request)
    if scope is None:
        request.app[COMPLAINTS].say("the token is missing or wrong", str(request.remote))
        await asyncio.sleep(request.app[WRONG_TOKEN_PAUSE])
        raise ApiError(401, "unauthorized", "The token is missing or wrong.")
    if not scope.allows(request.method, request.path):
        raise ApiError(403, "forbidden", f"The token is good for less: it is that for {scope}.")
    request[SCOPE] = scope
    return await handler(request)


@web.middleware
async def require_same_version(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse clients that say they speak another version, before anything is misunderstood.

    The answer says in the same header which version the engine speaks.
    """
    spoken = request.headers.get(API_VERSION_HEADER, str(API_VERSION))
    if spoken == str(API_VERSION):
        return await handler(request)
    older = "engine" if spoken.isdecimal() and int(spoken) > API_VERSION else "client"
    request.app[COMPLAINTS].say(
        f"it speaks another version of the API than the engine; update the {older}",
        str(request.remote),
    )
    sentence = f"The engine speaks version {API_VERSION} of the API; update the {older}."
    refused = ApiError(400, "api_version", sentence).response
    refused.headers[API_VERSION_HEADER] = str(API_VERSION)
    return refused


def _scope(request: web.Request) -> Scope | None:
    """Return what the token of a request is good for; every token is looked at, none faster."""
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    found = None
    for token, scope in request.app[TOKENS].items():
        if hmac.compare_digest(shown.strip().encode(errors="replace"), token.encode()):
            found = scope
    return found if scheme.lower() == "bearer" else None
