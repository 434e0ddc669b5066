from itertools import pairwise

from hypothesis import HealthCheck, given, settings, strategies as st
import numpy as np
import pytest

from placa_training.renderer.grammar import (
    DIGITS,
    LETTERS,
    PatternError,
    as_regex,
    draw,
    fit,
)

classes = st.sampled_from(["L", "0", "9", "X", "[ABC]", "[2-5]", "[K]"])
separators = st.sampled_from([" ", "_", "-", ".", "*", "~", "%", "&", ""])
atoms = st.one_of(
    classes,
    classes.map("{}?".format),
    st.tuples(classes, classes).map(lambda pair: f"({pair[0]}|{pair[1]}{pair[0]})"),
    st.tuples(classes, classes).map(lambda pair: f"<{pair[0]}{pair[1]}>"),
    classes.map(lambda one: f"{{{one}}}"),
)
patterns = st.lists(st.tuples(atoms, separators).map("".join), min_size=1, max_size=8).map("".join)
seeds = st.integers(0, 2**32 - 1)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(patterns, seeds)
@unhurried
def test_a_drawn_text_matches_its_pattern(pattern: str, seed: int) -> None:
    marks = draw(np.random.default_rng(seed), pattern)
    text = "".join(mark.char for mark in marks if mark.is_text)
    assert as_regex(pattern).fullmatch(text)
    assert set(text) <= set(LETTERS + DIGITS)


@given(patterns, seeds)
@unhurried
def test_a_drawn_text_can_be_set_in_its_pattern_again(pattern: str, seed: int) -> None:
    marks = draw(np.random.default_rng(seed), pattern)
    text = "".join(mark.char for mark in marks if mark.is_text)
    again = fit(text, pattern)
    assert again is not None
    assert "".join(mark.char for mark in again if mark.is_text) == text


@given(patterns, st.text(LETTERS + DIGITS, max_size=9))
@unhurried
def test_setting_a_text_agrees_with_the_regular_expression(pattern: str, text: str) -> None:
    assert (fit(text, pattern) is not None) == bool(as_regex(pattern).fullmatch(text))


def test_excluded_letters_never_appear() -> None:
    rng = np.random.default_rng(0)
    texts = ["".join(mark.char for mark in draw(rng, "LLLL", "ABC")) for _ in range(200)]
    assert set("".join(texts)) == set("ABC")


def test_optional_parts_come_and_go() -> None:
    rng = np.random.default_rng(0)
    assert {len(draw(rng, "L00?")) for _ in range(50)} == {2, 3}


def test_where_either_may_stand_the_neighbor_tells_o_from_nought_and_i_from_one() -> None:
    rng = np.random.default_rng(0)
    for _ in range(2000):
        text = "".join(mark.char for mark in draw(rng, "XXXXX"))
        for before, char in pairwise(text):
            if char in "O0I1":
                assert char.isdigit() == before.isdigit()


@pytest.mark.parametrize("pattern", ["L[AB", "(L|0", "<LL", "{L", "[]", "[a]", "?", "lower", "L)"])
def test_a_malformed_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        draw(np.random.default_rng(0), pattern)


def test_stacked_characters_are_drawn_but_belong_to_no_text() -> None:
    marks = draw(np.random.default_rng(1), "<LL>0000")
    assert sum(mark.is_character for mark in marks) == 6
    assert "".join(mark.char for mark in marks if mark.is_text).isdigit()
    assert as_regex("<LL>0000").fullmatch("1234")
    fitted = fit("1234", "<LL>0000")
    assert fitted is not None
    assert [mark.char for mark in fitted if mark.is_text] == list("1234")
