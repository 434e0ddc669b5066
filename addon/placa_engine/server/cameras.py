"""Cameras: listed, tried, added, changed, paused, removed."""

from base64 import b64encode
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from threading import Event

from aiohttp import web
from pydantic import ValidationError

from placa_engine.camera_manager import (
    CameraExistsError,
    CameraFixedError,
    TooManyCamerasError,
    UnknownCameraError,
)
from placa_engine.cameras.config import MAX_CAMERAS, CameraChanges, CameraConfig
from placa_engine.cameras.probe import probe_camera, take_picture
from placa_engine.messages import CameraMessage, Cameras, CameraSettings, CameraTrial, Detection
from placa_engine.server.abandonment import in_thread, while_connected
from placa_engine.server.api_error import ApiError, not_found
from placa_engine.server.app_keys import ENGINE, TRYING
from placa_engine.server.json_io import Answer, answer, parse
from placa_engine.server.looks import look_at_camera
from placa_engine.validation_errors import describe_errors

routes = web.RouteTableDef()


@routes.get("/api/v1/cameras")
async def list_cameras(request: web.Request) -> Answer[Cameras]:
    """Return all cameras."""
    return answer(Cameras(cameras=request.app[ENGINE].cameras.all))


@routes.post("/api/v1/cameras")
async def add_camera(request: web.Request) -> Answer[CameraMessage]:
    """Add a camera."""
    config = await _camera(request)
    with _camera_errors():
        return answer(await request.app[ENGINE].cameras.add(config), 201)


@routes.post("/api/v1/camera-trials")
async def try_new_camera(request: web.Request) -> Answer[CameraTrial]:
    """Fetch a picture from a camera that is not added yet."""
    return await _trial(request, await _camera(request))


@routes.get("/api/v1/cameras/{camera_id}")
async def show_camera(request: web.Request) -> Answer[CameraSettings]:
    """Return a camera's settings, without its secrets."""
    with _camera_errors():
        return answer(request.app[ENGINE].cameras.settings(request.match_info["camera_id"]))


@routes.get("/api/v1/cameras/{camera_id}/still.jpg")
async def show_still(request: web.Request) -> web.Response:
    """Show a picture of a camera as it looks now; of a paused one there is none."""
    with _camera_errors():
        config = request.app[ENGINE].cameras.watched(request.match_info["camera_id"])
    if config is None:
        raise ApiError(409, "paused", "The camera is paused.")
    still = await _tried(request, partial(take_picture, config))
    if still is None:
        raise not_found("picture")
    await look_at_camera(request, request.match_info["camera_id"])
    return web.Response(
        body=still, content_type="image/jpeg", headers={"Cache-Control": "no-store"}
    )


@routes.post("/api/v1/cameras/{camera_id}/trials")
async def try_changed_camera(request: web.Request) -> Answer[CameraTrial]:
    """Fetch a picture from a camera as it would be with some changes."""
    return await _trial(request, await _changed(request))


@routes.patch("/api/v1/cameras/{camera_id}")
async def change_camera(request: web.Request) -> Answer[CameraMessage]:
    """Change some of a camera's settings."""
    config = await _changed(request)
    with _camera_errors():
        changed = await request.app[ENGINE].cameras.change(config)
    await request.app[ENGINE].leave_no_trace()
    return answer(changed)


@routes.put("/api/v1/cameras/{camera_id}/detection")
async def pause_camera(request: web.Request) -> Answer[CameraMessage]:
    """Turn a camera's detection on or off; it stays so after a restart."""
    wanted = await parse(request, Detection)
    with _camera_errors():
        return answer(
            await request.app[ENGINE].cameras.set_detection(
                request.match_info["camera_id"], on=wanted.on
            )
        )


@routes.put("/api/v1/cameras/{camera_id}")
async def replace_camera(request: web.Request) -> Answer[CameraMessage]:
    """Replace a camera's settings."""
    config = await _camera(request)
    if config.camera_id != request.match_info["camera_id"]:
        raise ApiError(422, "invalid", "The camera_id is not the one of the address.")
    with _camera_errors():
        changed = await request.app[ENGINE].cameras.change(config)
    await request.app[ENGINE].leave_no_trace()
    return answer(changed)


@routes.delete("/api/v1/cameras/{camera_id}")
async def remove_camera(request: web.Request) -> web.Response:
    """Remove a camera."""
    with _camera_errors():
        await request.app[ENGINE].cameras.remove(request.match_info["camera_id"])
    await request.app[ENGINE].leave_no_trace()
    return web.Response(status=204)


async def _camera(request: web.Request) -> CameraConfig:
    return _on_the_network(await parse(request, CameraConfig))


async def _changed(request: web.Request) -> CameraConfig:
    changes = await parse(request, CameraChanges)
    cameras = request.app[ENGINE].cameras
    try:
        with _camera_errors():
            return _on_the_network(cameras.with_changes(request.match_info["camera_id"], changes))
    except ValidationError as error:
        raise ApiError(422, "invalid", describe_errors(error)) from None


def _on_the_network(config: CameraConfig) -> CameraConfig:
    if config.is_file:
        raise ApiError(422, "invalid", "url: files can be watched from the configuration only.")
    return config


async def _trial(request: web.Request, config: CameraConfig) -> Answer[CameraTrial]:
    result = await _tried(request, partial(probe_camera, config))
    preview = b64encode(result.preview).decode() if result.preview else None
    return answer(
        CameraTrial(problem=result.problem, frame_size=result.frame_size, preview=preview)
    )


async def _tried[Result](request: web.Request, look: Callable[[Event], Result]) -> Result:
    """Look at one camera at a time; give up when the client does."""

    async def in_turn() -> Result:
        async with request.app[TRYING]:
            return await in_thread(look)

    return await while_connected(request, in_turn())


@contextmanager
def _camera_errors() -> Generator[None]:
    try:
        yield
    except UnknownCameraError:
        raise not_found("camera") from None
    except CameraExistsError:
        raise ApiError(409, "exists", "A camera with this camera_id is there already.") from None
    except TooManyCamerasError:
        raise ApiError(
            409, "too_many", f"The engine watches {MAX_CAMERAS} cameras already."
        ) from None
    except CameraFixedError:
        raise ApiError(
            409, "fixed", "This camera stands in the configuration file and is changed there."
        ) from None
