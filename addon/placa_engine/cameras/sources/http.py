"""HTTP cameras: MJPEG streams, and snapshots fetched again and again."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
import threading
import time
from typing import NamedTuple

import aiohttp

from placa_engine.cameras.config import CameraConfig, CameraKind
from placa_engine.cameras.sources.address import Address
from placa_engine.cameras.sources.capture_clock import CaptureClock
from placa_engine.cameras.sources.http_client import BUSY, HttpClient, StatusError
from placa_engine.cameras.sources.jpeg_stream import MOST_BYTES, JpegStream
from placa_engine.cameras.sources.picture_frame import picture_frame
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.source_frame import SourceFrame
from placa_engine.cameras.sources.timeouts import OPENING, STALLED
from placa_engine.cameras.state import CameraProblem
from placa_engine.imaging.jpeg import JPEG_BEGIN
from placa_engine.imaging.picture_header import is_picture

_LOOK_FOR_STOP = 0.2

_RETRY = 1.0
"""Seconds at most after which a snapshot that failed is asked for again."""


class _Jpeg(NamedTuple):
    data: bytes
    monotonic: float
    captured_at: datetime


def play_http(camera: CameraConfig, stop: threading.Event) -> Generator[SourceFrame]:
    """Yield the frames of an HTTP camera as they come, until `stop` is set.

    Damaged pictures are passed over. Raises SourceError; `ended` if the camera closes an
    MJPEG stream. Runs an event loop of its own in the calling thread.
    """
    with asyncio.Runner() as runner:
        jpegs = _jpegs(camera)
        try:
            sound = time.monotonic()
            while (jpeg := runner.run(_next(jpegs, stop))) is not None:
                frame = picture_frame(jpeg.data, jpeg.monotonic, jpeg.captured_at)
                if frame is not None:
                    yield frame
                    sound = time.monotonic()
                elif time.monotonic() - sound > STALLED:
                    raise SourceError(CameraProblem.NOT_VIDEO)
        finally:
            runner.run(jpegs.aclose())


async def _next(jpegs: AsyncGenerator[_Jpeg], stop: threading.Event) -> _Jpeg | None:
    """Wait for the next picture; None once `stop` is set."""
    waiting = asyncio.ensure_future(anext(jpegs))
    while not waiting.done():
        if stop.is_set():
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)
            return None
        await asyncio.wait({waiting}, timeout=_LOOK_FOR_STOP)
    return waiting.result()


async def _jpegs(camera: CameraConfig) -> AsyncGenerator[_Jpeg]:
    async with HttpClient(Address.of(camera)) as http:
        failing_since: float | None = None
        pause = camera.interval
        began = time.monotonic()
        try:
            async with aclosing(_first_answer(http, camera.kind)) as first:
                async for jpeg in first:
                    yield jpeg
        except StatusError as error:
            if error.status not in BUSY:
                raise
            failing_since, pause = began, min(pause, _RETRY)
        await asyncio.sleep(max(0.0, began + pause - time.monotonic()))
        while True:
            asked = _Jpeg(b"", time.monotonic(), datetime.now(UTC))
            pause = camera.interval
            try:
                # a snapshot is taken after its request, so it is never older
                yield asked._replace(data=await _snapshot(http))
                failing_since = None
            except SourceError as error:
                failing_since = failing_since or asked.monotonic
                lasts = time.monotonic() - failing_since > STALLED
                if lasts or error.problem is CameraProblem.UNAUTHORIZED:
                    raise
                pause = min(pause, _RETRY)
            await asyncio.sleep(max(0.0, asked.monotonic + pause - time.monotonic()))


async def _first_answer(http: HttpClient, kind: CameraKind) -> AsyncGenerator[_Jpeg]:
    """Yield the first picture of a snapshot camera, or a whole stream.

    A stream is known by its content type, or by a second picture that comes unasked. Raises
    SourceError, at the end of a stream as well.
    """
    asked = _Jpeg(b"", time.monotonic(), datetime.now(UTC))
    async with http.get() as response:
        begin = await _begin(response)
        if _is_whole(begin):
            if kind is CameraKind.MJPEG:
                raise SourceError(CameraProblem.NOT_VIDEO)
            yield asked._replace(data=await _whole(response, begin))
            return
        is_stream = kind is CameraKind.MJPEG or (
            kind is CameraKind.AUTO and response.content_type.startswith("multipart/")
        )
        is_open = is_stream or (
            kind is CameraKind.AUTO and not response.content_type.startswith("image/")
        )
        clock = CaptureClock()
        count = 0
        async with aclosing(_parts(response, begin)) as parts:
            async for part in parts:
                count += 1
                now = time.monotonic()
                taken = asked.monotonic if count == 1 and not is_stream else clock.taken(now, None)
                late = timedelta(seconds=now - taken)
                yield _Jpeg(part, taken, datetime.now(UTC) - late)
                if not is_open:
                    return
    if is_stream or count > 1:
        raise SourceError(CameraProblem.ENDED)
    if not count:
        raise SourceError(CameraProblem.NOT_VIDEO)


async def _snapshot(http: HttpClient) -> bytes:
    """Return one picture: a JPEG, wherever it lies in the answer, or another whole one."""
    async with http.get(STALLED) as response:
        begin = await _begin(response)
        if _is_whole(begin):
            return await _whole(response, begin)
        async with aclosing(_parts(response, begin)) as parts:
            async for part in parts:
                return part
    raise SourceError(CameraProblem.NOT_VIDEO)


async def _begin(response: aiohttp.ClientResponse) -> bytes:
    """Return the first bytes of an answer, which a camera may take its time for."""
    async with asyncio.timeout(OPENING):
        return await response.content.readany()


def _is_whole(begin: bytes) -> bool:
    """Return whether an answer is one picture that is no JPEG."""
    return is_picture(begin) and not begin.startswith(JPEG_BEGIN)


async def _whole(response: aiohttp.ClientResponse, begin: bytes) -> bytes:
    picture = bytearray(begin)
    async for chunk in _chunks(response):
        picture += chunk
        if len(picture) > MOST_BYTES:
            raise SourceError(CameraProblem.NOT_VIDEO)
    return bytes(picture)


async def _parts(response: aiohttp.ClientResponse, begin: bytes = b"") -> AsyncGenerator[bytes]:
    """Yield each whole JPEG picture of an answer, of which `begin` was taken already."""
    stream = JpegStream()
    newest = time.monotonic()
    for part in stream.feed(begin):
        yield part
    async for chunk in _chunks(response):
        for part in stream.feed(chunk):
            yield part
            newest = time.monotonic()
        if time.monotonic() - newest > STALLED:
            raise SourceError(CameraProblem.STALLED)


async def _chunks(response: aiohttp.ClientResponse) -> AsyncGenerator[bytes]:
    """Yield what comes. Raises TimeoutError where nothing does."""
    while True:
        async with asyncio.timeout(STALLED):
            chunk = await response.content.readany()
        if not chunk:
            return
        yield chunk
