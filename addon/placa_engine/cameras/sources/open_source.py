"""The right source for a camera."""

from collections.abc import Generator
from contextlib import closing
import threading

from placa_engine.cameras.config import CameraConfig, url_scheme
from placa_engine.cameras.sources.file import play_file
from placa_engine.cameras.sources.http import play_http
from placa_engine.cameras.sources.rtsp import play_rtsp
from placa_engine.cameras.sources.source_frame import SourceFrame


def open_source(camera: CameraConfig, stop: threading.Event) -> closing[Generator[SourceFrame]]:
    """Return a context that gives the camera's frames as they come, until `stop` is set.

    The frames must be taken and the context left in one thread. Taking a frame raises
    SourceError once the camera gives no more.
    """
    match url_scheme(camera.url):
        case None:
            return closing(play_file(camera.url, loop=camera.loop, stop=stop))
        case "rtsp" | "rtsps":
            return closing(play_rtsp(camera, stop))
        case _:
            return closing(play_http(camera, stop))
