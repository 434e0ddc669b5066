"""The engine's web application at work, with the tiny networks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from placa_engine.config import EngineConfig
from placa_engine.engine import Engine, running_engine
from placa_engine.server.app import application
from placa_engine.server.scope import Scope
from placa_engine.trusted_clock import TrustedClock
from placa_engine.vision.vision import Vision


def stopped_clock(at: datetime) -> TrustedClock:
    """A clock that everybody trusts and that stands still."""
    return TrustedClock(None, wall=at.timestamp, counted=lambda: 0.0, synchronized=lambda: True)


TOKEN = "a-token-of-the-tests"
OTHERS = {"a-token-of-a-viewer": Scope.VIEWER, "a-token-of-metrics": Scope.METRICS}

type Client = TestClient[web.Request, web.Application]


@asynccontextmanager
async def serving(
    vision: Vision, data: Path, *, at: datetime | None = None, **settings: object
) -> AsyncIterator[tuple[Client, Engine]]:
    """Serve a new engine and give a client that has the token.

    The engine forgets by a clock that stands still `at` a time, else by the machine's.
    """
    config = EngineConfig.model_validate({"data": data, **settings})
    async with running_engine(config, vision, None if at is None else stopped_clock(at)) as engine:
        server = TestServer(
            application(engine, TOKEN, wrong_token_pause=0.0, others=OTHERS), access_log=None
        )
        client = TestClient(server, headers={"Authorization": f"Bearer {TOKEN}"})
        async with client:
            yield client, engine
