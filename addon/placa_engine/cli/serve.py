"""`placa serve`: the service."""

import argparse
import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
import logging
import os
from pathlib import Path
import signal
import sys

from aiohttp import web

from placa_engine.cli.settings import add_settings, read_settings
from placa_engine.config import ConfigError, EngineConfig
from placa_engine.engine import running_engine
from placa_engine.identity import Identity, IdentityError, make_token
from placa_engine.redact import RedactingFormatter, redact
from placa_engine.server.app import application
from placa_engine.server.listener import Limits, listening
from placa_engine.store.database import StoreError
from placa_engine.vision.runtime import InferenceError
from placa_engine.vision.vision import Vision, load_vision
from placa_engine.vision.weights import WeightsError

CLOSE_TIMEOUT = 1.0
"""Seconds that open requests have when the service stops."""

_LOGGER = logging.getLogger(__name__)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser(
        "serve",
        help="watch cameras and serve what they see",
        description="Watches cameras until it is told to stop. Clients show the token of the "
        "configuration, else that of $PLACA_TOKEN, else the one in the file token of the data "
        "folder, which is made up at the first start.",
    )
    add_settings(parser)
    parser.add_argument("--host", help="address to listen at")
    parser.add_argument("--port", type=int, help="port to listen at, 0 for any that is free")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; return the exit status."""
    try:
        config = read_settings(options)
        _log_to_stderr(config.log_level)
        _make_folder(config.data)
        vision = load_vision(
            config.models,
            device=config.device,
            threads=config.threads,
            precision=config.precision,
            cache_dir=config.data / "compiled",
        )
        asyncio.run(_serve(config, vision))
    except (ConfigError, IdentityError, StoreError, WeightsError, InferenceError) as error:
        print(f"placa: {redact(str(error))}", file=sys.stderr)  # noqa: T201  # the command line talks
        return 1
    return 0


async def _serve(config: EngineConfig, vision: Vision) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running_engine(config, vision) as engine:
        app = application(engine, config.token or make_token(config.data))
        runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=CLOSE_TIMEOUT
        )
        await runner.setup()
        async with _listening(runner, config, engine.identity):
            await stop.wait()
            _LOGGER.info("Stopping")


@asynccontextmanager
async def _listening(
    runner: web.AppRunner, config: EngineConfig, identity: Identity
) -> AsyncGenerator[None]:
    try:
        async with listening(runner, config.host, config.port, identity.tls(), Limits()) as places:
            for address, port in places:
                _LOGGER.info("Listening at %s port %s as %s", address, port, identity.code)
            yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "the address is unknown"
        place = f"{config.host} port {config.port}"
        raise ConfigError(f"Nothing can listen at {place}: {reason}.") from None


def _make_folder(folder: Path) -> None:
    """Create the data folder, and keep everybody but its owner out of it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise ConfigError(f"The folder {folder} cannot be used: {error.strerror}.") from None


def _log_to_stderr(level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)
