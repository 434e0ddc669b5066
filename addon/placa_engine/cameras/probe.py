"""One picture from a camera, to see whether it can be watched and what it shows."""

from dataclasses import dataclass
import logging
from threading import Event

from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.masks import paint_over
from placa_engine.cameras.sources.open_source import open_source
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.state import CameraProblem
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.jpeg import encode_jpeg, preview_jpeg

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """The size (width, height) of a picture in pixels and a small JPEG of it, or why none came."""

    problem: CameraProblem | None = None
    frame_size: tuple[int, int] | None = None
    preview: bytes | None = None


def probe_camera(camera: CameraConfig, stop: Event) -> ProbeResult:
    """Fetch one picture, with the timeouts of a watched camera, until `stop` is set."""
    try:
        picture, frame_size = _fetched(camera, stop)
        return ProbeResult(frame_size=frame_size, preview=preview_jpeg(picture))
    except SourceError as error:
        return ProbeResult(problem=error.problem)
    except Exception:
        _LOGGER.exception("Camera %s: taking a picture failed", camera.camera_id)
        return ProbeResult(problem=CameraProblem.NOT_VIDEO)


def take_picture(camera: CameraConfig, stop: Event) -> bytes | None:
    """Fetch one picture as JPEG; None if none came."""
    try:
        picture, _ = _fetched(camera, stop)
        return encode_jpeg(picture)
    except SourceError as error:
        _LOGGER.info("Camera %s: no picture, %s", camera.camera_id, error.problem)
    except Exception:
        _LOGGER.exception("Camera %s: taking a picture failed", camera.camera_id)
    return None


def _fetched(camera: CameraConfig, stop: Event) -> tuple[Picture, tuple[int, int]]:
    """Return the first picture, its hidden parts painted over, and its (width, height)."""
    with open_source(camera, stop) as frames:
        for frame in frames:
            picture = frame.picture().copy()
            paint_over(picture, camera.masks)
            return picture, frame.size
    raise SourceError(CameraProblem.STALLED)
