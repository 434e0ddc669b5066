"""Where the engine connects to, as the kernel sees it: FFmpeg and all libraries included."""

import asyncio
import os
from pathlib import Path
import re
import signal
import socket
import sys
from typing import Any

from tests.engine.support.http_camera import http_camera
from tests.engine.support.moving_plate import drive_by, write_h264
from tests.engine.support.odd_rtsp_camera import BASIC, PASSWORD, USERNAME, odd_rtsp_camera
from tests.engine.support.service import ADDON, Service
from tests.engine.support.tiny_networks import scene

PLACE = re.compile(r'sin6?_port=htons\((\d+)\).*?"([0-9a-fA-F.:]+)"')
RELAY = "127.0.0.1"
"""FFmpeg connects to the engine itself."""

CAMERA, REDIRECTING, CANARY = "127.0.0.3", "127.0.0.4", "127.0.0.9"


async def test_the_engine_connects_to_its_cameras_and_nowhere_else(
    write_config: Any, tmp_path: Path
) -> None:
    """A camera that streams, one that redirects to a canary and to a name, one that is away."""
    clip = write_h264(tmp_path / "street.h264", drive_by("AB12CDE", still=5, moving=10, after=5))
    calls = tmp_path / "calls"
    with (
        odd_rtsp_camera(clip, CAMERA, challenges=(BASIC,)) as camera,
        odd_rtsp_camera(None, REDIRECTING) as hostile,
        odd_rtsp_camera(None, REDIRECTING) as naming,
        http_camera([scene()]) as pictures,
        socket.create_server((CANARY, 0)) as canary,
    ):
        away = f"rtsp://{CANARY}:{canary.getsockname()[1]}/"
        hostile.redirects = {("DESCRIBE", "/drive"): away, ("OPTIONS", "/drive"): away}
        naming.redirects = {("DESCRIBE", "/drive"): "rtsp://canary.invalid/"}
        addresses = {
            "street": f"rtsp://{CAMERA}:{camera.port}/drive",
            "hostile": f"rtsp://{REDIRECTING}:{hostile.port}/drive",
            "naming": f"rtsp://{REDIRECTING}:{naming.port}/drive",
            "elsewhere": f"{pictures.address}/elsewhere",
        }
        login = {"username": USERNAME, "password": PASSWORD}
        config = write_config(
            cameras=[
                {"camera_id": name, "name": name, "url": url, **login}
                for name, url in addresses.items()
            ]
        )
        service = Service(
            await asyncio.create_subprocess_exec(
                "strace", "-f", "-qq", "--seccomp-bpf", "-e", "signal=none",
                "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o", str(calls),
                sys.executable, "-m", "placa_engine.cli", "serve", "--config", str(config),
                stderr=asyncio.subprocess.PIPE, cwd=tmp_path,
                env={**os.environ, "PYTHONPATH": str(ADDON)},
            )
        )  # fmt: skip
        try:
            await service.line("Camera street is streaming")
            async with asyncio.timeout(60):
                while min(len(hostile.asked), len(naming.asked), len(pictures.asked)) < 4:  # noqa: ASYNC110  # lists tell nobody
                    await asyncio.sleep(0.1)
        finally:
            end_children(service.process.pid)
            await service.end()
        canary.setblocking(False)
        own = {RELAY, CAMERA, REDIRECTING}
    reached = {found[2] for found in PLACE.finditer(calls.read_text(encoding="utf-8"))}
    assert reached == own
    assert "AF_INET, sin_port=htons(53)" not in calls.read_text(encoding="utf-8")


def end_children(pid: int) -> None:
    """Ask what a process runs to end, and not itself: `strace` would leave the engine behind."""
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text(encoding="ascii").split():
            os.kill(int(child), signal.SIGTERM)
