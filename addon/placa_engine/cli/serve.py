"""`placa serve`: the service."""

import argparse
import asyncio
from contextlib import AsyncExitStack
import logging
import os
from pathlib import Path
import signal
import socket
import ssl
import sys
import threading

from aiohttp import web

from placa_engine.announcement import Announcement, Supervisor, announce
from placa_engine.cli.settings import add_settings, read_settings
from placa_engine.config import ConfigError, EngineConfig
from placa_engine.egress import guard, permitted
from placa_engine.engine import running_engine
from placa_engine.identity import IdentityError, make_token, pairing_key
from placa_engine.readiness import tell_ready
from placa_engine.recent_log import RecentLog
from placa_engine.redact import RedactingFormatter, redact
from placa_engine.server.app import application
from placa_engine.server.ingress import ingress_application
from placa_engine.server.listener import Limits, listening
from placa_engine.server.scope import Scope
from placa_engine.store.database import StoreError
from placa_engine.vision.runtime import InferenceError
from placa_engine.vision.vision import Vision, load_vision
from placa_engine.vision.weights import WeightsError

CLOSE_TIMEOUT = 0.3
"""Seconds that open requests have when the service stops."""

EXIT_TIMEOUT = 0.3
"""Seconds that threads have after that."""

_LOGGER = logging.getLogger(__name__)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser(
        "serve",
        help="watch cameras and serve what they see",
        description="Watches cameras until it is told to stop. Clients show the token of the "
        "configuration, else that of $PLACA_TOKEN, else the one in the file token of the data "
        "folder, which is made up at the first start. Started by Home Assistant's Supervisor, it "
        "announces itself there.",
    )
    add_settings(parser)
    parser.add_argument("--host", help="address to listen at")
    parser.add_argument("--port", type=int, help="port to listen at, 0 for any that is free")
    parser.add_argument(
        "--ingress-port", type=int, metavar="PORT", help="port of the Supervisor's page"
    )
    parser.add_argument(
        "--notify-fd", type=int, metavar="N", help="file descriptor to write a line to when ready"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; return the exit status."""
    try:
        config = read_settings(options)
        guard()
        log = _start_log(config.log_level)
        _make_folder(config.data)
        vision = load_vision(
            config.models,
            device=config.device,
            threads=config.threads,
            precision=config.precision,
            cache_dir=config.data / "compiled",
        )
        _LOGGER.info("The networks run on %s: %s", vision.info.device, vision.info.reason)
        asyncio.run(_serve(config, vision, log, options))
    except (ConfigError, IdentityError, StoreError, WeightsError, InferenceError) as error:
        print(f"placa: {redact(str(error))}", file=sys.stderr)  # noqa: T201  # the command line talks
        return 1
    return 0


async def _serve(
    config: EngineConfig, vision: Vision, log: RecentLog, options: argparse.Namespace
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running_engine(config, vision) as engine:
        token = config.token or make_token(config.data)
        identity = engine.identity
        async with AsyncExitStack() as stack:
            stack.enter_context(permitted(config.host))  # to be resolved, where it is a name
            app, tls = application(engine, token, others=_others(config)), identity.tls()
            port = await _listen(stack, app, config.host, config.port, tls)
            _LOGGER.info("Listening at %s port %s as %s", config.host, port, identity.code)
            if options.ingress_port is not None:
                ingress = ingress_application(engine, log)
                await _listen(stack, ingress, config.host, options.ingress_port)
                _LOGGER.info("Listening to the Supervisor at port %s", options.ingress_port)
            tell_ready(options.notify_fd, os.environ)
            if supervisor := Supervisor.of(os.environ):
                key = pairing_key(identity, token)
                announcement = Announcement(socket.gethostname(), port, key)
                announcing = asyncio.create_task(announce(supervisor, announcement))
                stack.callback(announcing.cancel)
            await stop.wait()
            _LOGGER.info("Stopping")
    _leave_threads_behind()


def _leave_threads_behind() -> None:
    """End soon whatever a thread still waits for: a camera that hangs, a locked database."""
    end = threading.Timer(EXIT_TIMEOUT, os._exit, (0,))
    end.daemon = True
    end.start()


async def _listen(
    stack: AsyncExitStack,
    app: web.Application,
    host: str,
    port: int,
    tls: ssl.SSLContext | None = None,
) -> int:
    """Serve an application until the stack is left, to strangers by TLS; return the port."""
    runner = web.AppRunner(
        app, access_log=None, handle_signals=False, shutdown_timeout=CLOSE_TIMEOUT
    )
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        if tls is None:
            await web.TCPSite(runner, host, port).start()
            return int(runner.addresses[0][1])
        places = await stack.enter_async_context(listening(runner, host, port, tls, Limits()))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else "the address is unknown"
        raise ConfigError(f"Nothing can listen at {host} port {port}: {reason}.") from None
    return places[0][1]


def _others(config: EngineConfig) -> dict[str, Scope]:
    """Return the tokens that are good for less than the integration's."""
    scopes = {config.viewer_token: Scope.VIEWER, config.metrics_token: Scope.METRICS}
    return {token: scope for token, scope in scopes.items() if token is not None}


def _make_folder(folder: Path) -> None:
    """Create the data folder, and keep everybody but its owner out of it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise ConfigError(f"The folder {folder} cannot be used: {error.strerror}.") from None


def _start_log(level: str) -> RecentLog:
    """Log to stderr; return what keeps the last lines."""
    formatter = RedactingFormatter("%(asctime)s %(levelname)s %(message)s")
    recent = RecentLog()
    handlers = [logging.StreamHandler(), recent]
    for handler in handlers:
        handler.setFormatter(formatter)
    logging.basicConfig(level=level.upper(), handlers=handlers)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return recent
