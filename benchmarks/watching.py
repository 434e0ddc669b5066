"""What the engine costs while it watches cameras: `placa serve` as it runs, and real RTSP.

The cameras show the demo's driveway in 1080p at 15 frames a second with a sensor's noise, coded
as H.264 with a key frame every two seconds: empty, with a car that has parked, or with one that
comes every 20 seconds. Processor time, memory and threads are those of the engine's process, as
the kernel counts them; other work on the machine does not lengthen them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPSConnection
import json
import os
from pathlib import Path
import re
import ssl
import subprocess
import sys
from tempfile import TemporaryDirectory
import time

import av
import cv2
import numpy as np

import placa_demo
from placa_demo.car import Car, draw_car, place_car
from placa_demo.driveway import WIDTH, draw_scene, ground_at, scale_at
from placa_engine.imaging.frame import Picture
from placa_training.renderer import render_plate

SCENES = ("empty", "parked", "passing")

FPS = 15
SIZE = (1920, 1080)
PERIOD = 20
"""Seconds after which a scene begins anew."""

SETTLES = 40.0
"""Seconds until the engine knows what is still."""

_GROUP = 2
_NOISE = 2.0
_FAR, _NEAR, _PARKED = 24.0, 3.5, 6.0
_APPROACH = 4.0
_TICKS = os.sysconf("SC_CLK_TCK")
_SYSTEM_PYTHON = "/usr/bin/python3"
_SERVER = Path(placa_demo.__path__[0]) / "rtsp_server.py"
_TOKEN = "a-token-of-the-benchmark"  # noqa: S105  # of an engine that lives for a minute


@dataclass(frozen=True, slots=True)
class Watched:
    """What so many cameras of a scene cost.

    `cores` is processor time by the clock's time, also by kind of thread; `resident` and
    `private` are in MB, `private` without what other processes could share. `rate` is what the
    engine says of the slowest camera, in frames a second, None without one.
    """

    scene: str
    cameras: int
    cores: float
    by_thread: dict[str, float]
    resident: float
    private: float
    threads: int
    rate: float | None


def watched(scenes: Iterable[str], counts: Sequence[int], seconds: float) -> Iterator[Watched]:
    """Measure so many cameras of each scene for `seconds` after they have settled."""
    with TemporaryDirectory(prefix="placa-bench-") as name:
        folder = Path(name)
        for scene in scenes:
            clip = _coded(scene, folder / f"{scene}.h264")
            for count in counts:
                with _cameras(clip, max(count, 1)) as port, _engine(folder, port, count) as engine:
                    yield _measured(engine, scene, count, seconds)


def watched_table(found: Iterable[Watched]) -> str:
    """Return the figures as Markdown."""
    lines = [
        "| scene | cameras | of a core | memory | of its own | threads | slowest |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in found:
        rate = "" if one.rate is None else f"{one.rate:.1f} fps"
        lines.append(
            f"| {one.scene} | {one.cameras} | {one.cores:.1%} | {one.resident:.0f} MB "
            f"| {one.private:.0f} MB | {one.threads} | {rate} |"
        )
        parts = sorted(one.by_thread.items(), key=lambda part: -part[1])
        lines += [f"|  | | {share:.1%} | {name} | | | |" for name, share in parts if share > 0.001]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Engine:
    process: subprocess.Popen[str]
    port: int


def _measured(engine: _Engine, scene: str, count: int, seconds: float) -> Watched:
    time.sleep(SETTLES)
    pid = engine.process.pid
    before, began = _times(pid), time.monotonic()
    time.sleep(seconds)
    after, passed = _times(pid), time.monotonic() - began
    by_thread: defaultdict[str, float] = defaultdict(float)
    for thread, (name, ticks) in after.items():
        spent = ticks - before.get(thread, (name, 0))[1]
        by_thread[_kind(name)] += spent / _TICKS / passed
    memory = dict(
        re.findall(r"^(Rss|Private_Clean|Private_Dirty): +(\d+) kB", _smaps(pid), re.MULTILINE)
    )
    kilobytes = {name: int(value) for name, value in memory.items()}
    return Watched(
        scene=scene,
        cameras=count,
        cores=sum(by_thread.values()),
        by_thread=dict(by_thread),
        resident=kilobytes["Rss"] / 1000,
        private=(kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]) / 1000,
        threads=len(after),
        rate=_slowest(engine),
    )


def _smaps(pid: int) -> str:
    return Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")


def _times(pid: int) -> dict[str, tuple[str, int]]:
    """Return the name of each thread of a process and the ticks that it has run."""
    found = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError):
            head, _, tail = (task / "stat").read_text(encoding="utf-8").rpartition(")")
            fields = tail.split()
            found[task.name] = (head.partition("(")[2], int(fields[11]) + int(fields[12]))
    return found


def _kind(thread: str) -> str:
    """Return a thread's name without the camera's."""
    return re.sub(r"\d+", "N", thread)


def _slowest(engine: _Engine) -> float | None:
    """Ask the engine for the rate of the slowest camera."""
    anybody = ssl.create_default_context()
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE
    connection = HTTPSConnection("127.0.0.1", engine.port, context=anybody)
    connection.request("GET", "/api/v1/cameras", headers={"Authorization": f"Bearer {_TOKEN}"})
    cameras = json.load(connection.getresponse())["cameras"]
    return min((camera["fps"] or 0.0 for camera in cameras), default=None)


@contextmanager
def _cameras(clip: Path, count: int) -> Iterator[int]:
    """Play a clip as so many cameras; give their port."""
    names = [f"c{number}={clip}@{FPS}" for number in range(count)]
    server = subprocess.Popen(
        [_SYSTEM_PYTHON, str(_SERVER), *(f"--camera={name}" for name in names)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        yield int(server.stdout.readline().split()[1])
    finally:
        server.kill()
        server.communicate()


@contextmanager
def _engine(folder: Path, port: int, count: int) -> Iterator[_Engine]:
    """Run `placa serve` with so many cameras."""
    with TemporaryDirectory(dir=folder) as data:
        settings = folder / "placa.json"
        cameras = [
            {"camera_id": f"c{one}", "name": f"{one}", "url": f"rtsp://127.0.0.1:{port}/c{one}"}
            for one in range(count)
        ]
        settings.write_text(
            json.dumps({"data": data, "port": 0, "token": _TOKEN, "cameras": cameras}),
            encoding="utf-8",
        )
        process = subprocess.Popen(
            [sys.executable, "-m", "placa_engine.cli", "serve", "--config", str(settings)],
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert process.stderr is not None
            listening = None
            while listening is None:
                line = process.stderr.readline()
                if not line:
                    raise RuntimeError("the engine did not start")
                listening = re.search(r"Listening at \S+ port (\d+)", line)
            yield _Engine(process, int(listening[1]))
        finally:
            process.terminate()
            process.communicate()


def _coded(scene: str, path: Path) -> Path:
    keys = f"aud=1:keyint={_GROUP * FPS}:min-keyint={_GROUP * FPS}:scenecut=0:repeat-headers=1"
    with av.open(str(path), "w", format="h264") as container:
        stream = container.add_stream("libx264", rate=FPS, width=SIZE[0], height=SIZE[1])
        stream.pix_fmt = "yuv420p"
        stream.options = {"preset": "veryfast", "tune": "zerolatency", "crf": "23",
                          "x264-params": keys}  # fmt: skip
        for picture in _pictures(scene):
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _pictures(name: str) -> Iterator[Picture]:
    """Draw PERIOD seconds of a scene."""
    rng = np.random.default_rng(5)
    scene, car = draw_scene(rng), draw_car((146, 78, 40), render_plate(rng, width=520).image)
    for number in range(PERIOD * FPS):
        picture = scene.picture.copy()
        share = number / FPS / _APPROACH
        if name == "parked":
            _draw(picture, car, _PARKED)
        elif name == "passing" and share < 1.0:
            _draw(picture, car, _FAR + (_NEAR - _FAR) * share)
        large = cv2.resize(picture, SIZE)
        seen = large + rng.normal(0, _NOISE, (SIZE[1], SIZE[0], 1)).astype(np.float32)
        yield np.clip(seen, 0, 255).astype(np.uint8)


def _draw(picture: Picture, car: Car, distance: float) -> None:
    scale = scale_at(distance)
    place_car(picture, car, (WIDTH / 2, ground_at(distance)), scale, None)
