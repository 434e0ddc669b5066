from hypothesis import given, strategies as st
import pytest

from placa_engine.plates.alphabet import ALPHABET
from placa_engine.plates.confusables import fold
from placa_engine.plates.country_prior import READ
from placa_engine.plates.pattern_prior import as_usual
from placa_engine.plates.reading import CharReading, PlateReading
from tests.engine.support.torn_reading import torn

symbols = st.sampled_from(ALPHABET)
shares = st.lists(st.tuples(symbols, st.floats(0.0, 1.0), symbols), min_size=1, max_size=13)


@pytest.mark.parametrize(
    ("text", "place", "other", "usual"),
    [
        ("BA3020Z", 5, "O", "BA302OZ"),
        ("0L123AB", 0, "O", "OL123AB"),
        ("ABC1Z34", 4, "2", "ABC1234"),
        ("AB12CDE", 3, "Z", "AB12CDE"),
    ],
)
def test_of_two_look_alikes_the_one_in_the_commoner_pattern_is_taken(
    text: str, place: int, other: str, usual: str
) -> None:
    assert as_usual(torn(text, place, other, 0.8)).text == usual


def test_what_is_common_makes_a_doubtful_character_surer_and_another_less_sure() -> None:
    assert as_usual(torn("AB12CDE", 2, "I", 0.8)).confidence > 0.9
    assert as_usual(torn("A812CDE", 1, "B", 0.96)).confidence < 0.9


@pytest.mark.parametrize(
    "reading",
    [
        torn("BA3020Z", 5, "O", 0.985),
        torn("BA3020Z", 5, "C", 0.6),
        torn("DL123AB", 0, "O", 0.6),
        PlateReading(()),
    ],
    ids=["read surely", "no look-alikes", "the same pattern", "nothing read"],
)
def test_else_a_reading_stays_as_it_is(reading: PlateReading) -> None:
    usual = as_usual(reading)
    assert usual.text == reading.text
    assert usual.confidence == pytest.approx(reading.confidence)


def test_the_commonest_pattern_does_not_outweigh_what_was_read_surely() -> None:
    assert as_usual(torn("L0716L", 1, "O", 0.95)).text == "L0716L"


def test_a_pattern_that_nobody_counted_is_not_impossible() -> None:
    assert as_usual(torn("1A2B3C4D5E0", 10, "O", 0.9)).text == "1A2B3C4D5E0"


@given(shares)
def test_nothing_is_added_removed_or_made_of_what_was_not_read(
    chars: list[tuple[str, float, str]],
) -> None:
    reading = PlateReading(
        tuple(
            CharReading(char, own, ((other, 1 - own),) if other != char else ())
            for char, own, other in chars
        )
    )
    usual = as_usual(reading)
    assert fold(usual.text) == fold(reading.text)
    for before, after in zip(reading.chars, usual.chars, strict=True):
        read = {before.char, *(other for other, share in before.alternatives if share >= READ)}
        assert after.char in read
        assert after.confidence <= before.confidence + sum(s for _, s in before.alternatives) + 1e-9
