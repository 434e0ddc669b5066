from hypothesis import given, strategies as st

from placa_engine.plates.alphabet import ALPHABET
from placa_engine.plates.confusables import (
    CONFUSABLE_GROUPS,
    difference,
    fold,
    is_other_plate,
    lookalikes,
)

texts = st.text(ALPHABET, max_size=10)


@given(texts)
def test_folding_a_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert len(fold(text)) == len(text)


def test_all_characters_of_a_group_fold_to_the_same() -> None:
    for group in CONFUSABLE_GROUPS:
        assert {fold(char) for char in group} == {group[0]}
        assert all(lookalikes(char) == group for char in group)


def test_no_character_is_in_two_groups() -> None:
    together = "".join(CONFUSABLE_GROUPS)
    assert len(set(together)) == len(together)


def test_a_character_without_lookalikes_stays() -> None:
    assert fold("AH7K") == "AH7K"
    assert lookalikes("K") == "K"


@given(texts, texts)
def test_the_difference_is_a_distance(a: str, b: str) -> None:
    assert difference(a, b) == difference(b, a)
    assert (difference(a, b) == 0) == (fold(a) == fold(b))
    assert abs(len(a) - len(b)) <= difference(a, b) <= max(len(a), len(b))


@given(texts, texts, texts)
def test_a_detour_is_never_shorter(a: str, b: str, c: str) -> None:
    assert difference(a, c) <= difference(a, b) + difference(b, c)


def test_confusable_characters_make_no_difference() -> None:
    assert difference("AB0I2", "A8O1Z") == 0


def test_one_misread_character_is_not_another_plate() -> None:
    assert not is_other_plate("AB12CDE", "AB12CDF")


def test_half_a_plate_is_not_another_plate() -> None:
    assert not is_other_plate("AB12CDE", "2CDE")


def test_a_quite_different_text_is_another_plate() -> None:
    assert is_other_plate("AB12CDE", "KXH773")
