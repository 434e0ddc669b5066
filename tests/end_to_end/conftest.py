"""End to end: real processes, real RTSP, a real Home Assistant. No part is imitated.

With PLACA_SHARED=DIR the real clips in DIR are required; without it their tests are not
collected, and the rendered clip stands alone.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
os.environ.setdefault("PLACA_HA_PYTHON", str(ROOT / ".venvs/home-assistant/bin/python"))

if "PLACA_SHARED" not in os.environ:
    collect_ignore = ["test_real_clips.py", "test_reasons.py"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "end_to_end: starts real processes and takes minutes")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.end_to_end)
            item.add_marker(pytest.mark.timeout(420))
