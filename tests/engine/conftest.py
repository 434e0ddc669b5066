"""What the engine's tests share.

With PLACA_SHARED=DIR the real clips in DIR are required; without it their test is not there.
RTSP is tested with GStreamer's server where Debian's package of it is installed, wrong clocks
with libfaketime, destinations with strace, full disks where a small one may be mounted, by root.
"""

import json
import os
from pathlib import Path
import shutil
from typing import Any

import pytest

from placa_engine.vision.vision import Vision, load_vision
from tests.engine.support.tiny_networks import write_tiny_models

collect_ignore = (
    []
    if "PLACA_SHARED" in os.environ
    else ["tracking/test_fused_clips.py", "cameras/test_lazy_real_clips.py"]
)
if not any(Path("/usr/lib").glob("*/girepository-1.0/GstRtspServer-1.0.typelib")):
    collect_ignore += ["cameras/test_real_rtsp.py", "cameras/test_slow_links.py"]
if not any(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")):
    collect_ignore.append("test_wrong_clock.py")
if shutil.which("strace") is None:
    collect_ignore.append("test_destinations.py")
if os.geteuid() != 0:
    collect_ignore.append("test_full_disk.py")


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny networks' weights; copy it before changing it."""
    return write_tiny_models(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def tiny_vision(tiny_models: Path) -> Vision:
    """The tiny networks, ready to see."""
    return load_vision(tiny_models, threads=1)


@pytest.fixture
def write_config(tiny_models: Path, tmp_path: Path) -> Any:
    """Write a configuration with the tiny networks and some settings; give its path."""

    def write(**settings: Any) -> Path:
        path = tmp_path / "placa.json"
        content = {"models": str(tiny_models), "data": "data", "port": 0, **settings}
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write
