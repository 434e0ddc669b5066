"""Real RTSP over links of any rate: how old a picture is, is known from the picture itself."""

from collections import deque
from contextlib import closing, suppress
from pathlib import Path
import re
import signal
import socket
import subprocess
from threading import Event, Thread
import time

import av
import numpy as np
import pytest

from placa_engine.cameras import camera as cameras
from placa_engine.cameras.sources.lag import LAGGING, PATIENCE
from placa_engine.cameras.sources.open_source import open_source
from placa_engine.cameras.sources.source_error import SourceError
from placa_engine.cameras.sources.source_frame import SourceFrame
from placa_engine.cameras.sources.timeouts import STALLED
from placa_engine.cameras.state import CameraProblem, CameraState
from placa_engine.imaging.frame import Picture
from placa_engine.vision.vision import Vision
from tests.engine.support.moving_plate import FPS
from tests.engine.support.rtsp_camera import config, rtsp_camera
from tests.engine.support.watching import NoWait, Watched, is_streaming

BITS = 12
CELL = 32
RATE = 125_000
"""Bytes a second of the film."""

TICK = 0.01


def numbered(number: int) -> Picture:
    """A picture of noise, so that it takes its bytes, with its number in black and white."""
    picture = np.random.default_rng(number).integers(60, 200, (288, 512, 3), np.uint8)
    for bit in range(BITS):
        picture[:CELL, bit * CELL : (bit + 1) * CELL] = 255 if number >> bit & 1 else 0
    return picture


def number_of(picture: Picture) -> int:
    return sum(
        1 << bit for bit in range(BITS) if picture[CELL // 2, bit * CELL + CELL // 2, 1] > 127
    )


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute at about a megabit a second."""
    path = tmp_path_factory.mktemp("film") / "film.h264"
    with av.open(str(path), "w", format="h264") as container:
        stream = container.add_stream("libx264", rate=FPS, width=512, height=288)
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = RATE * 8
        stream.options = {
            "preset": "ultrafast",
            "tune": "zerolatency",
            "x264-params": f"aud=1:keyint={FPS}:scenecut=0:repeat-headers=1"
            f":vbv-maxrate={RATE * 8 // 1000}:vbv-bufsize={RATE * 8 // 1000}",
        }
        for number in range(30 * FPS):
            frame = av.VideoFrame.from_ndarray(numbered(number), format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


class Link:
    """Between a camera and the engine; buffers without end what it cannot carry."""

    def __init__(self, port: int, share: float) -> None:
        self._camera = port
        self._bytes_a_tick = int(share * RATE * TICK)
        self._ends, self._cut = Event(), Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._sockets = [self._listening]
        self.port: int = self._listening.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Cut the camera off; what is buffered still comes."""
        self._cut.set()

    def close(self) -> None:
        self._ends.set()
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                engine, _ = self._listening.accept()
                self._sockets.append(engine)
                if self._cut.is_set():
                    engine.close()
                    continue
                camera = socket.create_connection(("127.0.0.1", self._camera))
                self._sockets.append(camera)
                buffer = bytearray()
                Thread(target=self._ask, args=(engine, camera), daemon=True).start()
                Thread(target=self._fill, args=(camera, buffer), daemon=True).start()
                Thread(target=self._drain, args=(engine, buffer), daemon=True).start()

    def _ask(self, engine: socket.socket, camera: socket.socket) -> None:
        with suppress(OSError):
            while data := engine.recv(65536):
                camera.sendall(data)

    def _fill(self, camera: socket.socket, buffer: bytearray) -> None:
        with suppress(OSError):
            while not self._cut.is_set() and (data := camera.recv(65536)):
                buffer += data

    def _drain(self, engine: socket.socket, buffer: bytearray) -> None:
        with suppress(OSError):
            while not self._ends.wait(TICK):
                part = bytes(buffer[: self._bytes_a_tick])
                engine.sendall(part)
                del buffer[: len(part)]


def age(frame: SourceFrame, began: float) -> float:
    """How many seconds ago a frame was taken, as its number tells."""
    ticks = round((time.time() - began) * FPS)
    return (ticks - number_of(frame.picture())) % (30 * FPS) / FPS


def began_at(server: subprocess.Popen[str], film: Path) -> float:
    """Begin the film again; return the wall time of its first picture."""
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(f"loop drive {film}\n")
    server.stdin.flush()
    while (found := re.match(r"BEGAN drive (\S+)", server.stdout.readline())) is None:
        pass
    return float(found[1])


@pytest.mark.parametrize("share", [0.5, 0.8, 0.9])
def test_over_a_link_that_is_too_slow_no_picture_is_younger_than_it_is(
    film: Path, share: float
) -> None:
    worst, oldest, last = 0.0, 0.0, time.monotonic()
    with rtsp_camera(film) as (server, port), closing(Link(port, share)) as link:
        began = began_at(server, film)

        def look(frame: SourceFrame) -> None:
            nonlocal worst, oldest, last
            true = age(frame, began)
            worst = max(worst, true - (time.monotonic() - frame.monotonic))
            oldest, last = max(oldest, true), time.monotonic()

        with (
            open_source(config(link.port), Event()) as source,
            pytest.raises(SourceError) as caught,
        ):
            deque(map(look, source), maxlen=0)
    assert caught.value.problem is CameraProblem.STALLED
    assert time.monotonic() - last < STALLED + 1
    assert worst < 2.5  # how long the very first picture took cannot be known
    assert oldest < LAGGING + 3 * PATIENCE


def test_a_camera_killed_behind_a_buffer_is_noticed_in_seconds(
    film: Path, tiny_vision: Vision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cameras, "Backoff", NoWait)
    with (
        rtsp_camera(film) as (server, port),
        closing(Link(port, 0.95)) as link,
        Watched(tiny_vision, f"rtsp://127.0.0.1:{link.port}/drive") as watched,
    ):
        watched.status(is_streaming)
        time.sleep(6)  # what a slow link holds back grows with time
        link.cut()
        server.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        watched.status(lambda status: status.state in {CameraState.STALLED, CameraState.FAILED})
        assert time.monotonic() - killed < LAGGING + PATIENCE + STALLED + 2


def test_a_machine_that_cannot_keep_up_drops_frames_and_not_time(film: Path) -> None:
    with rtsp_camera(film) as (server, port):
        began = began_at(server, film)
        with open_source(config(port), Event()) as source:
            ages, errors, ends = [], [], time.monotonic() + 12
            for frame in source:
                true = age(frame, began)
                ages.append(true)
                errors.append(true - (time.monotonic() - frame.monotonic))
                time.sleep(0.1)  # half as fast as the camera
                if time.monotonic() > ends:
                    break
    assert max(ages) < 3.5
    assert max(errors) < 0.7
    assert len(ages) > 40
