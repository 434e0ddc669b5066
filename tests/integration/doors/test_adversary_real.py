"""Real plates, read by the real engine, open no door of the plate next to theirs.

The engine runs in its own environment and tells what it makes of each pass; the doors
judge that here. Needs the shared data, see conftest.py.
"""

from collections.abc import Callable
import json
import os
from pathlib import Path
import subprocess
from typing import Any

import pytest
from support.adversary import opens, wrongly_opened
from support.number_plates import NumberPlate, neighbors
from support.people import sighting

from custom_components.placa.client.models import SecondOpinion, Sighting

_ROOT = Path(__file__).parents[3]
_PYTHON = os.environ.get("PLACA_ENGINE_PYTHON", str(_ROOT / ".venvs/engine/bin/python"))
_LABELS = str.maketrans("OI", "01")
"""The labels of the shared data do not tell 0 from O, nor 1 from I."""


@pytest.fixture(scope="module")
def passes() -> list[dict[str, Any]]:
    """What the engine says of every clip and still, a few minutes' work."""
    command = [_PYTHON, "-m", "benchmarks.passes", "--shared", os.environ["PLACA_SHARED"]]
    paths = os.pathsep.join((str(_ROOT), str(_ROOT / "addon")))
    told = subprocess.run(
        command, cwd=_ROOT, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, check=True
    )
    return [json.loads(line) for line in told.stdout.splitlines()]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("kind", "least"), [("clip", 0.9), ("still", 0.6)])
def test_a_real_plate_opens_its_own_door_and_no_other(
    passes: list[dict[str, Any]],
    kind: str,
    least: float,
    record_property: Callable[[str, object], None],
) -> None:
    seen = [one for one in passes if one["kind"] == kind]
    readable = right = doors = 0
    wrong: dict[str, set[str]] = {}
    for one in seen:
        updates = [as_sighting(update) for update in one["updates"]]
        own = {plate.translate(_LABELS) for plate in one["plates"]}
        near = (neighbors(NumberPlate("", (plate[:3], plate[3:]))) for plate in one["plates"])
        others = {
            other
            for other in {update.text for update in updates}.union(*near)
            if other.translate(_LABELS) not in own
        }
        doors += len(others)
        readable += bool(own)
        right += any(
            opens(update.text, update)
            for update in updates
            if update.text.translate(_LABELS) in own
        )
        if opened := wrongly_opened(others, updates):
            wrong[one["picture"]] = opened
    record_property(
        "measured",
        f"real {kind}s: {right} of {readable} cars let in, "
        f"{len(wrong)} of {doors} doors of other plates opened",
    )
    assert wrong == {}
    assert right >= least * readable


def as_sighting(update: dict[str, Any]) -> Sighting:
    opinion = SecondOpinion(update["second_opinion"])
    return sighting(**update | {"second_opinion": opinion})
