from collections.abc import Iterator
from pathlib import Path

import pytest

from placa_training.renderer import fonts


@pytest.fixture
def only_bundled_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Render with the fonts of the repository alone, so that every machine renders the same."""
    monkeypatch.setenv("PLACA_FONTS", str(tmp_path / "no-fonts"))
    fonts.forget_what_is_at_hand()
    yield
    fonts.forget_what_is_at_hand()
