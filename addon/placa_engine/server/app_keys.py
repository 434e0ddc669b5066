"""What the handlers find in the application."""

import asyncio
from collections.abc import Mapping

from aiohttp import web

from placa_engine.engine import Engine
from placa_engine.server.complaints import Complaints
from placa_engine.server.look_memory import LookMemory
from placa_engine.server.scope import Scope

COMPLAINTS = web.AppKey("complaints", Complaints)
WRONG_TOKEN_PAUSE = web.AppKey("wrong_token_pause", float)
ENGINE = web.AppKey("engine", Engine)
TOKENS = web.AppKey("tokens", Mapping[str, Scope])
SCOPE = web.RequestKey("scope", Scope)
LOOKS = web.AppKey("looks", LookMemory)
SOCKETS = web.AppKey("sockets", dict[web.WebSocketResponse, Scope])
READING = web.AppKey("reading", asyncio.Lock)
WAITING = web.AppKey("waiting", asyncio.Semaphore)
TRYING = web.AppKey("trying", asyncio.Lock)
