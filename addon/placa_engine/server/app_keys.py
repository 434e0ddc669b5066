"""What the handlers find in the application."""

import asyncio

from aiohttp import web

from placa_engine.engine import Engine
from placa_engine.server.complaints import Complaints

COMPLAINTS = web.AppKey("complaints", Complaints)
WRONG_TOKEN_PAUSE = web.AppKey("wrong_token_pause", float)
ENGINE = web.AppKey("engine", Engine)
TOKEN = web.AppKey("token", str)
SOCKETS = web.AppKey("sockets", set[web.WebSocketResponse])
READING = web.AppKey("reading", asyncio.Lock)
WAITING = web.AppKey("waiting", asyncio.Semaphore)
TRYING = web.AppKey("trying", asyncio.Lock)
