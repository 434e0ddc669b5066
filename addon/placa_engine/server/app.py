"""The web application."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from aiohttp import WSCloseCode, web

from placa_engine.engine import Engine
from placa_engine.server import (
    audit,
    cameras,
    decisions,
    info,
    metrics,
    recognition,
    sightings,
    storage,
    websocket,
)
from placa_engine.server.app_keys import (
    COMPLAINTS,
    ENGINE,
    LOOKS,
    READING,
    SOCKETS,
    TOKENS,
    TRYING,
    WAITING,
    WRONG_TOKEN_PAUSE,
)
from placa_engine.server.complaints import Complaints
from placa_engine.server.listener import mind_the_clock
from placa_engine.server.look_memory import LookMemory
from placa_engine.server.middleware import (
    answer_errors,
    require_same_version,
    require_token,
)
from placa_engine.server.recognition import MAX_PICTURE_BYTES
from placa_engine.server.record import tell_checkpoint
from placa_engine.server.scope import Scope

PICTURES_AT_ONCE = 4
"""How many pictures may be read or wait for it."""

MODULES = (info, websocket, cameras, sightings, decisions, audit, recognition, storage, metrics)


def application(
    engine: Engine,
    token: str,
    wrong_token_pause: float = 1.0,
    others: Mapping[str, Scope] = MappingProxyType({}),
) -> web.Application:
    """Return the application that serves an engine to those who have the token.

    Strangers are answered after a pause, in seconds. `others` are tokens that are good for less.
    """
    app = web.Application(
        middlewares=[
            mind_the_clock,
            answer_errors,
            require_token,
            require_same_version,
            tell_checkpoint,
        ],
        client_max_size=MAX_PICTURE_BYTES,
    )
    app[ENGINE] = engine
    app[TOKENS] = {**others, token: Scope.INTEGRATION}
    app[LOOKS] = LookMemory()
    app[WRONG_TOKEN_PAUSE] = wrong_token_pause
    app[COMPLAINTS] = Complaints()
    app[SOCKETS] = {}
    app[READING] = asyncio.Lock()
    app[WAITING] = asyncio.Semaphore(PICTURES_AT_ONCE)
    app[TRYING] = asyncio.Lock()
    for module in MODULES:
        app.add_routes(module.routes)
    app.on_shutdown.append(_close_sockets)
    return app


async def _close_sockets(app: web.Application) -> None:
    await asyncio.gather(
        *(socket.close(code=WSCloseCode.GOING_AWAY) for socket in app[SOCKETS]),
        return_exceptions=True,
    )
