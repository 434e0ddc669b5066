"""The app as users get it: what ships is parsed, built and started. Needs root and Debian.

`script/app test` builds the image first.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.app.container import Container, start


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture
def run_app(tmp_path: Path) -> Iterator[Callable[..., Container]]:
    """Start containers of the image; those still running at the end are killed."""
    started: list[Container] = []

    def run(*options: str, settings: object = None) -> Container:
        started.append(start(tmp_path / "data", *options, settings=settings))
        return started[-1]

    yield run
    for container in started:
        container.kill()
