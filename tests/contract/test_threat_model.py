"""Each test that the documents name is there."""

from pathlib import Path
import re

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("threat-model.md", "connection.md")
TEXT = "".join((ROOT / "docs" / name).read_text() for name in DOCUMENTS)
NAMED = sorted(set(re.findall(r"`(tests/\S+\.py)::(\w+)`", TEXT)))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_each_threat_that_is_called_mitigated_is_attacked(file: str, name: str) -> None:
    assert re.search(rf"^(async )?def {name}\(", (ROOT / file).read_text(), re.MULTILINE)


def test_threats_are_named() -> None:
    assert len(NAMED) > 10
