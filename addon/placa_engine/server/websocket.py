"""The WebSocket: everything once, then every change."""

import asyncio
from datetime import UTC, datetime

from aiohttp import WSCloseCode, web
from pydantic import BaseModel, ConfigDict

from placa_engine.engine import Engine
from placa_engine.messages import (
    CameraMessage,
    CameraRemoved,
    CameraUpdate,
    EngineInfo,
    InfoUpdate,
    Nonce,
    SightingMessage,
    SightingUpdate,
    SnapshotMessage,
    WebSocketMessage,
)
from placa_engine.publisher import Item, Listener, Removed
from placa_engine.server.app_keys import ENGINE, SCOPE, SOCKETS
from placa_engine.server.json_io import parse_query
from placa_engine.server.looks import record_stream
from placa_engine.server.scope import Scope

HEARTBEAT = 20.0
CLOSE_TIMEOUT = 1.0
"""Seconds that a client has to take what was sent last."""

routes = web.RouteTableDef()


class FollowParameters(BaseModel):
    """What the client made up for this connection; the snapshot repeats it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    nonce: Nonce


@routes.get("/api/v1/ws")
async def follow(request: web.Request) -> web.WebSocketResponse:
    """Send a snapshot and then every change, until one side closes.

    Home Assistant's own connection is not recorded: it records who is shown what of it. A second
    one at the same time is, and every viewer's.
    """
    nonce = parse_query(request, FollowParameters).nonce
    token = request[SCOPE]
    if token is not Scope.INTEGRATION or token in request.app[SOCKETS].values():
        await record_stream(request)
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT, timeout=CLOSE_TIMEOUT, max_msg_size=4096)
    await socket.prepare(request)
    engine, sockets = request.app[ENGINE], request.app[SOCKETS]
    sockets[socket] = token
    try:
        with engine.publisher.listening() as listener:
            kept_up = await _serve(socket, snapshot(engine, nonce), listener)
        await socket.close(code=WSCloseCode.OK if kept_up else WSCloseCode.POLICY_VIOLATION)
        if not kept_up and request.transport is not None:
            request.transport.abort()
    finally:
        del sockets[socket]
    return socket


def snapshot(engine: Engine, nonce: str) -> SnapshotMessage:
    """Return all there is to know now, for the connection with this nonce."""
    cameras = engine.cameras.all
    known = {camera.camera_id for camera in cameras}
    return SnapshotMessage(
        nonce=nonce,
        sent_at=datetime.now(UTC),
        info=engine.info,
        cameras=cameras,
        live=engine.sightings.live,
        last=tuple(seen for seen in engine.sightings.last if seen.camera_id in known),
    )


async def _serve(socket: web.WebSocketResponse, first: SnapshotMessage, listener: Listener) -> bool:
    """Send until one side closes; return whether the client kept up."""
    too_slow = asyncio.create_task(listener.given_up())
    tasks = {
        asyncio.create_task(_send(socket, first, listener)),
        asyncio.create_task(_receive(socket)),
        too_slow,
    }
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return too_slow not in done


async def _send(socket: web.WebSocketResponse, first: SnapshotMessage, listener: Listener) -> None:
    await socket.send_str(first.model_dump_json())
    while True:
        item = await listener.take()
        # the time is that of sending: a client judges by it how old the news are
        await socket.send_str(_message(item).model_dump_json())


async def _receive(socket: web.WebSocketResponse) -> None:
    """Answer pings and notice the end; what clients say is not listened to."""
    async for _ in socket:
        pass


def _message(item: Item) -> WebSocketMessage:
    now = datetime.now(UTC)
    match item:
        case SightingMessage():
            return SightingUpdate(sent_at=now, sighting=item)
        case CameraMessage():
            return CameraUpdate(sent_at=now, camera=item)
        case Removed():
            return CameraRemoved(sent_at=now, camera_id=item)
        case EngineInfo():
            return InfoUpdate(sent_at=now, info=item)
