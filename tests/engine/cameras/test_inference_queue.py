"""All cameras' frames wait in one queue, which is bounded, fair and ready for what comes."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread
from typing import Never

from placa_engine.cameras.inference_queue import (
    CAPACITY,
    URGENCY,
    Break,
    FrameQueue,
    InferenceQueue,
    Item,
    Load,
)
from placa_engine.cameras.sources.source_frame import SourceFrame

MOMENT = 10.0


def frame(number: int, *, catching_up: bool = False) -> SourceFrame:
    def unseen() -> Never:
        raise AssertionError("a queue must not look at frames")

    return SourceFrame(
        (1, 1), float(number), datetime.now(UTC), unseen, unseen, catching_up=catching_up
    )


class Look:
    """A camera that is looked at, and what was seen of it."""

    def __init__(self, queue: InferenceQueue, *, urgent: bool = False) -> None:
        self.seen: list[Item] = []
        self.frames: FrameQueue = queue.join(self.look, lambda: urgent)

    def look(self, item: Item) -> None:
        self.seen.append(item)

    def end(self) -> None:
        self.frames.close()
        self.frames.wait(MOMENT)
        assert self.seen[-1] is Break.CAMERA


@contextmanager
def held(queue: InferenceQueue) -> Iterator[None]:
    """Keep the only thread of a queue busy, so that frames wait."""
    taken, released = Event(), Event()

    def hold(item: Item) -> None:
        if isinstance(item, SourceFrame):
            taken.set()
            assert released.wait(MOMENT)

    frames = queue.join(hold, lambda: False)
    frames.put(frame(0))
    assert taken.wait(MOMENT)
    try:
        yield
    finally:
        released.set()
        frames.close()
        frames.wait(MOMENT)


def test_frames_come_out_in_order() -> None:
    queue = InferenceQueue(threads=1)
    with held(queue):
        camera = Look(queue)
        frames = [frame(number) for number in range(CAPACITY)]
        for one in frames:
            camera.frames.put(one)
    camera.frames.put(last := frame(9, catching_up=True))
    while last not in camera.seen:
        camera.frames.wait(0.01)
    camera.end()
    assert camera.seen == [*frames, last, Break.CAMERA]


def test_the_oldest_frames_are_left_out_if_nobody_takes_them_and_are_counted() -> None:
    queue = InferenceQueue(threads=1)
    frames = [frame(number) for number in range(100)]
    with held(queue):
        camera = Look(queue)
        for one in frames:
            camera.frames.put(one)
        assert camera.frames.load == Load(wanted=100, left_out=100 - CAPACITY)
        camera.frames.leave_out(50)
        assert camera.frames.load == Load(wanted=150, left_out=150 - CAPACITY)
    seen = drained(camera)
    assert seen == frames[-CAPACITY:]
    assert queue.load == Load(wanted=151, left_out=150 - CAPACITY), "what has left still counts"


def drained(camera: Look) -> list[Item]:
    """Let a camera end when nothing of it waits any more; return what was seen."""
    while not camera.frames.is_empty:
        camera.frames.wait(0.01)
    camera.end()
    return camera.seen[:-1]


def test_what_is_decoded_late_is_waited_for_and_never_left_out() -> None:
    queue = InferenceQueue(threads=1)
    camera = Look(queue)
    frames = [frame(number, catching_up=True) for number in range(200)]
    for one in frames:
        camera.frames.put(one)
    assert drained(camera) == frames
    assert camera.frames.load == Load(wanted=200)


def test_whoever_waits_for_room_is_let_go_at_the_end() -> None:
    queue = InferenceQueue(threads=1)
    with held(queue):
        camera = Look(queue)
        for number in range(CAPACITY):
            camera.frames.put(frame(number))
        late = Thread(target=camera.frames.put, args=(frame(9, catching_up=True),))
        late.start()
        camera.frames.close()
        late.join(MOMENT)
        assert not late.is_alive()
    camera.frames.wait(MOMENT)
    assert camera.seen == [Break.CAMERA]


def test_the_end_of_a_stream_comes_at_once_and_only_once() -> None:
    queue = InferenceQueue(threads=1)
    with held(queue):
        camera = Look(queue)
        camera.frames.put(frame(1))
        camera.frames.end_stream()
        camera.frames.put(later := frame(2))
    assert drained(camera) == [Break.STREAM, later]


def test_cameras_take_turns_however_many_frames_each_has() -> None:
    order = order_of(urgent=())
    assert order == ["a", "b", "c"] * CAPACITY


def test_a_camera_that_something_approaches_comes_first_and_starves_nobody() -> None:
    order = order_of(urgent=("c",), refills=20)
    shares = Counter(order[: 4 * (URGENCY + 2)])
    assert shares["c"] > 3 * max(shares["a"], shares["b"])
    assert min(shares["a"], shares["b"]) >= 3


def order_of(urgent: tuple[str, ...], refills: int = 0) -> list[str]:
    """Let three cameras wait with as many frames as they may, refilled as they are seen."""
    queue = InferenceQueue(threads=1)
    order: list[str] = []
    frames: dict[str, FrameQueue] = {}
    left = Counter(dict.fromkeys("abc", refills))

    def join(name: str) -> None:
        def look(item: Item) -> None:
            if isinstance(item, SourceFrame):
                order.append(name)
                if left[name]:
                    left[name] -= 1
                    frames[name].put(frame(0))

        frames[name] = queue.join(look, lambda: name in urgent)

    with held(queue):
        for name in "abc":
            join(name)
            for number in range(CAPACITY):
                frames[name].put(frame(number))
    for one in frames.values():
        while not one.is_empty:
            one.wait(0.01)
    for one in frames.values():
        one.close()
        one.wait(MOMENT)
    return order


def test_one_cameras_frames_are_never_looked_at_by_two_threads() -> None:
    queue = InferenceQueue(threads=4)
    looking, most = [0], [0]

    def look(_item: Item) -> None:
        looking[0] += 1
        most[0] = max(most[0], looking[0])
        looking[0] -= 1

    frames = queue.join(look, lambda: False)
    others = [Look(queue) for _ in range(3)]
    for number in range(300):
        frames.put(frame(number, catching_up=True))
        for other in others:
            other.frames.put(frame(number))
    frames.close()
    frames.wait(MOMENT)
    for other in others:
        other.end()
    assert most == [1]


def test_cameras_may_come_after_all_others_have_gone() -> None:
    queue = InferenceQueue(threads=2)
    for _ in range(3):
        camera = Look(queue)
        camera.frames.put(one := frame(1))
        assert drained(camera) == [one]
