"""Which character of a reading stands where in a text."""

from dataclasses import dataclass

import numpy as np

from placa_engine.plates.alphabet import INDEX, SYMBOLS, CharProbabilities

_MISREAD = 0.1
_MISSING = 3.2
_MISSING_AT_END = 2.0
_ADDED = 4.0
# An added and a missing character together cost more than the costliest mismatch,
# -log(_MISREAD / SYMBOLS) = 5.9, so a misread character stays in its place.
_BOTH, _TEXT_ONLY, _READING_ONLY = range(3)


@dataclass(frozen=True, slots=True)
class Alignment:
    """A reading laid along a text.

    `places` has for each character of the text the index of the reading's character
    that stands there, or None. `insertions` has for each gap between the text's
    characters, from before the first to behind the last, the indices of the reading's
    characters that have no place in the text. `cost` is about the negative log probability
    of reading this where the text stands.
    """

    places: tuple[int | None, ...]
    insertions: tuple[tuple[int, ...], ...]
    cost: float


def with_doubt(rows: CharProbabilities) -> CharProbabilities:
    """Allow for the reader being wrong outright: in one frame of ten, anything may be meant.

    This bounds what a single frame can say, so that one confident misread is outvoted.
    """
    return (1.0 - _MISREAD) * rows + _MISREAD / SYMBOLS


def align(rows: CharProbabilities, text: str) -> Alignment:
    """Lay a reading along a text so that the text becomes most probable.

    Global alignment by dynamic programming (Needleman and Wunsch 1970) on negative log
    probabilities. A character missing at either end costs less than one missing inside:
    plates are cut by the picture's edge and by badly placed boxes.
    """
    length, count = len(text), len(rows)
    meant = -np.log(with_doubt(rows))[:, [INDEX[char] for char in text]]
    mismatch: list[list[float]] = meant.tolist()
    cost = [[_ADDED * j for j in range(count + 1)]]
    steps = [[_READING_ONLY] * (count + 1)]
    for i in range(1, length + 1):
        above = cost[-1]
        line, step = [_MISSING_AT_END * i], [_TEXT_ONLY]
        for j in range(1, count + 1):
            skip = _MISSING_AT_END if j == count else _MISSING
            line.append(above[j - 1] + mismatch[j - 1][i - 1])
            step.append(_BOTH)
            if above[j] + skip < line[j]:
                line[j], step[j] = above[j] + skip, _TEXT_ONLY
            if line[j - 1] + _ADDED < line[j]:
                line[j], step[j] = line[j - 1] + _ADDED, _READING_ONLY
        cost.append(line)
        steps.append(step)
    return _walked_back(steps, cost[-1][-1])


def _walked_back(steps: list[list[int]], cost: float) -> Alignment:
    i, j = len(steps) - 1, len(steps[0]) - 1
    places: list[int | None] = [None] * i
    insertions: list[list[int]] = [[] for _ in range(i + 1)]
    while i or j:
        step = steps[i][j]
        if step != _TEXT_ONLY:
            j -= 1
        if step == _READING_ONLY:
            insertions[i].insert(0, j)
            continue
        i -= 1
        if step == _BOTH:
            places[i] = j
    return Alignment(tuple(places), tuple(tuple(slot) for slot in insertions), cost)
