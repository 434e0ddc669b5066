"""A text that fits no pattern of the countries around needs more evidence, and none needs less."""

from hypothesis import given, strategies as st
import pytest

from placa_engine.plates.alphabet import ALPHABET
from placa_engine.plates.formats import is_legal_anywhere, is_legal_near, plate_format
from placa_engine.plates.pattern_doubt import STRANGE, with_pattern_doubt
from placa_engine.plates.reading import CharReading, PlateReading
from placa_engine.tracking.fusion import Evidence, FusedPlate, fuse
from tests.engine.support.plate_stories import reading

LEGAL, STRANGE_TEXT = "AB12CDE", "AB12C3E"
BULGARIAN, INDIAN = "CB1234AB", "KA01AB1234"

texts = st.text(ALPHABET, min_size=1, max_size=9)
shares = st.floats(0.01, 1.0)


def doubted(read: PlateReading, country: str | None = None) -> PlateReading:
    return PlateReading(with_pattern_doubt(read.chars, plate_format(country)))


def fused(text: str, frames: int, country: str | None = None) -> FusedPlate:
    evidence = Evidence()
    for _ in range(frames):
        evidence = evidence.with_reading(reading(text, 0.9))
    return fuse(evidence, plate_format(country))


@given(text=texts, confidence=shares)
def test_no_text_is_surer_and_none_changes_for_its_pattern(text: str, confidence: float) -> None:
    read = reading(text, confidence)
    assert doubted(read).text == text
    assert doubted(read).confidence <= read.confidence + 1e-9
    if is_legal_anywhere(text):
        assert doubted(read) == read


@given(confidence=st.floats(0.01, 0.99))
def test_a_strange_text_is_wrong_at_so_many_times_the_odds(confidence: float) -> None:
    after = doubted(reading(STRANGE_TEXT, confidence)).confidence
    assert (1 - after) / after == pytest.approx(STRANGE * (1 - confidence) / confidence)


def test_the_other_candidates_of_a_doubted_character_gain_what_it_loses() -> None:
    char = CharReading("8", 0.9, (("B", 0.06), ("", 0.04)))
    after = doubted(PlateReading((char,) * 9)).chars[0]
    assert after.confidence + sum(share for _, share in after.alternatives) == pytest.approx(1)
    assert after.alternatives[0][1] / after.alternatives[1][1] == pytest.approx(1.5)


def test_no_candidate_becomes_likelier_than_the_character_that_was_read() -> None:
    char = CharReading("8", 0.5, (("B", 0.49),))
    after = doubted(PlateReading((char,) * 9)).chars[0]
    assert after.alternatives[0][1] <= after.confidence


def test_a_pattern_of_another_continent_is_strange_and_one_of_a_neighbor_is_not() -> None:
    assert is_legal_near(BULGARIAN, plate_format("DE"))
    assert not is_legal_near(INDIAN, plate_format("DE"))
    assert is_legal_near(INDIAN, plate_format("IN"))
    assert is_legal_near(INDIAN, None)


def test_frames_of_a_strange_text_tell_less_and_more_frames_tell_enough() -> None:
    assert fused(LEGAL, 3).confidence > fused(STRANGE_TEXT, 3).confidence
    assert fused(STRANGE_TEXT, 4).confidence > fused(LEGAL, 2).confidence
    assert fused(INDIAN, 3, "DE").confidence < fused(INDIAN, 3, "IN").confidence
    assert fused(STRANGE_TEXT, 3).text == STRANGE_TEXT
