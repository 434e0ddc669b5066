"""The bounded queue between the thread that receives frames and the one that processes them."""

from collections import deque
from enum import Enum, auto
from threading import Condition

from placa_engine.cameras.sources.source_frame import SourceFrame


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
        """Add a frame; never waits."""
        with self._changed:
            if len(self._frames) == self._capacity:
                self._frames.popleft()
            self._frames.append(frame)
            self._changed.notify()

    def end_stream(self) -> None:
        """Say that no frame of this stream follows. Frames not yet taken are dropped."""
        with self._changed:
            self._frames.clear()
            self._stream_ended = True
            self._changed.notify()

    def close(self) -> None:
        """Say that no frame follows at all. Frames not yet taken are dropped."""
        with self._changed:
            self._frames.clear()
            self._closed = True
            self._changed.notify()

    def take(self) -> SourceFrame | Break:
        """Wait for the next frame or break."""
        with self._changed:
            self._changed.wait_for(lambda: self._frames or self._stream_ended or self._closed)
            if self._stream_ended:
                self._stream_ended = False
                return Break.STREAM
            return Break.CAMERA if self._closed else self._frames.popleft()
