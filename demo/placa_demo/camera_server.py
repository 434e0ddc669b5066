"""The demo's camera: GStreamer's RTSP server where it is installed, else MJPEG over HTTP."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
import os
from pathlib import Path
import subprocess
import sys

from placa_demo.processes import Child, child

_NEEDS = (
    "import gi; gi.require_version('GstRtspServer', '1.0'); "
    "from gi.repository import Gst, GstRtspServer; Gst.init(None); "
    "raise SystemExit(not all(map(Gst.ElementFactory.find, "
    "('appsrc', 'h264parse', 'rtph264pay'))))"
)


@dataclass(frozen=True, slots=True)
class Idle:
    """What a camera shows again and again: an H.264 file, and its pictures per second."""

    clip: Path
    fps: int


class CameraServer:
    """A process that serves cameras and is told what they show."""

    def __init__(self, process: Child, scheme: str, port: int) -> None:
        self.process = process
        self._base = f"{scheme}://127.0.0.1:{port}"
        self._began: dict[str, asyncio.Queue[float]] = defaultdict(asyncio.Queue)
        self._played: dict[str, asyncio.Queue[None]] = defaultdict(asyncio.Queue)
        self._listening = asyncio.create_task(self._listen())

    @property
    def speaks_rtsp(self) -> bool:
        """Whether it is the RTSP server."""
        return self._base.startswith("rtsp")

    @property
    def language(self) -> str:
        """What it speaks, for people."""
        return "RTSP" if self.speaks_rtsp else "MJPEG over HTTP"

    def url(self, camera: str) -> str:
        """Where a camera can be watched."""
        return f"{self._base}/{camera}"

    async def loop(self, camera: str, clip: Path) -> float:
        """Show a clip from now on; returns the wall time (s) of its first picture."""
        await self.process.tell(f"loop {camera} {clip}")
        return await self._began[camera].get()

    async def play(self, camera: str, clip: Path) -> float:
        """Show a clip once; returns the wall time (s) of its first picture."""
        await self.process.tell(f"play {camera} {clip}")
        return await self._began[camera].get()

    async def played(self, camera: str) -> None:
        """Wait until the clip that `play` began is over."""
        await self._played[camera].get()

    async def close(self) -> None:
        """Stop listening to the process."""
        self._listening.cancel()

    async def _listen(self) -> None:
        while True:
            match (await self.process.line()).split():
                case ["BEGAN", camera, seconds]:
                    self._began[camera].put_nowait(float(seconds))
                case ["PLAYED", camera]:
                    self._played[camera].put_nowait(None)
                case _:
                    pass


def rtsp_python() -> str | None:
    """Return the Python that has GStreamer's RTSP server ($PLACA_RTSP_PYTHON), if it has."""
    python = os.environ.get("PLACA_RTSP_PYTHON", "/usr/bin/python3")
    try:
        found = subprocess.run([python, "-c", _NEEDS], capture_output=True, check=False)  # noqa: S603 - the user's own choice of Python
    except OSError:
        return None
    return python if found.returncode == 0 else None


@asynccontextmanager
async def camera_server(
    cameras: Mapping[str, Idle], log: Path, *, width: int | None = None
) -> AsyncIterator[CameraServer]:
    """Serve cameras that show what they show when idle until told otherwise.

    With `width` the server speaks MJPEG with pictures that wide, every second one left out:
    a view for a browser.
    """
    python = rtsp_python() if width is None else None
    if python:
        command = [python, str(Path(__file__).with_name("rtsp_server.py"))]
    else:
        command = [sys.executable, "-m", "placa_demo.mjpeg_camera"]
    if width is not None:
        command += ["--width", str(width), "--every", "2"]
    for name, idle in cameras.items():
        command += ["--camera", f"{name}={idle.clip}@{idle.fps}"]
    async with child("the camera", command, log, talks=True) as process:
        port = int((await process.line()).removeprefix("READY "))
        server = CameraServer(process, "rtsp" if python else "http", port)
        try:
            yield server
        finally:
            await server.close()
