"""What the handlers find in the application."""

import asyncio

from aiohttp import web

from placa_engine.engine import Engine

ENGINE = web.AppKey("engine", Engine)
TOKEN = web.AppKey("token", str)
SOCKETS = web.AppKey("sockets", set[web.WebSocketResponse])
READING = web.AppKey("reading", asyncio.Lock)
TRYING = web.AppKey("trying", asyncio.Lock)
