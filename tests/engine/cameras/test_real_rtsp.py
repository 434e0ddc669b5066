"""RTSP from GStreamer's server, in a process of its own that can be stopped and killed."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
import signal
import socket
from threading import Event, Thread, Timer
import time

import pytest

from placa_engine.cameras import camera as cameras
from placa_engine.cameras.sources import rtsp
from placa_engine.cameras.sources.open_source import open_source
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.state import CameraProblem, CameraState
from placa_engine.vision.vision import Vision
from tests.engine.support.moving_plate import FPS, drive_by, write_h264
from tests.engine.support.rtsp_camera import config, rtsp_camera
from tests.engine.support.watching import NoWait, Watched, is_ended, is_live, is_streaming


@pytest.fixture(scope="module")
def street(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pictures = drive_by("AB12CDE", still=15, moving=30, after=120)
    return write_h264(tmp_path_factory.mktemp("street") / "street.h264", pictures)


@contextmanager
def relay(port: int) -> Iterator[tuple[int, Event]]:
    """Stand between camera and engine; hold back what the camera sends while the event is set."""
    held, ends = Event(), Event()
    listening = socket.create_server(("127.0.0.1", 0))
    connections: list[socket.socket] = [listening]

    def carry(source: socket.socket, target: socket.socket, stalls: Event) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                while stalls.is_set() and not ends.wait(0.01):
                    pass
                target.sendall(data)

    def accept() -> None:
        with suppress(OSError):
            while True:
                engine, _ = listening.accept()
                camera = socket.create_connection(("127.0.0.1", port))
                connections.extend((engine, camera))
                Thread(target=carry, args=(engine, camera, Event()), daemon=True).start()
                Thread(target=carry, args=(camera, engine, held), daemon=True).start()

    Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1], held
    finally:
        ends.set()
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


def test_frames_come_as_they_are_taken(street: Path) -> None:
    with rtsp_camera(street) as (_, port), open_source(config(port), Event()) as source:
        frames = list(islice(source, 2 * FPS))
    assert {frame.size for frame in frames} == {(512, 288)}
    assert frames[0].luma().shape == (48, 86)
    lasted = frames[-1].monotonic - frames[FPS // 2].monotonic
    assert lasted == pytest.approx(1.5, abs=0.7)


def test_frames_that_were_held_up_on_the_way_are_as_old_as_they_are(street: Path) -> None:
    with (
        rtsp_camera(street) as (_, port),
        relay(port) as (relayed, held),
        open_source(config(relayed), Event()) as source,
    ):
        before = list(islice(source, 2 * FPS))
        held.set()
        Timer(2.5, held.clear).start()
        ages = [time.monotonic() - frame.monotonic for frame in islice(source, 5 * FPS)]
    assert {frame.size for frame in before} == {(512, 288)}
    assert max(ages) == pytest.approx(2.5, abs=0.8)
    assert sum(age > 1.0 for age in ages) >= FPS / 2
    assert ages[-1] < 0.8


def test_a_stream_that_is_not_there_is_named_as_such(street: Path) -> None:
    with (
        rtsp_camera(street) as (_, port),
        open_source(config(port, "none"), Event()) as source,
        pytest.raises(SourceError) as caught,
    ):
        next(source)
    assert caught.value.problem is CameraProblem.NO_SUCH_STREAM


def test_a_camera_that_stalls_dies_and_returns_is_watched_all_the_time(
    street: Path, tiny_vision: Vision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rtsp, "STALLED", 2.0)
    monkeypatch.setattr(cameras, "Backoff", NoWait)
    port = free_port()
    with Watched(tiny_vision, f"rtsp://127.0.0.1:{port}/drive") as watched:
        watched.status(lambda status: status.problem is CameraProblem.UNREACHABLE)
        with rtsp_camera(street, port) as (server, _):
            watched.status(is_streaming)
            first = watched.update(is_live).sighting
            server.send_signal(signal.SIGSTOP)
            assert watched.update(is_ended).sighting.sighting_id == first.sighting_id
            stalled = watched.status(lambda status: status.state is CameraState.STALLED)
            assert stalled.problem is CameraProblem.STALLED
            server.send_signal(signal.SIGCONT)
            watched.status(is_streaming)
            second = watched.update(lambda news: is_ended(news) and news.sighting.frames > 5)
            assert second.sighting.text == "AB12CDE"
            assert second.sighting.sighting_id != first.sighting_id
        lost = watched.status(lambda status: status.state is CameraState.FAILED)
        assert lost.problem is not None
        with rtsp_camera(street, port):
            watched.status(is_streaming)
            third = watched.update(is_live).sighting
    assert third.sighting_id not in {first.sighting_id, second.sighting.sighting_id}
