from datetime import UTC, datetime
from threading import Thread
from typing import Never

from placa_engine.cameras.frame_queue import Break, FrameQueue
from placa_engine.cameras.sources.source_frame import SourceFrame


def frame(number: int) -> SourceFrame:
    def unseen() -> Never:
        raise AssertionError("a queue must not look at frames")

    return SourceFrame((1, 1), float(number), datetime.now(UTC), unseen, unseen)


def test_frames_come_out_in_order() -> None:
    queue = FrameQueue(capacity=3)
    frames = [frame(number) for number in range(3)]
    for one in frames:
        queue.put(one)
    assert [queue.take() for _ in range(3)] == frames


def test_the_oldest_frames_are_dropped_if_nobody_takes_them() -> None:
    queue = FrameQueue(capacity=2)
    frames = [frame(number) for number in range(100)]
    for one in frames:
        queue.put(one)
    assert [queue.take(), queue.take()] == frames[-2:]


def test_the_end_of_a_stream_comes_at_once_and_only_once() -> None:
    queue = FrameQueue()
    queue.put(frame(1))
    queue.end_stream()
    assert queue.take() is Break.STREAM
    later = frame(2)
    queue.put(later)
    assert queue.take() is later


def test_a_closed_queue_tells_it_to_whoever_waits() -> None:
    queue = FrameQueue()
    taken: list[SourceFrame | Break] = []
    waiting = Thread(target=lambda: taken.append(queue.take()))
    waiting.start()
    queue.close()
    waiting.join(10)
    assert taken == [Break.CAMERA]
