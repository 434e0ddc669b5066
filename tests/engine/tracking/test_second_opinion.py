from hypothesis import given, strategies as st
import pytest

from placa_engine.plates.formats import known_countries, plate_format
from placa_engine.plates.reading import CharReading, PlateReading
from placa_engine.tracking.second_opinion import MOST_LOOKS, second_opinion, wants_another_look
from placa_engine.tracking.sighting import SecondOpinion

TEXTS = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=9)
SURE = st.floats(0.0, 1.0)


def read(text: str, confidence: float = 0.95) -> PlateReading:
    return PlateReading(tuple(CharReading(char, confidence) for char in text))


AGREEING, OTHER, BLURRED = read("AB12CDE"), read("AB72XDE"), read("XW34CDE", 0.4)


def test_without_a_reading_there_is_no_opinion() -> None:
    assert second_opinion("AB12CDE", []) is SecondOpinion.NONE


LIKELY, LIKELY_OTHER = read("AB12CDE", 0.6), read("AB72CDE", 0.6)


@pytest.mark.parametrize(
    ("reading", "opinion"),
    [
        (read("AB12CDE"), SecondOpinion.AGREES),
        (read("ABI2CDE"), SecondOpinion.AGREES),
        (read("AB12CDE", 0.2), SecondOpinion.UNSURE),
        (read("AB12COE"), SecondOpinion.UNSURE),
        (read("AB72CDE"), SecondOpinion.DISAGREES),
        (read("AB12CDEX9"), SecondOpinion.UNSURE),
        (read("AB12CE"), SecondOpinion.UNSURE),
        (read("12CDE"), SecondOpinion.UNSURE),
        (read("AB72CDE", 0.8), SecondOpinion.UNSURE),
        (read(""), SecondOpinion.UNSURE),
    ],
    ids=[
        "the same text",
        "1 read as I, where only 1 makes it a plate",
        "the same text, but a guess",
        "only lookalikes differ",
        "surely another text",
        "more print around it",
        "a character dropped",
        "only a part",
        "another text, but a guess",
        "nothing",
    ],
)
def test_one_reading(reading: PlateReading, opinion: SecondOpinion) -> None:
    assert second_opinion("AB12CDE", [reading]) is opinion


@pytest.mark.parametrize(
    ("text", "other"), [("B011", "BO11"), ("ABI2CDE", "AB12CDE"), ("O0O", "00O")]
)
def test_0_and_o_may_tell_two_cars_apart(text: str, other: str) -> None:
    assert second_opinion(text, [read(other)]) is SecondOpinion.UNSURE


def test_the_cameras_country_tells_what_is_meant_where_others_leave_it_open() -> None:
    british, text, alike = plate_format("GB"), "VX12OSW", "VX120SW"
    assert second_opinion(text, [read(alike)]) is SecondOpinion.UNSURE
    assert second_opinion(text, [read(alike)], british) is SecondOpinion.AGREES
    assert second_opinion(alike, [read(text)], british) is SecondOpinion.UNSURE
    assert second_opinion("VX12DSW", [read(alike)], british) is SecondOpinion.UNSURE


@pytest.mark.parametrize(
    ("readings", "opinion"),
    [
        ((BLURRED, AGREEING), SecondOpinion.AGREES),
        ((OTHER, AGREEING), SecondOpinion.UNSURE),
        ((OTHER, AGREEING, AGREEING), SecondOpinion.AGREES),
        ((OTHER, BLURRED, BLURRED), SecondOpinion.DISAGREES),
        ((LIKELY_OTHER, AGREEING), SecondOpinion.UNSURE),
        ((LIKELY,), SecondOpinion.UNSURE),
        ((LIKELY, LIKELY), SecondOpinion.AGREES),
        ((LIKELY, LIKELY, LIKELY_OTHER), SecondOpinion.AGREES),
        ((LIKELY, LIKELY_OTHER, LIKELY_OTHER), SecondOpinion.UNSURE),
        ((LIKELY_OTHER, AGREEING, AGREEING), SecondOpinion.AGREES),
    ],
)
def test_most_of_the_readings_count(
    readings: tuple[PlateReading, ...], opinion: SecondOpinion
) -> None:
    assert second_opinion("AB12CDE", readings) is opinion


def test_an_agreement_is_enough_and_doubt_is_looked_at_three_times() -> None:
    assert wants_another_look("AB12CDE", [])
    assert not wants_another_look("AB12CDE", [AGREEING])
    assert wants_another_look("AB12CDE", [OTHER])
    assert wants_another_look("AB12CDE", [BLURRED, OTHER])
    assert not wants_another_look("AB12CDE", [BLURRED] * MOST_LOOKS)


@given(TEXTS, st.lists(st.builds(read, TEXTS, SURE), min_size=1, max_size=3))
def test_the_order_of_the_looks_does_not_matter(text: str, readings: list[PlateReading]) -> None:
    assert second_opinion(text, readings) is second_opinion(text, readings[::-1])


@given(TEXTS, TEXTS, SURE, st.sampled_from([None, *known_countries()]))
def test_only_the_same_letters_agree(
    text: str, other: str, confidence: float, country: str | None
) -> None:
    form = plate_format(country)
    if second_opinion(text, [read(other, confidence)], form) is SecondOpinion.AGREES:
        assert len(text) == len(other)
        pairs = {frozenset(pair) for pair in zip(text, other, strict=True) if len(set(pair)) == 2}
        assert pairs <= {frozenset("0O"), frozenset("1I")}
