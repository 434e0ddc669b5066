"""The page that Home Assistant's Supervisor shows of the app: how it fares, and nothing to press.

It has a listener of its own. Whoever asks is already known to Home Assistant as an
administrator, so there is no token; only the Supervisor itself can ask.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from html import escape
from ipaddress import IPv4Address, IPv6Address, ip_address
import logging

from aiohttp import web

from placa_engine.camera_manager import UnknownCameraError
from placa_engine.cameras.probe import take_picture
from placa_engine.engine import Engine
from placa_engine.messages import CameraMessage
from placa_engine.recent_log import RecentLog
from placa_engine.server.abandonment import in_thread

SUPERVISOR = IPv4Address("172.30.32.2")
"""Where the Supervisor asks from; Home Assistant's documentation states it."""

_ENGINE = web.AppKey("engine", Engine)
_LOG = web.AppKey("log", RecentLog)
_ASKING = web.AppKey("asking", asyncio.Lock)

_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_STYLE = (
    "body{font:16px system-ui,sans-serif;max-width:60em;margin:1em auto;padding:0 1em;"
    "color-scheme:light dark}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;padding:.3em .6em;border-bottom:1px solid #8884}"
    "img{max-width:100%}"
)

_LOGGER = logging.getLogger(__name__)

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

routes = web.RouteTableDef()


def ingress_application(
    engine: Engine, log: RecentLog, *, supervisor: IPv4Address = SUPERVISOR
) -> web.Application:
    """Return the application that answers the Supervisor and nobody else."""

    @web.middleware
    async def only_supervisor(request: web.Request, handler: Handler) -> web.StreamResponse:
        if _peer(request) != supervisor:
            raise web.HTTPForbidden
        return await handler(request)

    app = web.Application(middlewares=[only_supervisor], client_max_size=0)
    app[_ENGINE] = engine
    app[_LOG] = log
    app[_ASKING] = asyncio.Lock()
    app.add_routes(routes)
    return app


@routes.get("/")
async def status(request: web.Request) -> web.Response:
    """Show how the engine and its cameras fare."""
    page = "".join(_page(request.app[_ENGINE], datetime.now(UTC)))
    return _answer(web.Response(text=page, content_type="text/html"))


@routes.get("/log")
async def log(request: web.Request) -> web.Response:
    """Show the last lines of the log."""
    return _answer(web.Response(text=request.app[_LOG].text, content_type="text/plain"))


@routes.get("/cameras/{camera_id}.jpg")
async def picture(request: web.Request) -> web.Response:
    """Show what a camera sees now, without its masked parts."""
    try:
        config = request.app[_ENGINE].cameras.config(request.match_info["camera_id"])
    except UnknownCameraError:
        raise web.HTTPNotFound from None
    async with request.app[_ASKING]:
        taken = await in_thread(partial(take_picture, config))
    if taken is None:
        raise web.HTTPBadGateway
    return _answer(web.Response(body=taken, content_type="image/jpeg"))


def _peer(request: web.Request) -> IPv4Address | IPv6Address | None:
    """Return who is at the other end of the connection, whatever the headers say."""
    name = request.transport.get_extra_info("peername") if request.transport else None
    if not name:
        return None
    address = ip_address(name[0])
    return getattr(address, "ipv4_mapped", None) or address


def _answer(response: web.Response) -> web.Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _page(engine: Engine, now: datetime) -> Iterator[str]:
    info = engine.info
    running = timedelta(seconds=int((now - info.started_at).total_seconds()))
    yield "<!doctype html><html lang=en><meta charset=utf-8><title>Placa</title>"
    yield f"<meta name=viewport content='width=device-width'><style>{_STYLE}</style><h1>Placa</h1>"
    yield from _table(
        ("Version", info.version),
        ("Running for", str(running)),
        ("Computes on", f"{info.inference.device}, {info.inference.precision}"),
        ("Detector", info.inference.detector_version),
        ("Reader", info.inference.reader_version),
    )
    yield "<h2>Cameras</h2>"
    cameras = engine.cameras.all
    if not cameras:
        yield "<p>There is no camera yet. Add cameras in Home Assistant's integration Placa.</p>"
    for camera in cameras:
        yield f"<h3>{escape(camera.name)}</h3>"
        yield from _table(*_facts(camera))
        yield f"<p><a href='cameras/{escape(camera.camera_id)}.jpg'>A picture of it, now</a></p>"
    yield "<p><a href=log>The last lines of the log</a></p></html>"


def _facts(camera: CameraMessage) -> Iterator[tuple[str, str]]:
    yield "State", camera.state if camera.detection else "paused"
    if camera.problem is not None:
        yield "Problem", camera.problem
    if camera.frame_size is not None:
        yield "Picture", "{} x {}".format(*camera.frame_size)
    if camera.fps is not None:
        yield "Frames a second", f"{camera.fps:.1f}"
    if camera.frozen:
        yield "Warning", "It sends the same picture again and again."


def _table(*rows: tuple[str, str]) -> Iterator[str]:
    yield "<table>"
    for name, value in rows:
        yield f"<tr><th>{escape(name)}<td>{escape(value)}"
    yield "</table>"
