from collections.abc import Iterable
from itertools import permutations

from hypothesis import assume, given, settings, strategies as st
import pytest

from placa_engine.plates.alphabet import ALPHABET
from placa_engine.plates.reading import CharReading, PlateReading
from placa_engine.tracking.fusion import Evidence, FusedPlate, fuse
from tests.engine.support.plate_stories import reading

texts = st.text(ALPHABET, min_size=2, max_size=8)
weights = st.floats(0.35, 1.0)
sure = st.floats(0.7, 1.0)


@st.composite
def readings(draw: st.DrawFn, least: int = 0) -> PlateReading:
    """Any reading: also garbage, with any alternatives."""
    chars = []
    for char in draw(st.text(ALPHABET, min_size=least, max_size=9)):
        confidence = draw(st.floats(0.0, 1.0))
        others = draw(
            st.dictionaries(st.sampled_from(["", *ALPHABET]), st.floats(0, 1), max_size=3)
        )
        others.pop(char, None)
        share = (1.0 - confidence) / max(1.0, sum(others.values()))
        chars.append(
            CharReading(char, confidence, tuple((c, p * share) for c, p in others.items()))
        )
    return PlateReading(tuple(chars))


def evidence(all_readings: Iterable[PlateReading], weight: float = 1.0) -> Evidence:
    gathered = Evidence()
    for one in all_readings:
        gathered = gathered.with_reading(one, weight=weight)
    return gathered


def fused(*all_readings: PlateReading) -> FusedPlate:
    return fuse(evidence(all_readings))


def test_nothing_read_is_nothing() -> None:
    plate = fuse(Evidence())
    assert (plate.text, plate.confidence, plate.margin) == ("", 0.0, 0.0)


def test_an_empty_reading_counts_as_read_and_says_nothing() -> None:
    plate = fused(reading("AB12"), reading(""), reading("AB12"))
    assert (plate.text, plate.frames, plate.frames_read) == ("AB12", 2, 3)
    assert plate.confidence == fused(reading("AB12"), reading("AB12")).confidence


@given(texts)
def test_frames_that_agree_say_their_text(text: str) -> None:
    plate = fused(*[reading(text)] * 3)
    assert (plate.text, plate.frames, plate.frames_read) == (text, 3, 3)
    assert plate.confidence > 0.95
    assert plate.margin > 0.85


@given(st.lists(readings(), max_size=6))
@settings(max_examples=60, deadline=None)
def test_everything_is_a_probability(all_readings: list[PlateReading]) -> None:
    plate = fused(*all_readings)
    assert 0.0 <= plate.margin <= 1.0
    for char in plate.chars:
        both = (char.confidence, *(p for _, p in char.alternatives))
        assert all(0.0 <= p <= 1.0 for p in both)
        assert sum(both) <= 1.0 + 1e-9
        assert list(both) == sorted(both, reverse=True)
    assert plate.frames <= plate.frames_read == len(all_readings)
    assert plate.frames == sum(one.text == plate.text != "" for one in all_readings)


@given(st.lists(readings(), min_size=2, max_size=4))
@settings(max_examples=30, deadline=None)
def test_the_order_of_frames_does_not_matter(all_readings: list[PlateReading]) -> None:
    results = [fused(*order) for order in permutations(all_readings)]
    assert all(result == results[0] for result in results)


@given(st.lists(readings(), max_size=4))
@settings(max_examples=30, deadline=None)
def test_fusing_twice_gives_the_same(all_readings: list[PlateReading]) -> None:
    gathered = evidence(all_readings)
    assert fuse(gathered) == fuse(gathered)


@given(st.lists(readings(), max_size=4), st.lists(readings(), max_size=4))
@settings(max_examples=30, deadline=None)
def test_joined_evidence_is_as_if_gathered_at_once(
    early: list[PlateReading], late: list[PlateReading]
) -> None:
    joined = evidence(early).merged(evidence(late))
    assert fuse(joined) == fused(*early, *late)


@given(texts, sure, st.integers(3, 8), readings(), st.data())
@settings(max_examples=200, deadline=None)
def test_a_single_garbage_reading_never_changes_the_text(
    text: str, confidence: float, count: int, garbage: PlateReading, data: st.DataObject
) -> None:
    equal = [reading(text, confidence)] * count
    place = data.draw(st.integers(0, count))
    assert fused(*equal[:place], garbage, *equal[place:]).text == text


@given(texts, st.integers(3, 8), st.floats(0.5, 1.0), readings(), st.floats(0.35, 1.0))
@settings(max_examples=100, deadline=None)
def test_a_garbage_reading_of_a_large_plate_does_not_outweigh_three_small_ones(
    text: str, count: int, weight: float, garbage: PlateReading, heavier: float
) -> None:
    gathered = evidence([reading(text, 0.95)] * count, weight)
    assert fuse(gathered.with_reading(garbage, weight=heavier)).text == text


@st.composite
def misread(draw: st.DrawFn, text: str) -> str:
    """The text with up to two characters changed, left out or added."""
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(text)))
        new = draw(st.sampled_from(["", *ALPHABET]))
        text = text[:place] + new + text[place + draw(st.integers(0, 1)) :]
    return text


@st.composite
def frames_of_one_plate(draw: st.DrawFn) -> list[PlateReading]:
    text = draw(texts)
    seen = draw(st.lists(misread(text), min_size=1, max_size=5))
    return [reading(one, draw(st.floats(0.3, 1.0))) for one in (text, *seen)]


@given(frames_of_one_plate(), sure, weights)
@settings(max_examples=200, deadline=None)
def test_an_agreeing_reading_never_lowers_the_confidence(
    all_readings: list[PlateReading], confidence: float, weight: float
) -> None:
    gathered = evidence(all_readings)
    before = fuse(gathered)
    assume(before.text)
    assume(before.frames)  # the text is what most frames are laid along
    after = fuse(gathered.with_reading(reading(before.text, confidence), weight=weight))
    assert after.text == before.text
    assert after.confidence >= before.confidence - 1e-9


def test_what_all_frames_leave_open_stays_open() -> None:
    """Each may lack a character that nobody names: that is no better for being said thrice."""
    plate = fused(*[reading("AB12CDE", 0.7)] * 3)
    assert plate.text == "AB12CDE"
    assert plate.confidence < 0.85
    assert plate.margin < 0.5


def test_more_sharp_frames_are_surer_than_fewer() -> None:
    confidences = [fused(*[reading("AB12CDE")] * count).confidence for count in (1, 2, 3, 10)]
    assert confidences == sorted(confidences)
    assert confidences[0] < 0.91
    assert confidences[2] > 0.98


def test_thirty_blurred_copies_are_not_certainty() -> None:
    blurred = reading("AB12CDE", 0.6, {1: (("8", 0.35),)})
    assert 0.6 < fused(blurred, blurred, blurred).confidence < 0.8
    assert fused(*[blurred] * 30).confidence < 0.9


def test_no_number_of_frames_is_certainty() -> None:
    assert fused(*[reading("AB12CDE", 1.0)] * 32).confidence < 0.999


def test_each_frame_may_be_wrong_somewhere_else() -> None:
    plate = fused(reading("A812CDE"), reading("AB12C0E"), reading("AB1ZCDE"), reading("XB12CDE"))
    assert plate.text == "AB12CDE"
    assert plate.frames == 0


def test_what_the_reader_doubts_counts_less_than_what_it_is_sure_of() -> None:
    doubting = reading("AB12CDO", 0.5, {6: (("0", 0.45),)})
    certain = reading("AB12CD0", 0.97)
    assert fused(doubting, doubting, doubting, certain, certain).text == "AB12CD0"


def test_missing_and_additional_characters_are_outvoted() -> None:
    plate = fused(
        reading("AB12CDE"), reading("AB2CDE"), reading("IAB12CDE"), reading("AB12CDE"),
        reading("AB112CDE"), reading("AB12CD"),
    )  # fmt: skip
    assert (plate.text, plate.frames, plate.frames_read) == ("AB12CDE", 2, 6)


def test_a_character_that_most_frames_miss_in_the_beginning_text_is_found() -> None:
    """Two frames lack one character, three others lack others: together they are whole."""
    plate = fused(
        reading("AB2CDE"), reading("AB2CDE"), reading("AB12CD"), reading("A12CDE"),
        reading("AB12DE"),
    )  # fmt: skip
    assert plate.text == "AB12CDE"


def test_a_plate_cut_by_the_edge_does_not_win_over_the_whole_one() -> None:
    entering = Evidence()
    for _ in range(12):
        entering = entering.with_reading(reading("AB12"), weight=0.35, cut=True)
    whole = entering
    for _ in range(3):
        whole = whole.with_reading(reading("AB12CDE"), weight=0.6)
    plate = fuse(whole)
    assert plate.text == "AB12CDE"
    assert plate.frames == 3
    assert plate.confidence > 0.8


def test_alternatives_name_the_runner_up() -> None:
    plate = fused(reading("AB12CDO", 0.6, {6: (("0", 0.38),)}))
    last = plate.chars[-1]
    assert last.char == "O"
    assert last.alternatives[0][0] == "0"


def test_the_margin_is_small_where_two_texts_are_as_good() -> None:
    torn = fused(reading("AB12CDO", 0.98), reading("AB12CD0", 0.98))
    clear = fused(reading("AB12CDO", 0.98), reading("AB12CDO", 0.98))
    assert torn.margin < 0.05
    assert clear.margin > 0.7


def test_memory_is_bounded_and_counts_go_on() -> None:
    gathered = evidence([reading("AB12CDE")] * 500)
    assert len(gathered.readings) == 32
    plate = fuse(gathered)
    assert (plate.frames, plate.frames_read) == (500, 500)


@pytest.mark.parametrize("weight", [0.0, -1.0, 1.5, float("nan")])
def test_a_weight_outside_its_range_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="weight"):
        Evidence().with_reading(reading("AB"), weight=weight)
