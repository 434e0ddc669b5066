"""RTSP cameras, over TCP."""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from functools import partial
import threading
import time

from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.sources.address import Address
from placa_engine.cameras.sources.capture_clock import CaptureClock
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.source_frame import SourceFrame
from placa_engine.cameras.sources.timeouts import OPENING, STALLED
from placa_engine.cameras.sources.video import decoded, luma_of, opened_video, picture_of, size_of
from placa_engine.cameras.state import CameraProblem

_OPTIONS = {
    "rtsp_transport": "tcp",
    "allowed_media_types": "video",
    "protocol_whitelist": "rtsp,rtsps,rtp,tcp,tls,crypto",
    "analyzeduration": "200000",
    "probesize": "200000",
    "fflags": "nobuffer",
}


def play_rtsp(camera: CameraConfig, stop: threading.Event) -> Generator[SourceFrame]:
    """Yield the frames of an RTSP camera as they come, until `stop` is set.

    Raises SourceError: `ended` if the camera closes the stream, `stalled` also if it sends
    what it took long ago, since a new stream begins with what it sees now.
    """
    url = Address.of(camera).url_with_login
    with opened_video(url, _OPTIONS, (OPENING, STALLED)) as container:
        clock = CaptureClock()
        for frame in decoded(container, STALLED):
            if stop.is_set():
                return
            now = time.monotonic()
            taken = clock.taken(now, None if frame.pts is None else frame.time)
            if now - taken > STALLED:
                raise SourceError(CameraProblem.STALLED)
            yield SourceFrame(
                size=size_of(frame),
                monotonic=taken,
                captured_at=datetime.now(UTC) - timedelta(seconds=now - taken),
                luma=partial(luma_of, frame),
                picture=partial(picture_of, frame),
                is_key=frame.key_frame,
            )
    raise SourceError(CameraProblem.ENDED)
