from itertools import groupby, pairwise, product

from hypothesis import given, settings, strategies as st
import numpy as np
from numpy.typing import NDArray
import pytest

from placa_engine.plates.reading import PlateReading
from placa_engine.vision.ctc import (
    LEAST_ALTERNATIVE,
    MOST_ALTERNATIVES,
    decode,
    decode_together,
    greedy,
    neighbors,
    soften,
    text_probability,
    without_repeated_blanks,
)

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SYMBOLS = len(ALPHABET) + 1

SURE = 0.998

plate_texts = st.text(ALPHABET, min_size=1, max_size=11)


def steps_of(seed: int, steps: int, symbols: int, sharpness: float = 1.0) -> NDArray[np.float64]:
    """Random probabilities, the sharper the surer."""
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.full(symbols, 1.0 / sharpness), steps)


random_steps = st.builds(
    steps_of, st.integers(0, 2**32), st.integers(1, 40), st.just(SYMBOLS), st.sampled_from([2, 40])
)


def written(text: str, sure: float = SURE, *, stretch: int = 2) -> NDArray[np.float32]:
    """The probabilities of a network that reads a text, each character for some steps."""
    path = [0]
    for char in text:
        path += [1 + ALPHABET.index(char)] * stretch + [0]
    probabilities = np.full((len(path), SYMBOLS), (1 - sure) / (SYMBOLS - 1), dtype=np.float32)
    probabilities[np.arange(len(path)), path] = sure
    return probabilities


def enumerated(steps: NDArray[np.float64]) -> dict[tuple[int, ...], float]:
    """The probability of every text, by adding up all paths."""
    texts: dict[tuple[int, ...], float] = {}
    for path in product(range(steps.shape[1]), repeat=len(steps)):
        text = tuple(symbol for symbol, _ in groupby(path) if symbol)
        chance = float(np.prod([steps[step, symbol] for step, symbol in enumerate(path)]))
        texts[text] = texts.get(text, 0.0) + chance
    return texts


@given(st.integers(0, 2**32), st.integers(1, 5), st.integers(2, 4))
@settings(max_examples=30)
def test_probabilities_are_those_of_all_paths_added_up(seed: int, count: int, symbols: int) -> None:
    steps = steps_of(seed, count, symbols)
    all_texts = enumerated(steps)
    assert sum(all_texts.values()) == pytest.approx(1.0)
    for text, chance in all_texts.items():
        around = neighbors(steps, text)
        assert around.text == pytest.approx(chance)
        for position in range(len(text)):
            shorter = text[:position] + text[position + 1 :]
            assert around.deleted[position] == pytest.approx(all_texts[shorter])
            for symbol in range(1, symbols):
                other = (*text[:position], symbol, *text[position + 1 :])
                expected = all_texts.get(other, 0.0)
                assert around.substituted[position, symbol] == pytest.approx(expected)
        for gap in range(len(text) + 1 if text else 0):
            for symbol in range(1, symbols):
                doubles = gap > 0 and text[gap - 1] == symbol
                longer = (*text[:gap], symbol, *text[gap:])
                expected = 0.0 if doubles else all_texts.get(longer, 0.0)
                assert around.inserted[gap, symbol] == pytest.approx(expected)


@given(random_steps)
def test_the_probability_of_a_decoded_text_is_one_and_at_least_that_of_its_best_path(
    steps: NDArray[np.float64],
) -> None:
    chance = text_probability(steps, greedy(steps))
    assert steps.max(axis=1).prod() * (1 - 1e-9) <= chance <= 1.0 + 1e-9


@given(plate_texts)
def test_a_clear_text_is_read_as_it_stands(text: str) -> None:
    reading = decode(written(text), ALPHABET)
    assert reading.text == text
    assert reading.confidence > 0.9


@given(random_steps)
def test_shares_of_a_character_are_probabilities(steps: NDArray[np.float64]) -> None:
    reading = decode(steps.astype(np.float32), ALPHABET)
    for char in reading.chars:
        shares = [share for _, share in char.alternatives]
        assert 0.0 <= char.confidence <= 1.0
        assert char.confidence + sum(shares) <= 1.0 + 1e-9
        assert all(share >= LEAST_ALTERNATIVE for share in shares)
        assert all(one >= other for one, other in pairwise(shares))
        assert len(shares) <= MOST_ALTERNATIVES
        assert char.char not in {other for other, _ in char.alternatives}


@given(plate_texts, st.integers(0, 10), st.sampled_from(ALPHABET), st.floats(0.05, 0.45))
def test_a_doubtful_character_names_the_other_one(
    text: str, position: int, other: str, doubt: float
) -> None:
    position %= len(text)
    char = text[position]
    if other == char or other in text[max(0, position - 1) : position + 2]:
        return
    probabilities = written(text, stretch=1)
    step = 1 + 2 * position
    probabilities[step, 1 + ALPHABET.index(char)] = SURE - doubt
    probabilities[step, 1 + ALPHABET.index(other)] += doubt
    read = decode(probabilities, ALPHABET).chars[position]
    assert read.char == char
    assert read.alternatives[0][0] == other
    assert read.alternatives[0][1] == pytest.approx(doubt, abs=0.05)


def test_a_character_that_may_not_be_there_says_so() -> None:
    probabilities = written("AB1", stretch=1)
    probabilities[5, 1 + ALPHABET.index("1")] = 0.60
    probabilities[5, 0] = SURE - 0.60
    last = decode(probabilities, ALPHABET).chars[-1]
    assert last.char == "1"
    assert last.alternatives[0][0] == ""
    assert last.alternatives[0][1] == pytest.approx(0.40, abs=0.03)


@given(
    st.integers(0, 2**32),
    st.lists(st.tuples(st.booleans(), st.integers(1, 9)), min_size=1, max_size=12),
)
def test_leaving_out_repeated_blanks_changes_next_to_nothing(
    seed: int, runs: list[tuple[bool, int]]
) -> None:
    rows = []
    for number, (is_blank, length) in enumerate(runs):
        if is_blank:
            row = np.full(SYMBOLS, 0.0004 / (SYMBOLS - 1))
            row[0] = 0.9996
            rows.extend([row] * length)
        else:
            rows.extend(steps_of(seed + number, min(length, 2), SYMBOLS, 40))
    steps = np.array(rows)
    shortened = without_repeated_blanks(steps)
    assert len(shortened) <= len(steps)
    assert greedy(shortened) == greedy(steps)
    text = greedy(steps)
    whole, short = neighbors(steps, text), neighbors(shortened, text)
    for position, symbol in enumerate(text):
        shares = [
            around.substituted[position, symbol]
            / (around.substituted[position].sum() + around.deleted[position])
            for around in (whole, short)
        ]
        assert shares[0] == pytest.approx(shares[1], abs=0.03)


@pytest.mark.parametrize(("overlooked", "doubted"), [(0, 0), (1, 1), (3, 2)])
def test_a_character_that_may_have_been_overlooked_makes_its_neighbor_doubtful(
    overlooked: int, doubted: int
) -> None:
    written_there = "AB12"
    probabilities = written(written_there, stretch=1)
    step = 1 + 2 * overlooked
    probabilities[step, 1 + ALPHABET.index(written_there[overlooked])] = 0.30
    probabilities[step, 0] = SURE - 0.30
    reading = decode(probabilities, ALPHABET)
    assert reading.text == written_there[:overlooked] + written_there[overlooked + 1 :]
    assert reading.confidence == reading.chars[doubted].confidence
    assert reading.confidence == pytest.approx(0.70, abs=0.03)


def test_doubled_characters_stay_doubled() -> None:
    assert decode(written("AA1122"), ALPHABET).text == "AA1122"


def test_nothing_written_gives_an_empty_reading() -> None:
    assert decode(written(""), ALPHABET) == PlateReading(())


def test_the_sum_over_all_ways_beats_the_single_best_path() -> None:
    # Path by path, blank is likeliest in both steps; all ways to write A add up to more.
    steps = np.full((2, SYMBOLS), 1e-9, dtype=np.float32)
    steps[:, 0], steps[:, 1 + ALPHABET.index("A")] = 0.55, 0.45
    chance_of_a = 1 - 0.55**2
    assert text_probability(steps.astype(np.float64), (11,)) == pytest.approx(chance_of_a)


@given(random_steps)
@settings(max_examples=40)
def test_no_text_with_one_other_or_missing_character_is_more_probable(
    steps: NDArray[np.float64],
) -> None:
    probable = steps.astype(np.float32)
    text = tuple(1 + ALPHABET.index(char) for char in decode(probable, ALPHABET).text)
    shown = np.maximum(probable.astype(np.float64), 1e-9)
    around = neighbors(without_repeated_blanks(shown / shown.sum(axis=1, keepdims=True)), text)
    for edits in (around.substituted, around.deleted):
        assert edits.max(initial=0.0) <= around.text * (1 + 1e-6)


@given(plate_texts, st.floats(0.5, 3.0))
def test_softening_keeps_the_text_and_moves_the_confidence(text: str, temperature: float) -> None:
    probabilities = written(text, sure=0.8)
    softened = soften(probabilities, temperature)
    assert softened.sum(axis=1) == pytest.approx(np.ones(len(softened)), abs=1e-5)
    plain, other = decode(probabilities, ALPHABET), decode(softened, ALPHABET)
    if temperature <= 1:
        assert other.text == plain.text
        assert other.confidence >= plain.confidence - 1e-6


def test_a_temperature_of_one_changes_nothing() -> None:
    probabilities = written("AB12")
    assert soften(probabilities, 1.0) is probabilities


def test_long_lines_do_not_underflow() -> None:
    flat = np.full((150, SYMBOLS), 1.0 / SYMBOLS, dtype=np.float32)
    flat[::2, 5] *= 1.01
    flat /= flat.sum(axis=1, keepdims=True)
    reading = decode(flat, ALPHABET)
    assert all(0.0 < char.confidence <= 1.0 for char in reading.chars)


@given(random_steps)
def test_one_view_together_is_that_view_alone(steps: NDArray[np.float64]) -> None:
    view = steps.astype(np.float32)
    assert decode_together([view], ALPHABET) == decode(view, ALPHABET)


@given(st.integers(0, 2**32), st.integers(1, 3), st.integers(2, 4))
@settings(max_examples=30)
def test_views_together_say_what_no_neighbor_beats(seed: int, count: int, views: int) -> None:
    alphabet = ALPHABET[:3]
    seen = [steps_of(seed + view, count, 4).astype(np.float32) for view in range(views)]
    texts = [enumerated(steps.astype(np.float64)) for steps in seen]

    def chance(text: str) -> float:
        symbols = tuple(1 + alphabet.index(char) for char in text)
        return float(np.prod([max(one.get(symbols, 0.0), 1e-12) for one in texts]))

    text = decode_together(seen, alphabet).text
    near = [text[:i] + other + text[i + 1 :] for i in range(len(text)) for other in ("", *alphabet)]
    assert all(chance(other) <= chance(text) * (1 + 1e-3) for other in near)


def test_views_that_agree_outvote_one_that_is_wrong_and_unsure() -> None:
    wrong, right = written("AB1", 0.5), written("AB7", 0.9)
    together = decode_together([wrong, right, right], ALPHABET)
    assert together.text == "AB7"
    assert together.confidence < decode(right, ALPHABET).confidence
    assert dict(together.chars[2].alternatives).keys() == {"1"}
