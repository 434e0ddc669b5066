"""One word for one thing, figures as people say them."""

import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.placa.access.reasons import Reason, ReasonCode
from custom_components.placa.localization.reasons import sentence
from custom_components.placa.localization.texts import Texts

TRANSLATIONS = Path(__file__).parents[2] / "custom_components" / "placa" / "translations"
ENGLISH: dict[str, Any] = json.loads((TRANSLATIONS / "en.json").read_text())
TEXTS = Texts(ENGLISH["common"], {})


def flat(node: Any, path: str = "") -> dict[str, str]:
    """Every text by the keys that lead to it."""
    if isinstance(node, str):
        return {path: node}
    return {
        key: text
        for name, below in node.items()
        for key, text in flat(below, f"{path}/{name}").items()
    }


EVERY = flat(ENGLISH)


def test_an_engine_is_added_and_no_hub() -> None:
    assert ENGLISH["config"]["initiate_flow"]["user"] == "Add engine"
    assert not [text for text in EVERY.values() if re.search(r"\bhub\b", text, re.IGNORECASE)]


def test_a_wrong_path_says_that_the_camera_answers() -> None:
    errors = ENGLISH["config_subentries"]["camera"]["error"]
    assert errors["no_such_stream"] == "The camera answers, but has no stream of this name."
    assert errors["login_missing"] == "The camera asks for a user name and password."


@pytest.mark.parametrize("kind", ["vehicle", "guest_pass"])
def test_errors_name_the_plate_and_the_vehicle(kind: str) -> None:
    errors = ENGLISH["config_subentries"][kind]["error"]
    assert errors["plate_taken"] == "{plate} belongs to {vehicle} already."
    assert all("{plate}" in errors[code] for code in ("invalid_plate", "unreadable_letter"))


def test_nobody_is_asked_for_numbers_from_0_to_1() -> None:
    shares = re.compile(r"\b0\.\d|from 0 to 1\b", re.IGNORECASE)
    assert not [text for text in EVERY.values() if shares.search(text)]


def test_a_door_is_opened_and_never_granted() -> None:
    assert not [text for text in EVERY.values() if re.search(r"\bgranted\b", text, re.IGNORECASE)]


def test_where_a_camera_looks_has_one_name() -> None:
    choices = ENGLISH["selector"]["camera_facing"]["options"]
    states = ENGLISH["entity"]["select"]["facing"]["state"]
    assert {key: text.partition(":")[0] for key, text in choices.items()} == states
    steps = ENGLISH["config_subentries"]["camera"]["step"].values()
    assert {step["data"]["facing"] for step in steps if "facing" in step.get("data", {})} == {
        ENGLISH["entity"]["select"]["facing"]["name"]
    }


def test_how_far_a_car_came_is_told_in_percent() -> None:
    values = {"moved": 1.25, "moved_needed": 0.5, "growth": 1.4, "growth_needed": 1.25}
    told = sentence(TEXTS, Reason(ReasonCode.MOVED, ok=False, values=values))
    assert "its plate moved by 125% of its width (50% needed)" in told
    assert "became 140% as wide (or 125% needed)" in told


def test_the_option_to_show_plates_says_who_sees_states() -> None:
    told = ENGLISH["options"]["step"]["shown"]["data_description"]["show_plates"]
    assert told.startswith("Every user of Home Assistant sees all states")
