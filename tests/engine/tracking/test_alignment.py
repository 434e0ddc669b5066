from hypothesis import given, strategies as st
import numpy as np
import pytest

from placa_engine.plates.alphabet import ALPHABET, SYMBOLS, char_probabilities
from placa_engine.tracking.alignment import Alignment, align, with_doubt
from tests.engine.support.plate_stories import reading

texts = st.text(ALPHABET, min_size=1, max_size=9)
confidences = st.floats(0.0, 1.0)


def laid(read: str, along: str) -> Alignment:
    return align(char_probabilities(reading(read)), along)


@given(texts)
def test_a_text_lies_along_itself(text: str) -> None:
    alignment = laid(text, text)
    assert alignment.places == tuple(range(len(text)))
    assert not any(alignment.insertions)


@given(texts, texts)
def test_every_character_has_one_place_and_their_order_stays(read: str, along: str) -> None:
    alignment = laid(read, along)
    assert len(alignment.places) == len(along)
    assert len(alignment.insertions) == len(along) + 1
    order = list(alignment.insertions[0])
    for index, place in enumerate(alignment.places):
        order += [] if place is None else [place]
        order += alignment.insertions[index + 1]
    assert order == list(range(len(read)))


def test_a_missing_character_leaves_its_place_empty() -> None:
    assert laid("AB2CDE", "AB12CDE").places == (0, 1, None, 2, 3, 4, 5)


def test_an_additional_character_has_a_place_between() -> None:
    alignment = laid("AB1X2CDE", "AB12CDE")
    assert alignment.places == (0, 1, 2, 4, 5, 6, 7)
    assert alignment.insertions[3] == (3,)


def test_half_a_plate_lies_at_its_own_end() -> None:
    assert laid("2CDE", "AB12CDE").places == (None, None, None, 0, 1, 2, 3)
    assert laid("AB1", "AB12CDE").places == (0, 1, 2, None, None, None, None)


def test_a_named_alternative_finds_its_place() -> None:
    """B is read as 8, but might be a B: then it stands where the B stands."""
    rows = char_probabilities(reading("A8", 0.6, {1: (("B", 0.35),)}))
    assert align(rows, "AXB").places == (0, None, 1)


@given(texts, confidences, confidences)
def test_rows_are_probabilities(text: str, confidence: float, other: float) -> None:
    rows = char_probabilities(reading(text, confidence, {0: (("", other), ("7", other))}))
    assert rows.shape == (len(text), SYMBOLS)
    assert np.all((rows >= 0.0) & (rows <= 1.0))
    assert np.allclose(rows.sum(axis=1), 1.0)
    doubted = with_doubt(rows)
    assert np.allclose(doubted.sum(axis=1), 1.0)
    assert doubted.max() < 0.91


@pytest.mark.parametrize("text", ["ä", "a", "-", "零"])
def test_characters_that_no_reader_gives_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="0-9 and A-Z"):
        char_probabilities(reading(text))
