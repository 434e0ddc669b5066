"""One picture from a camera, to see whether it can be watched."""

import logging
from threading import Event

from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.sources.open_source import open_source
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.state import CameraProblem
from placa_engine.messages import CameraTrial

_LOGGER = logging.getLogger(__name__)


def probe_camera(camera: CameraConfig, stop: Event) -> CameraTrial:
    """Fetch one picture and drop it, with the patience of a watched camera, until `stop` is set."""
    try:
        with open_source(camera, stop) as frames:
            for frame in frames:
                frame.picture()
                return CameraTrial(problem=None, frame_size=frame.size)
    except SourceError as error:
        return _failed(error.problem)
    except Exception:
        _LOGGER.exception("Camera %s: taking a picture failed", camera.camera_id)
        return _failed(CameraProblem.NOT_VIDEO)
    return _failed(CameraProblem.STALLED)


def _failed(problem: CameraProblem) -> CameraTrial:
    return CameraTrial(problem=problem, frame_size=None)
