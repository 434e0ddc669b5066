"""Every language says everything, with the same values in its sentences."""

from collections.abc import Iterator
import json
from pathlib import Path
import string
from typing import Any

import pytest

TRANSLATIONS = Path(__file__).parents[3] / "custom_components" / "placa" / "translations"
OTHERS = sorted(path.stem for path in TRANSLATIONS.glob("*.json") if path.stem != "en")


def flat(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the keys that lead to it."""
    if isinstance(node, str):
        yield path, node
        return
    for key, value in node.items():
        yield from flat(value, f"{path}/{key}")


def texts_of(language: str) -> dict[str, str]:
    return dict(flat(json.loads((TRANSLATIONS / f"{language}.json").read_text())))


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_the_languages_of_the_panel_are_those_of_the_integration() -> None:
    panel = Path(__file__).parents[3] / "frontend" / "src" / "translations"
    assert sorted(path.stem for path in panel.glob("*.json") if path.stem != "en") == OTHERS


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_missing_and_none_is_left_over(language: str) -> None:
    assert texts_of(language).keys() == texts_of("en").keys()


@pytest.mark.parametrize("language", OTHERS)
def test_sentences_are_filled_with_the_same_values(language: str) -> None:
    english = texts_of("en")
    differing = {
        key
        for key, text in texts_of(language).items()
        if not text.strip() or placeholders(text) != placeholders(english[key])
    }
    assert differing == set()


@pytest.mark.parametrize("language", OTHERS)
def test_hardly_anything_is_left_in_english(language: str) -> None:
    """Names such as *Name* or *Problem* are the same in several languages; sentences are not."""
    english = texts_of("en")
    same = {
        text
        for key, text in texts_of(language).items()
        if text == english[key] and len(text.split()) > 3
    }
    assert same == set()
