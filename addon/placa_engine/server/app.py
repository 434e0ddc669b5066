"""The web application."""

import asyncio

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
    READING,
    SOCKETS,
    TOKEN,
    TRYING,
    WAITING,
    WRONG_TOKEN_PAUSE,
)
from placa_engine.server.complaints import Complaints
from placa_engine.server.listener import mind_the_clock
from placa_engine.server.middleware import (
    answer_errors,
    require_same_version,
    require_token,
)
from placa_engine.server.recognition import MAX_PICTURE_BYTES
from placa_engine.server.record import tell_checkpoint

PICTURES_AT_ONCE = 4
"""How many pictures may be read or wait for it."""

MODULES = (info, websocket, cameras, sightings, decisions, audit, recognition, storage, metrics)


def application(engine: Engine, token: str, wrong_token_pause: float = 1.0) -> web.Application:
    """Return the application that serves an engine to those who have the token.

    Others are answered after a pause, in seconds.
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
    app[TOKEN] = token
    app[WRONG_TOKEN_PAUSE] = wrong_token_pause
    app[COMPLAINTS] = Complaints()
    app[SOCKETS] = set()
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
