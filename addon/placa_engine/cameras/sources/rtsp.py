"""RTSP cameras, over TCP."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
import struct
import threading
import time

from av.container import InputContainer

from placa_engine.cameras.config import CameraConfig
from placa_engine.cameras.sources.address import Address
from placa_engine.cameras.sources.attention import Attention
from placa_engine.cameras.sources.capture_clock import CaptureClock
from placa_engine.cameras.sources.lag import Lag, LagVerdict
from placa_engine.cameras.sources.lazy_decoder import LazyDecoder, TimedFrame
from placa_engine.cameras.sources.rtsp_relay import relayed
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.source_frame import SourceFrame
from placa_engine.cameras.sources.timeouts import FIRST_KEY, OPENING, STALLED
from placa_engine.cameras.sources.video import (
    Packet,
    luma_of,
    opened_video,
    packets,
    picture_of,
    size_of,
)
from placa_engine.cameras.state import CameraProblem

_OPTIONS = {
    "rtsp_transport": "tcp",
    "allowed_media_types": "video",
    "protocol_whitelist": "rtsp,tcp",
    "analyzeduration": "200000",
    "probesize": "200000",
    "fflags": "nobuffer",
}

_MOST_REDIRECTS = 3

_CATCHING_UP = 0.3
"""Seconds by which a frame is late after the engine was busy with earlier ones."""


def play_rtsp(
    camera: CameraConfig, stop: threading.Event, attention: Attention | None = None
) -> Generator[SourceFrame]:
    """Yield the frames of an RTSP camera as they come, until `stop` is set.

    With `attention`, only those that somebody looks at; see `LazyDecoder`.
    Raises SourceError: `ended` if the camera closes the stream, `stalled` also if it sends
    what it took long ago, since a new stream begins with what it sees now.
    """
    address = Address.of(camera)
    while not stop.is_set():
        with _opened(address, stop) as container:
            yield from _stream(container, stop, attention)


@contextmanager
def _opened(address: Address, stop: threading.Event) -> Generator[InputContainer]:
    """Open a camera's stream, be it where the camera says on its own host. Raises SourceError."""
    for _ in range(_MOST_REDIRECTS + 1):
        with ExitStack() as stack:
            relay = stack.enter_context(relayed(address, stop))
            try:
                video = opened_video(relay.url, _OPTIONS, (OPENING, STALLED))
                container = stack.enter_context(video)
            except SourceError as error:
                if relay.moved is None:
                    raise SourceError(relay.problem or error.problem) from None
                address = relay.moved
                continue
            yield container
            return
    raise SourceError(CameraProblem.UNREACHABLE)


def _stream(
    container: InputContainer, stop: threading.Event, attention: Attention | None
) -> Generator[SourceFrame]:
    """Yield the frames of one stream, until it cannot say any more what is late."""
    clock, lag, decoder = CaptureClock(), Lag(), LazyDecoder(attention)
    asked = judged = shown = time.monotonic()
    patience, left_out = FIRST_KEY, 0
    for packet in packets(container, STALLED):
        now = time.monotonic()
        if stop.is_set() or clock.is_worn:
            return
        taken = clock.taken(now, _pts(packet), _time_of_day(packet))
        verdict = lag.judge(
            now,
            now - taken,
            waited=now - asked,
            since=now - judged,
            is_key=packet.is_keyframe,
        )
        judged = now
        if verdict is LagVerdict.STALLED:
            raise SourceError(CameraProblem.STALLED)
        if verdict is LagVerdict.SKIP:
            decoder.forget()
            left_out += 1
        else:
            was_asleep = decoder.is_asleep
            makes_up = lag.is_excused(now) and now - taken > _CATCHING_UP
            for timed in decoder.decode(packet, taken):
                yield _source_frame(timed, makes_up=makes_up, left_out=left_out)
                shown, patience, left_out = now, STALLED, 0
            if decoder.is_asleep:
                shown = now
            elif was_asleep:
                lag.excuse(now, time.monotonic() - now)
        if now - shown > patience:
            raise SourceError(CameraProblem.STALLED)
        asked = time.monotonic()
    raise SourceError(CameraProblem.ENDED)


def _source_frame(timed: TimedFrame, *, makes_up: bool, left_out: int) -> SourceFrame:
    frame, age = timed.frame, time.monotonic() - timed.taken
    return SourceFrame(
        size=size_of(frame),
        monotonic=timed.taken,
        captured_at=datetime.now(UTC) - timedelta(seconds=age),
        luma=partial(luma_of, frame),
        picture=partial(picture_of, frame),
        is_key=frame.key_frame,
        skipped=timed.skipped,
        catching_up=timed.catching_up or makes_up,
        left_out=left_out,
    )


def _pts(packet: Packet) -> float | None:
    return None if packet.pts is None else float(packet.pts * packet.time_base)


def _time_of_day(packet: Packet) -> float | None:
    """Return when the camera took a picture by its own clock, in seconds, if it says so."""
    if not packet.has_sidedata("prft"):
        return None
    (microseconds,) = struct.unpack_from("q", bytes(packet.get_sidedata("prft")))
    return float(microseconds) / 1e6
