"""The right source for a camera."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from functools import partial
import threading

import numpy as np
from numpy.typing import NDArray

from placa_engine.cameras.config import CameraConfig, url_scheme
from placa_engine.cameras.sources.file import play_file
from placa_engine.cameras.sources.http import play_http
from placa_engine.cameras.sources.rtsp import play_rtsp
from placa_engine.cameras.sources.source_frame import SourceFrame
from placa_engine.imaging.orientation import Orientation


def open_source(camera: CameraConfig, stop: threading.Event) -> closing[Generator[SourceFrame]]:
    """Return a context that gives the camera's upright frames as they come, until `stop` is set.

    The frames must be taken and the context left in one thread. Taking a frame raises
    SourceError once the camera gives no more.
    """
    frames = _frames(camera, stop)
    if camera.orientation.is_upright:
        return closing(frames)
    return closing(_upright(frames, camera.orientation))


def _frames(camera: CameraConfig, stop: threading.Event) -> Generator[SourceFrame]:
    match url_scheme(camera.url):
        case None:
            return play_file(camera.url, loop=camera.loop, stop=stop)
        case "rtsp" | "rtsps":
            return play_rtsp(camera, stop)
        case _:
            return play_http(camera, stop)


def _upright(frames: Generator[SourceFrame], orientation: Orientation) -> Generator[SourceFrame]:
    with closing(frames):
        for frame in frames:
            yield replace(
                frame,
                size=orientation.size(*frame.size),
                luma=partial(_turned, orientation, frame.luma),
                picture=partial(_turned, orientation, frame.picture),
            )


def _turned(
    orientation: Orientation, convert: Callable[[], NDArray[np.uint8]]
) -> NDArray[np.uint8]:
    return orientation.upright(convert())
