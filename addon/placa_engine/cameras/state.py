"""A camera's state."""

from dataclasses import dataclass
from enum import StrEnum

from placa_engine.imaging.orientation import Orientation


class CameraState(StrEnum):
    """Where a camera is in its life."""

    IDLE = "idle"
    CONNECTING = "connecting"
    STREAMING = "streaming"
    STALLED = "stalled"
    FAILED = "failed"


class CameraProblem(StrEnum):
    """Why a camera gives no pictures."""

    UNREACHABLE = "unreachable"
    UNAUTHORIZED = "unauthorized"
    NO_SUCH_STREAM = "no_such_stream"
    NOT_VIDEO = "not_video"
    STALLED = "stalled"
    ENDED = "ended"
    BAD_URL = "bad_url"
    LOGIN_METHOD = "login_method"
    UDP_ONLY = "udp_only"


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """A camera's state, the problem it has or had last, and what it shows.

    `frame_size` is (width, height) in pixels, `fps` the measured frames a second; `frozen`
    says that it shows the same picture again and again. `orientation` is how the plates show
    that its pictures must be turned to be upright, None as long as they show nothing.
    """

    state: CameraState = CameraState.IDLE
    problem: CameraProblem | None = None
    frame_size: tuple[int, int] | None = None
    fps: float | None = None
    frozen: bool = False
    orientation: Orientation | None = None
