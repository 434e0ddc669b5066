"""The bounded queue between the thread that receives frames and the one that processes them."""

from collections import deque
from enum import Enum, auto
from threading import Condition

from placa_engine.cameras.sources.source_frame import SourceFrame

_MOST_WAIT = 1.0
"""Seconds to wait for room in the queue."""


class Break(Enum):
    """What may come instead of a frame: the stream is over, or the camera is."""

    STREAM = auto()
    CAMERA = auto()


class FrameQueue:
    """Holds at most `capacity` frames; a new one pushes out the oldest."""

    def __init__(self, capacity: int = 3) -> None:
        self._capacity = capacity
        self._frames: deque[SourceFrame] = deque()
        self._stream_ended = False
        self._closed = False
        self._changed = Condition()

    def put(self, frame: SourceFrame) -> None:
        """Add a frame. Waits only with one that catches up: it is late anyway, and worth it."""
        with self._changed:
            if frame.catching_up:
                self._changed.wait_for(
                    lambda: len(self._frames) < self._capacity or self._closed, _MOST_WAIT
                )
            if len(self._frames) == self._capacity:
                self._frames.popleft()
            self._frames.append(frame)
            self._changed.notify_all()

    @property
    def is_empty(self) -> bool:
        """Whether no frame waits."""
        return not self._frames

    def end_stream(self) -> None:
        """Say that no frame of this stream follows. Frames not yet taken are dropped."""
        with self._changed:
            self._frames.clear()
            self._stream_ended = True
            self._changed.notify_all()

    def close(self) -> None:
        """Say that no frame follows at all. Frames not yet taken are dropped."""
        with self._changed:
            self._frames.clear()
            self._closed = True
            self._changed.notify_all()

    def take(self) -> SourceFrame | Break:
        """Wait for the next frame or break."""
        with self._changed:
            self._changed.wait_for(lambda: self._frames or self._stream_ended or self._closed)
            if self._stream_ended:
                self._stream_ended = False
                return Break.STREAM
            if self._closed:
                return Break.CAMERA
            self._changed.notify_all()
            return self._frames.popleft()
