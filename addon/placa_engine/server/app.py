"""The web application."""

import asyncio

from aiohttp import WSCloseCode, web

from placa_engine.engine import Engine
from placa_engine.server import audit, cameras, decisions, info, recognition, sightings, websocket
from placa_engine.server.app_keys import ENGINE, READING, SOCKETS, TOKEN, TRYING
from placa_engine.server.middleware import ask_for_token, tell_errors
from placa_engine.server.recognition import MAX_PICTURE_BYTES

MODULES = (info, websocket, cameras, sightings, decisions, audit, recognition)


def application(engine: Engine, token: str) -> web.Application:
    """Return the application that serves an engine to those who have the token."""
    app = web.Application(
        middlewares=[tell_errors, ask_for_token], client_max_size=MAX_PICTURE_BYTES
    )
    app[ENGINE] = engine
    app[TOKEN] = token
    app[SOCKETS] = set()
    app[READING] = asyncio.Lock()
    app[TRYING] = asyncio.Lock()
    for module in MODULES:
        app.add_routes(module.routes)
    app.on_shutdown.append(_say_goodbye)
    return app


async def _say_goodbye(app: web.Application) -> None:
    await asyncio.gather(
        *(socket.close(code=WSCloseCode.GOING_AWAY) for socket in app[SOCKETS]),
        return_exceptions=True,
    )
