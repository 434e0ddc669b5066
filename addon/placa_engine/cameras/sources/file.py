"""Video files."""

from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
import threading
import time

import av

from placa_engine.cameras.config import url_scheme
from placa_engine.cameras.motion import MotionGate
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.source_frame import SourceFrame
from placa_engine.cameras.sources.timeouts import OPENING, STALLED
from placa_engine.cameras.sources.video import decoded, luma_of, opened_video, picture_of, size_of
from placa_engine.cameras.state import CameraProblem
from placa_engine.imaging.frame import Frame

_FILE_OPTIONS = {"protocol_whitelist": "file"}
"""A playlist posing as a video must not reach for the network."""

_URL_OPTIONS = {
    "rtsp_transport": "tcp",
    "protocol_whitelist": "http,https,httpproxy,tcp,tls,rtp,udp,rtsp,crypto",
}
_PATIENCE = 60.0


def iterate_file(path_or_url: str, camera_id: str) -> Iterator[Frame]:
    """Yield all frames as fast as they are taken, as from a camera called `camera_id`.

    `monotonic` is in seconds from the first frame, `captured_at` counts from now. Also
    takes a URL, which is read until it ends. Raises SourceError: `unreachable` for a
    missing file, `not_video` if there is no video or not a single frame in it.
    """
    began = datetime.now(UTC)
    gate = MotionGate()
    index = -1
    for index, (at, frame) in enumerate(_timed(path_or_url)):
        gate.passes(luma_of(frame), at, in_view=True, unsettled=True)
        yield Frame(
            camera_id=camera_id,
            index=index,
            picture=picture_of(frame),
            monotonic=at,
            captured_at=began + timedelta(seconds=at),
            moving=gate.moving,
        )
    if index < 0:
        raise SourceError(CameraProblem.NOT_VIDEO)


def play_file(path: str, *, loop: bool, stop: threading.Event) -> Generator[SourceFrame]:
    """Yield the frames of a file at the speed of its own clock, as a camera would.

    With `loop` the file begins again at its end. Returns early once `stop` is set. Raises
    SourceError as `iterate_file`, and `ended` at the end.
    """
    while not stop.is_set():
        began = time.monotonic()
        count = 0
        for at, frame in _timed(path):
            if stop.wait(max(0.0, began + at - time.monotonic())):
                return
            count += 1
            yield SourceFrame(
                size=size_of(frame),
                monotonic=time.monotonic(),
                captured_at=datetime.now(UTC),
                luma=partial(luma_of, frame),
                picture=partial(picture_of, frame),
                is_key=frame.key_frame,
            )
        if count == 0:
            raise SourceError(CameraProblem.NOT_VIDEO)
        if not loop:
            raise SourceError(CameraProblem.ENDED)


def _timed(path_or_url: str) -> Iterator[tuple[float, av.VideoFrame]]:
    """Yield each frame with its time in seconds from the first one, never decreasing."""
    is_file = url_scheme(path_or_url) is None
    options = _FILE_OPTIONS if is_file else _URL_OPTIONS
    # FFmpeg takes "name:rest" for a protocol unless told that it is a file
    url = f"file:{path_or_url}" if is_file else path_or_url
    with opened_video(url, options, None if is_file else (OPENING, STALLED)) as container:
        first: float | None = None
        at, step = 0.0, 1 / 25
        if container.streams.video and container.streams.video[0].average_rate:
            step = float(1 / container.streams.video[0].average_rate)
        for frame in decoded(container, _PATIENCE):
            clock = None if frame.pts is None else frame.time
            if first is None:
                first = clock or 0.0
            elif clock is None:
                at += step
            else:
                at = max(at, clock - first)
            yield at, frame
