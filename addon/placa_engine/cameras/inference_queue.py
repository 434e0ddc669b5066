"""The one queue before the networks: bounded, fair between cameras, and ready for what comes."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
import os
from threading import Condition, Event, Lock, Thread

from placa_engine.cameras.sources.source_frame import SourceFrame

CAPACITY = 3
"""Frames of one camera that may wait."""

URGENCY = 4
"""So many frames of a camera that something approaches are looked at for each one of another."""

_CORES_A_THREAD = 4
"""Cores for each thread that looks at frames: the networks use several by themselves."""

_MOST_WAIT = 1.0
"""Seconds to wait for room in the queue."""


class Break(Enum):
    """What may come instead of a frame: the stream is over, or the camera is."""

    STREAM = auto()
    CAMERA = auto()


type Item = SourceFrame | Break


@dataclass(frozen=True, slots=True)
class Load:
    """How many frames were to be looked at so far, and how many of them the machine left out."""

    wanted: int = 0
    left_out: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(self.wanted + other.wanted, self.left_out + other.left_out)


class FrameQueue:
    """Holds at most CAPACITY frames of one camera; a new one pushes out the oldest.

    `InferenceQueue.join` makes one.
    """

    def __init__(
        self, lock: Lock, work: Callable[[Item], None], is_urgent: Callable[[], bool]
    ) -> None:
        self.work = work
        self.is_urgent = is_urgent
        self.load = Load()
        self.turn = 0.0
        self.is_busy = False
        self.has_come: Callable[[], None] = lambda: None
        self._frames: deque[SourceFrame] = deque()
        self._stream_ended = False
        self._closed = False
        self._room = Condition(lock)
        self._finished = Event()

    def put(self, frame: SourceFrame) -> None:
        """Add a frame. Waits only with one that catches up: it is late anyway, and worth it."""
        with self._room:
            if frame.catching_up:
                self._room.wait_for(
                    lambda: len(self._frames) < CAPACITY or self._closed, _MOST_WAIT
                )
            if self._closed:
                return
            pushes_out = len(self._frames) == CAPACITY
            if pushes_out:
                self._frames.popleft()
            self._frames.append(frame)
            self.load += Load(1, int(pushes_out))
            self.has_come()

    def leave_out(self, frames: int) -> None:
        """Count frames that came too fast to be decoded."""
        with self._room:
            self.load += Load(frames, frames)

    @property
    def is_empty(self) -> bool:
        """Whether no frame waits."""
        return not self._frames

    @property
    def is_waiting(self) -> bool:
        """Whether there is something to do."""
        return bool(self._frames or self._stream_ended or self._closed)

    @property
    def is_over(self) -> bool:
        """Whether a break waits, before which nothing must be kept waiting."""
        return self._stream_ended or self._closed

    def end_stream(self) -> None:
        """Say that no frame of this stream follows. Frames not yet taken are dropped."""
        with self._room:
            self._frames.clear()
            self._stream_ended = True
            self._room.notify_all()
            self.has_come()

    def close(self) -> None:
        """Say that no frame follows at all. Frames not yet taken are dropped."""
        with self._room:
            self._frames.clear()
            self._closed = True
            self._room.notify_all()
            self.has_come()

    def wait(self, timeout: float) -> None:
        """Wait up to `timeout` seconds until the end of the camera was dealt with."""
        self._finished.wait(timeout)

    def finish(self) -> None:
        """Say that the end of the camera was dealt with."""
        self._finished.set()

    def take(self) -> Item:
        """Return the next frame or break; the lock is held and something waits."""
        if self._stream_ended:
            self._stream_ended = False
            return Break.STREAM
        if self._closed:
            return Break.CAMERA
        self._room.notify_all()
        return self._frames.popleft()


class InferenceQueue:
    """Lets a few threads look at the frames of all cameras.

    Cameras whose frames wait take turns. One that something approaches has URGENCY turns for
    each of another, so that nobody starves; on a machine that is too slow every camera's
    frames are looked at less often. One camera's frames are looked at one after the other.
    The threads live as long as there is a camera.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._most = threads or max(1, (os.cpu_count() or 1) // _CORES_A_THREAD)
        self._threads = 0
        self._queues: list[FrameQueue] = []
        self._lock = Lock()
        self._has_work = Condition(self._lock)
        self._turn = 0.0
        self._left = Load()

    def join(self, work: Callable[[Item], None], is_urgent: Callable[[], bool]) -> FrameQueue:
        """Return the queue of one more camera; it leaves by `FrameQueue.close`.

        `work` is called in one of the threads with each item, and must not raise.
        """
        queue = FrameQueue(self._lock, work, is_urgent)
        queue.has_come = self._has_work.notify
        with self._lock:
            queue.turn = self._turn
            self._queues.append(queue)
            while self._threads < self._most:
                self._threads += 1
                Thread(target=self._run, name="inference", daemon=True).start()
        return queue

    @property
    def load(self) -> Load:
        """How much was to be looked at since the start, of all cameras together."""
        with self._lock:
            return sum((queue.load for queue in self._queues), self._left)

    def _run(self) -> None:
        while (due := self._next()) is not None:
            queue, item = due
            queue.work(item)
            self._done(queue, item)

    def _next(self) -> tuple[FrameQueue, Item] | None:
        """Wait for the item whose turn it is; return it, or None after the last camera."""
        with self._has_work:
            while self._queues:
                waiting = [one for one in self._queues if one.is_waiting and not one.is_busy]
                if waiting:
                    queue = next_of(waiting)
                    self._turn = max(self._turn, queue.turn)
                    queue.turn = self._turn + (1 / URGENCY if queue.is_urgent() else 1.0)
                    queue.is_busy = True
                    return queue, queue.take()
                self._has_work.wait()
            self._threads -= 1
            self._has_work.notify_all()
            return None

    def _done(self, queue: FrameQueue, item: Item) -> None:
        with self._has_work:
            queue.is_busy = False
            if item is Break.CAMERA:
                self._queues.remove(queue)
                self._left += queue.load
                queue.finish()
            self._has_work.notify()


def next_of(waiting: list[FrameQueue]) -> FrameQueue:
    """Return the queue whose turn it is: one with a break, else the one that has waited most."""
    return min(waiting, key=lambda queue: (not queue.is_over, queue.turn))
