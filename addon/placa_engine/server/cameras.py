"""Cameras: listed, added, changed, removed."""

from collections.abc import Generator
from contextlib import contextmanager

from aiohttp import web

from placa_engine.messages import Cameras
from placa_engine.server.api_error import ApiError, not_found
from placa_engine.server.body import answer, parse
from placa_engine.server.keys import ENGINE
from placa_engine.watching.camera_config import CameraConfig
from placa_engine.watching.cameras import CameraExistsError, CameraFixedError, UnknownCameraError

routes = web.RouteTableDef()


@routes.get("/api/v1/cameras")
async def list_cameras(request: web.Request) -> web.Response:
    """Tell all cameras."""
    return answer(Cameras(cameras=request.app[ENGINE].cameras.all))


@routes.post("/api/v1/cameras")
async def add_camera(request: web.Request) -> web.Response:
    """Add a camera."""
    config = await _camera(request)
    with _told():
        return answer(await request.app[ENGINE].cameras.add(config), 201)


@routes.put("/api/v1/cameras/{camera_id}")
async def change_camera(request: web.Request) -> web.Response:
    """Replace a camera's settings."""
    config = await _camera(request)
    if config.camera_id != request.match_info["camera_id"]:
        raise ApiError(422, "invalid", "The camera_id is not the one of the address.")
    with _told():
        return answer(await request.app[ENGINE].cameras.change(config))


@routes.delete("/api/v1/cameras/{camera_id}")
async def remove_camera(request: web.Request) -> web.Response:
    """Remove a camera."""
    with _told():
        await request.app[ENGINE].cameras.remove(request.match_info["camera_id"])
    return web.Response(status=204)


async def _camera(request: web.Request) -> CameraConfig:
    config = await parse(request, CameraConfig)
    if config.is_file:
        raise ApiError(422, "invalid", "url: files can be watched from the configuration only.")
    return config


@contextmanager
def _told() -> Generator[None]:
    try:
        yield
    except UnknownCameraError:
        raise not_found("camera") from None
    except CameraExistsError:
        raise ApiError(409, "exists", "A camera with this camera_id is there already.") from None
    except CameraFixedError:
        raise ApiError(
            409, "fixed", "This camera stands in the configuration file and is changed there."
        ) from None
