"""What the reader's output means: CTC decoding and folding."""

from hypothesis import given, strategies as st
import numpy as np
import pytest

from placa_training.reader.alphabet import ALPHABET, BLANK, CLASSES, decode, encode, fold

TEXTS = st.text(ALPHABET, max_size=11)


def spelled(path: list[int], sureness: float = 0.9) -> np.ndarray:
    """Build probabilities [T, 37] whose likeliest class at each step is the path's."""
    rest = (1 - sureness) / (CLASSES - 1)
    probabilities = np.full((len(path), CLASSES), rest, np.float32)
    probabilities[np.arange(len(path)), path] = sureness
    return probabilities


@given(TEXTS)
def test_a_text_spelled_with_blanks_between_is_read_back(text: str) -> None:
    path = [step for index in encode(text) for step in (BLANK, index, index)] + [BLANK]
    assert decode(spelled(path)).text == text


@given(TEXTS)
def test_every_character_read_has_a_confidence(text: str) -> None:
    path = [step for index in encode(text) for step in (index, BLANK)] or [BLANK]
    read = decode(spelled(path))
    assert len(read.confidences) == len(read.text)
    assert all(confidence == pytest.approx(0.9) for confidence in read.confidences)


def test_a_repeated_character_without_a_blank_between_is_one() -> None:
    five = encode("5")[0]
    assert decode(spelled([five, five, five])).text == "5"
    assert decode(spelled([five, BLANK, five])).text == "55"


def test_a_characters_confidence_is_its_best_step() -> None:
    steps = np.concatenate((spelled([7], 0.6), spelled([7], 0.8), spelled([7], 0.7)))
    assert decode(steps).confidences == pytest.approx((0.8,))


def test_one_doubtful_character_makes_the_whole_read_doubtful() -> None:
    steps = np.concatenate((spelled([3], 0.99), spelled([9], 0.3), spelled([4], 0.99)))
    assert decode(steps).weakest == pytest.approx(0.3)


def test_an_empty_read_has_no_confidence() -> None:
    read = decode(spelled([BLANK, BLANK]))
    assert (read.text, read.weakest) == ("", 0.0)


@pytest.mark.parametrize("text", ["AB-12", "ab12", "Ö1", " "])
def test_a_text_outside_the_alphabet_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="A-Z and 0-9"):
        encode(text)


@given(TEXTS)
def test_folding_joins_only_zero_with_o_and_one_with_i(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    for before, after in zip(text, folded, strict=True):
        assert before == after or (before, after) in {("O", "0"), ("I", "1")}
