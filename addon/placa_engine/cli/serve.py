"""`placa serve`: the service."""

import argparse
import asyncio
from collections.abc import Mapping
import logging
import os
from pathlib import Path
import signal
import sys
from typing import Any

from aiohttp import web

from placa_engine.config import ConfigError, EngineConfig, changed, load_config
from placa_engine.engine import running_engine
from placa_engine.identity import IdentityError, token
from placa_engine.redact import RedactingFormatter, redact
from placa_engine.server.app import application
from placa_engine.store.database import StoreError
from placa_engine.vision.runtime import InferenceError
from placa_engine.vision.vision import Vision, load_vision
from placa_engine.vision.weights import WeightsError

CLOSING = 1.0
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
    parser.add_argument("--config", type=Path, required=True, metavar="FILE", help=".json or .toml")
    parser.add_argument("--host", help="address to listen at")
    parser.add_argument("--port", type=int, help="port to listen at, 0 for any that is free")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder for everything kept")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; return the exit status."""
    try:
        config = _with_options(load_config(options.config), options, os.environ)
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
        app = application(engine, config.token or token(config.data))
        runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=CLOSING)
        await runner.setup()
        try:
            await _listen(runner, config)
            await stop.wait()
            _LOGGER.info("Stopping")
        finally:
            await runner.cleanup()


async def _listen(runner: web.AppRunner, config: EngineConfig) -> None:
    try:
        await web.TCPSite(runner, config.host, config.port).start()
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "the address is unknown"
        place = f"{config.host} port {config.port}"
        raise ConfigError(f"Nothing can listen at {place}: {reason}.") from None
    for address in runner.addresses:
        _LOGGER.info("Listening at %s port %s", *address[:2])


def _with_options(
    config: EngineConfig, options: argparse.Namespace, environment: Mapping[str, str]
) -> EngineConfig:
    """Return the settings with what the command line and the environment say instead."""
    changes: dict[str, Any] = {
        name: value
        for name in ("host", "port", "data")
        if (value := getattr(options, name)) is not None
    }
    if config.token is None and (said := environment.get("PLACA_TOKEN")):
        changes["token"] = said
    return changed(config, changes)


def _make_folder(folder: Path) -> None:
    """Create the data folder for its owner only."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"The folder {folder} cannot be used: {error.strerror}.") from None


def _log_to_stderr(level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)
