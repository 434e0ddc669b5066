"""Video through PyAV, whatever it comes in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
import time

import av
from av.container import InputContainer
import av.error
import av.logging
import av.stream
import cv2
import numpy as np

from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.source_frame import Luma
from placa_engine.cameras.state import CameraProblem
from placa_engine.imaging.decoding import MOST_PIXELS
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.orientation import Orientation

LUMA_STEP = 6

type Packet = av.Packet[av.stream.Stream]

av.logging.set_level(av.logging.PANIC)  # FFmpeg's own messages hold addresses


@contextmanager
def opened_video(
    url: str, options: Mapping[str, str], timeout: tuple[float, float] | None = None
) -> Iterator[InputContainer]:
    """Open a video and close it at the end.

    `timeout` is in seconds for opening and for each later read. Raises SourceError.
    """
    began = time.monotonic()
    try:
        container = av.open(url, options=dict(options), timeout=timeout)
    except av.error.FFmpegError as error:
        # FFmpeg reports an expired time as whatever it was about to find out
        expired = timeout is not None and time.monotonic() - began >= 0.9 * timeout[0]
        raise SourceError(CameraProblem.UNREACHABLE if expired else _problem(error)) from None
    with container:
        yield container


def decoder_limits() -> dict[str, str]:
    """Return a decoder's options that keep it from decoding larger pictures than cameras send."""
    return {"max_pixels": str(MOST_PIXELS)}


def decoded(container: InputContainer, patience: float) -> Iterator[av.VideoFrame]:
    """Yield the frames of the first video stream, in order.

    Damaged packets are passed over. Raises SourceError: `not_video` if there is no video
    stream, `stalled` if no frame came for `patience` seconds, whether data did or not.
    """
    newest = time.monotonic()
    for packet in packets(container, patience):
        for frame in frames_of(packet):
            yield frame
            newest = time.monotonic()
        if time.monotonic() - newest > patience:
            raise SourceError(CameraProblem.STALLED)


def packets(container: InputContainer, patience: float) -> Iterator[Packet]:
    """Yield the packets of the first video stream, as they come; the last may be empty.

    `patience` is the time limit of a read in seconds, as the container was told. Raises
    SourceError: `not_video` if there is no video stream, `stalled` if nothing more comes.
    """
    if not container.streams.video:
        raise SourceError(CameraProblem.NOT_VIDEO)
    stream = container.streams.video[0]
    stream.thread_type = "NONE"
    stream.thread_count = 1
    stream.codec_context.options = decoder_limits()
    try:
        stream.codec_context.open(strict=False)
    except av.error.FFmpegError, ValueError:  # larger than the limit, or of no known codec
        raise SourceError(CameraProblem.NOT_VIDEO) from None
    coming = container.demux()
    while True:
        began = time.monotonic()
        try:
            packet = next(coming, None)
        except av.error.FFmpegError as error:
            expired = time.monotonic() - began >= 0.9 * patience
            raise SourceError(CameraProblem.STALLED if expired else _problem(error)) from None
        if packet is None:
            return
        if packet.stream_index == stream.index:
            yield packet


def picture_of(frame: av.VideoFrame) -> Picture:
    """Convert to BGR, uint8, shape (height, width, 3), upright.

    Of an interlaced frame, whose two fields show two moments, only the first field is read; its
    rows are stretched to the whole height.
    """
    picture = frame.to_ndarray(format="bgr24").astype(np.uint8, copy=False)
    if frame.interlaced_frame:
        picture = cv2.resize(picture[::2], (frame.width, frame.height)).astype(np.uint8, copy=False)
    return _orientation(frame).upright(picture)


def size_of(frame: av.VideoFrame) -> tuple[int, int]:
    """Return (width, height) in pixels of the upright picture."""
    return _orientation(frame).size(frame.width, frame.height)


def luma_of(frame: av.VideoFrame) -> Luma:
    """Return every sixth pixel of every sixth row of the brightness, upright, uint8.

    All these rows are of the same field.
    """
    if frame.format.is_planar and frame.format.components[0].bits == 8 and not frame.format.is_rgb:
        plane = frame.planes[0]
        rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)[: frame.height]
        luma = rows[::LUMA_STEP, : frame.width : LUMA_STEP]
    else:
        luma = frame.to_ndarray(format="gray")[::LUMA_STEP, ::LUMA_STEP].astype(np.uint8)
    return _orientation(frame).upright(luma.copy())


def _orientation(frame: av.VideoFrame) -> Orientation:
    """Return what the display matrix asks for: `frame.rotation` knows no mirroring."""
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if matrix is None:
        return Orientation()
    return Orientation.of_display_matrix(np.frombuffer(matrix, np.int32).tolist())


def frames_of(packet: Packet) -> list[av.VideoFrame]:
    """Decode a packet; a damaged one holds no frames."""
    try:
        return [frame for frame in packet.decode() if isinstance(frame, av.VideoFrame)]
    except av.error.FFmpegError:
        return []


def _problem(error: av.error.FFmpegError) -> CameraProblem:
    match error:
        case av.error.HTTPUnauthorizedError() | av.error.HTTPForbiddenError():
            return CameraProblem.UNAUTHORIZED
        case av.error.HTTPNotFoundError():
            return CameraProblem.NO_SUCH_STREAM
        case av.error.InvalidDataError() | av.error.DecoderNotFoundError():
            return CameraProblem.NOT_VIDEO
        case av.error.ProtocolNotFoundError():
            return CameraProblem.BAD_URL
        case _:
            return CameraProblem.UNREACHABLE
