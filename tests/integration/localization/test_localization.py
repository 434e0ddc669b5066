"""What people read comes from the translations, by code and values; Python writes none of it."""

import ast
from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import translation
from hypothesis import given
import pytest
from support.people import ENGLISH, TEXTS, all_circumstances, doors, matches, sightings
from support.plugin import MockConfigEntry

from custom_components.placa.access.circumstances import Circumstances, DoorState
from custom_components.placa.access.decision import Verdict, decide
from custom_components.placa.access.factor_conditions import GIVEN, FactorFinding
from custom_components.placa.access.policy import Door, DoorMode
from custom_components.placa.access.reasons import OpeningProblem, Reason, ReasonCode
from custom_components.placa.access.replay import Replayed
from custom_components.placa.client.models import CameraState, Direction, Sighting
from custom_components.placa.const import DOMAIN
from custom_components.placa.household.guest_pass import PassProblem
from custom_components.placa.household.vehicle import Match
from custom_components.placa.localization.reasons import clause, sentence
from custom_components.placa.localization.texts import Texts, form_texts

PACKAGE = Path(__file__).parents[3] / "custom_components" / "placa"
TREES = {path: ast.parse(path.read_text()) for path in sorted(PACKAGE.rglob("*.py"))}
PROSE = re.compile(r"[A-Za-z]{2,},? [A-Za-z{]|^[A-Z][a-z]+\b")
"""Two words in a row, or one that begins like a sentence."""

BESIDE_A_VALUE = re.compile(r"^,? [A-Za-z]{2,}|[A-Za-z]{2,} $")
"""A word before or after what is filled into a text."""

OWN_ERRORS = {"ValueError", "TypeError", "probatio.Invalid"} | {
    node.name
    for tree in TREES.values()
    for node in ast.walk(tree)
    if isinstance(node, ast.ClassDef) and node.name.endswith("Error")
}
"""Their texts go to the log at most: what people are told of an error is its translation.

Home Assistant has none for what a schema refuses.
"""

FOR_MACHINES = {
    *(
        "Authorization",
        "Bearer ",
        "Placa-API-Version",
        "Placa-Checkpoint",
        "Cache-Control",
        "Content-Disposition",
        "Content-Type",
    )
}
"""HTTP headers."""

EVERYWHERE_THE_SAME = {"Placa", " UTC", "PRAGMA secure_delete"}
FOR_LANGUAGE_MODELS = {"llm.py"}
"""Home Assistant gives what is written there to a model, and shows it to nobody."""


def prose_of(tree: ast.AST) -> Iterator[str]:
    """Every text that reads like language, but for docstrings and what developers see."""
    skipped: set[int] = set()
    in_texts: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            skipped.add(id(node.value))
        if is_for_developers(node):
            skipped |= {id(below) for below in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            in_texts |= {id(value) for value in node.values}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        beside = id(node) in in_texts and BESIDE_A_VALUE.search(node.value)
        if id(node) not in skipped and (beside or PROSE.search(node.value)):
            yield node.value


def is_for_developers(node: ast.AST) -> bool:
    """The log, errors that are never shown, the names of tasks."""
    if not isinstance(node, ast.Call):
        return False
    called = ast.unparse(node.func)
    return (
        called.startswith("LOGGER.")
        or called.endswith(("_task", "super().__init__"))
        or called in OWN_ERRORS
    )


@pytest.mark.parametrize("path", TREES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_nothing_that_people_read_is_written_in_python(path: Path) -> None:
    if path.name not in FOR_LANGUAGE_MODELS:
        assert set(prose_of(TREES[path])) <= FOR_MACHINES | EVERYWHERE_THE_SAME


@pytest.mark.parametrize(
    "code",
    [
        'title = "Opened by hand"',
        'title = f"{who} waits"',
        'title = f"{door} is waiting. Open?"',
        'return "Open"',
        'show(message="the door is open")',
        'raise HomeAssistantError("It failed badly")',
    ],
)
def test_a_sentence_in_python_would_be_found(code: str) -> None:
    assert any(prose_of(ast.parse(f"def show():\n    {code}")))


@pytest.mark.parametrize(
    "code",
    [
        '"""Docstring of it."""',
        'LOGGER.info("It is so")',
        'raise InvalidAnswerError("it is no answer")',
        'return "a_code"',
        'return f"{entry}_code"',
    ],
)
def test_what_nobody_is_shown_is_left_alone(code: str) -> None:
    assert not list(prose_of(ast.parse(f"def show():\n    {code}\n    return 1")))


PROBLEMS: dict[ReasonCode, set[str]] = {
    ReasonCode.GUEST: {problem.value for problem in PassProblem},
    ReasonCode.ACTED: {problem.value for problem in OpeningProblem},
    ReasonCode.ZONE: {"", "other_camera"},
    ReasonCode.RIGID_MOTION: {"", "not_known"},
}
NEVER_HOLDS_ASKED = {ReasonCode.ACTED, ReasonCode.SECOND_FACTOR}
MAY_GO_UNASKED = {
    *(ReasonCode.EXACT, ReasonCode.SECOND_READER, ReasonCode.CONFIRMED, ReasonCode.MOVED),
    *(ReasonCode.SEEN_COMING, ReasonCode.RIGID_MOTION, ReasonCode.ZONE, ReasonCode.CAMERA_HEALTH),
    *(ReasonCode.FROZEN, ReasonCode.GUEST, ReasonCode.SCHEDULE, ReasonCode.ALARM),
    *(ReasonCode.VISIT, ReasonCode.CLOSED, ReasonCode.SECOND_FACTOR),
}


def keys() -> Iterator[str]:
    """Every key that a code leads to."""
    for code in ReasonCode:
        if code not in NEVER_HOLDS_ASKED:
            yield f"reason_{code}_holds"
        if code in MAY_GO_UNASKED:
            yield f"reason_{code}_not_asked"
        if code is not ReasonCode.SECOND_FACTOR:
            for problem in PROBLEMS.get(code, {""}):
                ending = f"_{problem}" if problem else ""
                yield f"reason_{code}_fails{ending}"
                yield f"because_{code}{ending}"
    for finding in FactorFinding:
        yield f"factor_{finding}"
        if finding not in GIVEN:
            yield f"because_factor_{finding}"
    for mode in (DoorMode.ARMED, DoorMode.SHADOW):
        yield f"mode_{mode}"
    for verdict in Verdict:
        yield from (f"deed_{verdict}", f"explained_{verdict}")
    yield from (f"direction_{direction}" for direction in Direction)
    yield from (f"camera_state_{state}" for state in [*CameraState, "gone"])
    yield from (f"door_state_{state}" for state in DoorState)
    yield from (f"replay_{replayed}" for replayed in Replayed)


def test_every_code_has_its_text_and_every_text_its_code() -> None:
    written = {
        node.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    by_code = set(keys())
    models = {key for key in ENGLISH if key.startswith("model_")}
    messages = {f"confirmation_message{how}" for how in ("", "_named", "_with_plate")}
    assert by_code <= set(ENGLISH)
    assert set(ENGLISH) - by_code - models - messages <= written


def test_no_text_says_how_a_figure_is_written() -> None:
    """The frontend reads the same texts, in another syntax for figures."""
    assert [text for text in ENGLISH.values() if re.search(r"\{\w*[^\w}]", text)] == []


@given(doors, sightings, matches, all_circumstances)
def test_every_reason_of_every_decision_is_told_in_full(
    door: Door, seen: Sighting, found: Match, now: Circumstances
) -> None:
    for reason in decide(door, seen, found, now).reasons:
        for told in (sentence(TEXTS, reason), *([] if reason.ok else [clause(TEXTS, reason)])):
            assert " " in told
            assert "{" not in told
            assert not told.startswith(("reason_", "because_", "factor_"))


def test_a_text_that_is_missing_is_told_by_its_key() -> None:
    assert Texts({}, {})("gone_door") == "gone_door"


@pytest.mark.parametrize("spoilt", ["{door} ist {wo}", "{door", "{door:d}", "{0}"])
def test_a_translation_that_cannot_be_filled_gives_way_to_english(spoilt: str) -> None:
    texts = Texts({"told": spoilt}, {"told": "{door} is here"})
    assert texts("told", door="Garage") == "Garage is here"


GERMAN = {
    "reason_live_fails": "Das Fahrzeug ist nicht mehr zu sehen.",
    "door_deed": "{deed}: {door}.",
    "deed_granted": "Geöffnet für {whom}",
}


@pytest.fixture
def german(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Home Assistant read German, of which only some texts are translated."""
    cache = translation._async_get_translations_cache(hass)
    cache.cache_data = type(cache.cache_data)({}, {})  # that of all tests knows no German
    read = {"de": {DOMAIN: {"common": GERMAN}}}

    def load(files: dict[str, Any]) -> dict[str, Any]:
        return {language: read.get(language) or {DOMAIN: {"common": ENGLISH}} for language in files}

    monkeypatch.setattr(translation, "_load_translations_files_by_language", load)


async def test_people_read_the_language_of_home_assistant_and_english_for_the_rest(
    hass: HomeAssistant, german: None
) -> None:
    hass.config.language = "de"
    await translation.async_get_translations(hass, "de", "common", [DOMAIN])
    texts = Texts.of(hass)
    lost = Reason(ReasonCode.LIVE, ok=False)
    assert sentence(texts, lost) == "Das Fahrzeug ist nicht mehr zu sehen."
    assert clause(texts, lost) == "the vehicle is no longer in view"
    assert texts("door_deed", door="Garage", deed=texts("deed_granted", whom="Van")) == (
        "Geöffnet für Van: Garage."
    )


async def test_while_a_language_is_being_read_people_read_english(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    hass.config.language = "de"
    assert Texts.of(hass)("gone_door") == "A door that is gone"
    assert form_texts(hass, "vehicle")["error.invalid_plate"]
