"""What a Prometheus server collects: states, counts and sizes, no plates."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
import os
from pathlib import Path
import time

from aiohttp import web

from placa_engine import __version__
from placa_engine.cameras.state import CameraState
from placa_engine.egress import refused
from placa_engine.engine import Engine
from placa_engine.messages import EngineProblem
from placa_engine.server.app_keys import ENGINE, SOCKETS

type Sample = tuple[Mapping[str, str], float]
"""Labels and a value."""

type Metric = tuple[str, str, str, Sequence[Sample]]
"""A name, `gauge` or `counter`, what it is, and its samples."""

routes = web.RouteTableDef()


@routes.get("/api/v1/metrics")
async def tell_metrics(request: web.Request) -> web.Response:
    """Tell states, counts and sizes to a Prometheus server, which shows the token as others do."""
    engine = request.app[ENGINE]
    extent, disk = await engine.sightings.extent(), await engine.disk()
    metrics: list[Metric] = [
        ("placa_info", "gauge", "The version", [({"version": __version__}, 1)]),
        ("placa_clients", "gauge", "Open WebSockets", _one(len(request.app[SOCKETS]))),
        ("placa_sightings", "gauge", "Sightings that are kept", _one(extent.sightings)),
        ("placa_sightings_waiting", "gauge", "Sightings that are not on disk yet",
         _one(engine.sightings.waiting)),
        ("placa_pictures", "gauge", "Sightings with pictures", _one(extent.pictures)),
        ("placa_disk_bytes", "gauge", "What is on disk",
         [({"of": name}, value) for name, value in disk.by_kind.items()]),
        ("placa_disk_left_bytes", "gauge", "What the disk has left", _one(disk.left)),
        ("placa_problem", "gauge", "Whether there is a problem",
         [({"problem": one.value}, one in engine.problems.present) for one in EngineProblem]),
        ("placa_connections_refused_total", "counter",
         "Connections to places that nobody configured, refused", _one(refused())),
        *_cameras(engine),
        *_process(),
    ]  # fmt: skip
    return web.Response(text=_text(metrics), headers={"Content-Type": "text/plain; version=0.0.4"})


def _cameras(engine: Engine) -> Iterator[Metric]:
    cameras = engine.cameras.all
    states = [
        ({"camera": one.camera_id, "state": state.value}, one.state is state)
        for one in cameras
        for state in CameraState
    ]
    rates = [({"camera": one.camera_id}, one.fps or 0.0) for one in cameras]
    yield "placa_camera_state", "gauge", "Whether a camera is in a state", states
    yield "placa_camera_frames_per_second", "gauge", "The rate of a camera's pictures", rates


def _process() -> Iterator[Metric]:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    threads, files = (len([*Path(f"/proc/self/{name}").iterdir()]) for name in ("task", "fd"))
    yield "process_cpu_seconds_total", "counter", "Processor time", _one(time.process_time())
    yield (
        "process_resident_memory_bytes", "gauge", "Memory",
        _one(pages * os.sysconf("SC_PAGE_SIZE")),
    )  # fmt: skip
    yield "process_open_fds", "gauge", "File descriptors", _one(files)
    yield "process_threads", "gauge", "Threads", _one(threads)


def _one(value: float) -> list[Sample]:
    return [({}, value)]


def _text(metrics: Iterable[Metric]) -> str:
    lines: list[str] = []
    for name, kind, meaning, samples in metrics:
        lines += (f"# HELP {name} {meaning}", f"# TYPE {name} {kind}")
        for labels, value in samples:
            given = ",".join(f'{label}="{text}"' for label, text in labels.items())
            lines.append(f"{name}{{{given}}} {float(value)!r}")
    return "\n".join(lines) + "\n"
