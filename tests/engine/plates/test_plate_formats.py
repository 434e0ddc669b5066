from hypothesis import given, settings, strategies as st
import pytest

from placa_engine.plates.alphabet import ALPHABET
from placa_engine.plates.confusables import fold
from placa_engine.plates.formats import PlateFormat, known_countries, plate_format
from placa_engine.plates.reading import CharReading, PlateReading
from placa_engine.tracking.fusion import Evidence, FusedPlate, fuse
from tests.engine.support.torn_reading import torn

countries = st.sampled_from(known_countries())
LEGAL = {
    "AT": ["W12345A", "GU123AB", "L1ABC"],
    "BE": ["1ABC234"],
    "BG": ["CB1234AB"],
    "BR": ["ABC1234", "ABC1D23"],
    "CH": ["ZH123456"],
    "CZ": ["1A23456"],
    "DE": ["BAB1234", "MXY12E"],
    "DK": ["AB12345"],
    "ES": ["1234BCD", "M1234AB"],
    "FR": ["AB123CD", "1234AB75"],
    "GB": ["AB12CDE", "A123BCD"],
    "IE": ["12D12345", "231D1"],
    "IN": ["KA01AB1234"],
    "IT": ["CM852DJ"],
    "NL": ["43JSRT", "32LBD6", "ZDPB67", "VD020P", "77TRSH"],
    "NO": ["EL12345"],
    "PL": ["WA12345", "KR1AB23"],
    "PT": ["AB12CD"],
    "SE": ["ABC123", "ABC12D"],
    "TR": ["34ABC12"],
    "UA": ["AA1234BB"],
}


def of(country: str) -> PlateFormat:
    found = plate_format(country)
    assert found is not None
    return found


def fused_with(country: str | None, *readings: PlateReading) -> FusedPlate:
    evidence = Evidence()
    for reading in readings:
        evidence = evidence.with_reading(reading)
    return fuse(evidence, plate_format(country))


@st.composite
def readings(draw: st.DrawFn) -> PlateReading:
    chars = []
    for char in draw(st.text(ALPHABET, min_size=1, max_size=8)):
        confidence = draw(st.floats(0.2, 1.0))
        others = draw(st.lists(st.sampled_from(ALPHABET), max_size=2, unique=True))
        share = (1.0 - confidence) / max(1, len(others))
        chars.append(CharReading(char, confidence, tuple((o, share) for o in others if o != char)))
    return PlateReading(tuple(chars))


def test_about_thirty_countries_are_known() -> None:
    assert len(known_countries()) >= 25
    assert all(len(country) == 2 and country.isupper() for country in known_countries())


@pytest.mark.parametrize(("country", "text"), [(c, t) for c, ts in LEGAL.items() for t in ts])
def test_plates_of_the_country_are_legal(country: str, text: str) -> None:
    assert of(country).is_legal(text)


@pytest.mark.parametrize("country", known_countries())
def test_no_country_has_a_plate_without_a_digit_or_longer_than_eleven(country: str) -> None:
    form = of(country)
    assert form.patterns
    assert all("0" in pattern and 2 <= len(pattern) <= 11 for pattern in form.patterns)
    assert not form.is_legal("ABCDEF")
    assert not form.is_legal("")


def test_a_country_is_found_in_any_case_and_an_unknown_one_is_none() -> None:
    assert plate_format("nl") is plate_format("NL")
    assert plate_format("ZZ") is None
    assert plate_format(None) is None


def test_a_letter_where_only_a_digit_is_legal_is_tilted_to_the_digit_that_was_read_too() -> None:
    reading = torn("CMB52DJ", 2, "8", 0.5)
    assert fused_with(None, reading, reading).text == "CMB52DJ"
    assert fused_with("IT", reading, reading).text == "CM852DJ"
    assert fused_with("DE", reading, reading).text == "CMB52DJ"


def test_a_sure_reading_stands_against_the_format() -> None:
    reading = torn("CMB52DJ", 2, "8", 0.96)
    assert fused_with("IT", *[reading] * 3).text == "CMB52DJ"


def test_a_legal_text_is_left_alone() -> None:
    reading = torn("VD020P", 3, "Z", 0.5)
    assert fused_with("NL", reading) == fused_with(None, reading)


@given(st.lists(readings(), min_size=1, max_size=4), countries)
@settings(max_examples=150, deadline=None)
def test_a_format_changes_only_look_alikes_that_were_read(
    seen: list[PlateReading], country: str
) -> None:
    plain, tilted = fused_with(None, *seen), fused_with(country, *seen)
    assert fold(tilted.text) == fold(plain.text)
    read = {
        candidate
        for one in seen
        for char in one.chars
        for candidate in (char.char, *(other for other, _ in char.alternatives))
    }
    assert set(tilted.text) <= read
    assert tilted.frames_read == plain.frames_read
    assert all(0.0 <= char.confidence <= 1.0 for char in tilted.chars)
    if plate_format(country) and of(country).is_legal(plain.text):
        assert tilted == plain
