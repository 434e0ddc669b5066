"""A real RTSP camera: GStreamer's server in a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import subprocess

from placa_engine.cameras.config import CameraConfig
from tests.engine.support.moving_plate import FPS

SERVER = Path(__file__).resolve().parents[3] / "demo" / "placa_demo" / "rtsp_server.py"

PYTHON = "/usr/bin/python3"


@contextmanager
def rtsp_camera(clip: Path, port: int = 0) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Play a clip again and again; give the server's process and its port."""
    server = subprocess.Popen(
        [PYTHON, str(SERVER), "--port", str(port), "--camera", f"drive={clip}@{FPS}"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        ready = server.stdout.readline().split()
        assert ready[:1] == ["READY"]
        yield server, int(ready[1])
    finally:
        server.kill()
        server.communicate()


def config(port: int, path: str = "drive") -> CameraConfig:
    return CameraConfig(camera_id="drive", name="Drive", url=f"rtsp://127.0.0.1:{port}/{path}")
