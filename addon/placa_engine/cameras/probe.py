"""One picture from a camera, to see whether it can be watched."""

from dataclasses import dataclass
import logging
from threading import Event

from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.masks import paint_over
from placa_engine.cameras.sources.open_source import open_source
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.state import CameraProblem
from placa_engine.imaging.jpeg import encode_jpeg

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The size (width, height) of the picture in pixels, or why there is none."""

    problem: CameraProblem | None = None
    frame_size: tuple[int, int] | None = None


def probe_camera(camera: CameraConfig, stop: Event) -> ProbeResult:
    """Fetch one picture and drop it, with the timeouts of a watched camera, until `stop` is set."""
    try:
        with open_source(camera, stop) as frames:
            for frame in frames:
                frame.picture()
                return ProbeResult(frame_size=frame.size)
    except SourceError as error:
        return _failed(error.problem)
    except Exception:
        _LOGGER.exception("Camera %s: taking a picture failed", camera.camera_id)
        return _failed(CameraProblem.NOT_VIDEO)
    return _failed(CameraProblem.STALLED)


def take_picture(camera: CameraConfig, stop: Event) -> bytes | None:
    """Fetch one picture, its hidden parts painted over, as JPEG; None if none came."""
    try:
        with open_source(camera, stop) as frames:
            for frame in frames:
                picture = frame.picture().copy()
                paint_over(picture, camera.masks)
                return encode_jpeg(picture)
    except SourceError as error:
        _LOGGER.info("Camera %s: no picture, %s", camera.camera_id, error.problem)
    except Exception:
        _LOGGER.exception("Camera %s: taking a picture failed", camera.camera_id)
    return None


def _failed(problem: CameraProblem) -> ProbeResult:
    return ProbeResult(problem=problem)
