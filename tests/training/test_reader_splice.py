"""New plates joined from parts of photographed ones."""

from hypothesis import given, strategies as st
import numpy as np

from placa_training.reader.alphabet import CLASSES, encode
from placa_training.reader.picture_input import ROWS
from placa_training.reader.splice import LONGEST, SHORTEST, Spliceable, gaps_of, splice

COLUMNS = 36


def output(text: str, columns: list[int], row: int = 1) -> np.ndarray:
    """CTC output that reads `text` with its peaks in these columns of a row."""
    steps = np.zeros((ROWS * COLUMNS, CLASSES), np.float32)
    steps[:, 0] = 1.0
    for column, index in zip(columns, encode(text), strict=True):
        steps[row * COLUMNS + column] = 0.0
        steps[row * COLUMNS + column, index] = 1.0
    return steps


def striped(gaps: list[int]) -> np.ndarray:
    """A noisy picture that is blank in these columns of 144."""
    picture = np.random.default_rng(1).integers(0, 256, (48, 144, 3), np.uint8)
    for gap in gaps:
        picture[:, gap - 2 : gap + 3] = 200
    return picture


def test_a_gap_is_where_there_is_least_ink_between_two_peaks() -> None:
    gaps = gaps_of(striped([52, 92]), output("A1B", [8, 18, 28]), "A1B")
    assert gaps is not None
    assert [round(gap * 144) for gap in gaps[1:-1]] == [
        np.clip(round(gap * 144), near - 2, near + 2)
        for gap, near in zip(gaps[1:-1], (52, 92), strict=True)
    ]


def test_a_text_that_is_read_differently_or_in_two_rows_has_no_gaps() -> None:
    picture = striped([])
    assert gaps_of(picture, output("A1B", [8, 18, 28]), "A1C") is None
    both = np.concatenate((output("A1", [8, 18], 0)[:COLUMNS], output("B", [8], 1)[COLUMNS:]))
    assert gaps_of(picture, both, "A1B") is None


@given(
    seed=st.integers(0, 1000),
    texts=st.tuples(*[st.text("AB12", min_size=2, max_size=9)] * 2),
    heights=st.tuples(*[st.integers(20, 96)] * 2),
)
def test_a_joined_plate_has_the_beginning_of_one_text_and_the_end_of_the_other(
    seed: int, texts: tuple[str, str], heights: tuple[int, int]
) -> None:
    one, other = (
        Spliceable(
            np.full((height, 200, 3), 90, np.uint8),
            text,
            tuple(np.linspace(0.1, 0.9, len(text) + 1).tolist()),
        )
        for text, height in zip(texts, heights, strict=True)
    )
    joined = splice(np.random.default_rng(seed), one, other)
    if joined is None:
        return
    picture, text = joined
    assert SHORTEST <= len(text) <= LONGEST
    assert picture.shape[0] == one.picture.shape[0]
    assert any(
        text == one.text[:cut] + other.text[len(other.text) - (len(text) - cut) :]
        for cut in range(1, len(text) + 1)
    )
