"""The right source for a camera."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from functools import partial
import threading

import numpy as np
from numpy.typing import NDArray

from placa_engine.cameras.config import CameraConfig, url_scheme
from placa_engine.cameras.sources.attention import Attention
from placa_engine.cameras.sources.file import play_file
from placa_engine.cameras.sources.http import play_http
from placa_engine.cameras.sources.rtsp import play_rtsp
from placa_engine.cameras.sources.source_frame import Luma, SourceFrame
from placa_engine.imaging.orientation import Orientation


class _UprightAttention:
    """Turns a picture before it is looked at."""

    def __init__(self, attention: Attention, orientation: Orientation) -> None:
        self.is_idle = attention.is_idle
        self._attention = attention
        self._orientation = orientation

    def shows_motion(self, luma: Luma) -> bool:
        return self._attention.shows_motion(self._orientation.upright(luma))


def open_source(
    camera: CameraConfig, stop: threading.Event, attention: Attention | None = None
) -> closing[Generator[SourceFrame]]:
    """Return a context that gives the camera's upright frames as they come, until `stop` is set.

    With `attention`, frames may be left out while nothing moves, and come late when something
    begins to. The frames must be taken and the context left in one thread. Taking a frame raises
    SourceError once the camera gives no more.
    """
    orientation = camera.orientation
    if orientation.is_upright:
        return closing(_frames(camera, stop, attention))
    turned = None if attention is None else _UprightAttention(attention, orientation)
    return closing(_upright(_frames(camera, stop, turned), orientation))


def _frames(
    camera: CameraConfig, stop: threading.Event, attention: Attention | None
) -> Generator[SourceFrame]:
    match url_scheme(camera.url):
        case None:
            return play_file(camera.url, loop=camera.loop, stop=stop)
        case "rtsp" | "rtsps":
            return play_rtsp(camera, stop, attention)
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
