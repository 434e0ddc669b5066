"""From a network's per-step probabilities to characters with their doubt.

The network gives, for every step of its way along the plate, probabilities of each
symbol and of blank. A text's probability is the sum over all ways to write it (Graves et
al., "Connectionist Temporal Classification", ICML 2006), computed here by the forward and
backward recursions in plain probabilities: a decoded text's is at least that of the best
way, 37 ** -steps, which float64 holds for 190 steps and more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray

from placa_engine.plates.reading import CharReading, PlateReading

type StepProbabilities = NDArray[np.float64]
"""float64, shape (steps, 1 + symbols); column 0 is blank, each row sums to 1."""

BLANK = 0
SURELY_BLANK = 0.9995
MOST_ALTERNATIVES = 6
LEAST_ALTERNATIVE = 0.001
MOST_EDITS = 16
LEAST = 1e-300


@dataclass(frozen=True, slots=True, eq=False)
class Neighbors:
    """StepProbabilities of a text and of all texts that differ from it in one character.

    `substituted[i, c]` is that of the text with symbol c at position i (the text itself
    where c is the symbol there already), `deleted[i]` that of the text without position i,
    `inserted[i, c]` that of the text with one more symbol c before position i, or, in the
    last row, at the end; a doubled symbol stands once, before the one that it doubles.
    Column 0 is unused and 0.
    """

    text: float
    substituted: NDArray[np.float64]
    deleted: NDArray[np.float64]
    inserted: NDArray[np.float64]


def decode(probabilities: NDArray[np.float32], alphabet: str) -> PlateReading:
    """Return the text of a plate with a confidence and the alternatives of each character.

    The greedy path is collapsed; while a text with one other or one missing character is
    more probable, that one is taken. A character's confidence is the text's
    share of the probability of all texts that differ only in this character, lack it, or
    have one more before it (the last one: or behind it). The shares of the other characters
    and of none are the alternatives, those of at least LEAST_ALTERNATIVE, at most
    MOST_ALTERNATIVES. `probabilities` has a column for blank and one for each symbol of
    `alphabet`.
    """
    return decode_together([probabilities], alphabet)


def decode_together(views: Sequence[NDArray[np.float32]], alphabet: str) -> PlateReading:
    """Return what `decode` does, from the probabilities of several views of the same plate.

    A text's probability is then the geometric mean over the views (a product of experts:
    Hinton, "Training Products of Experts", 2002), and each view's greedy path is tried.
    """
    seen = [_normalized(view) for view in views]
    starts = dict.fromkeys(greedy(steps) for steps in seen)
    text, around = max((_climbed(seen, start) for start in starts), key=lambda end: end[1].text)
    return PlateReading(_chars(text, around, alphabet))


def _normalized(view: NDArray[np.float32]) -> StepProbabilities:
    steps = np.maximum(view.astype(np.float64), 1e-9)
    steps /= steps.sum(axis=1, keepdims=True)
    return without_repeated_blanks(steps)


def _climbed(
    views: Sequence[StepProbabilities], text: tuple[int, ...]
) -> tuple[tuple[int, ...], Neighbors]:
    """Return the text that no neighbor is more probable than, from `text` upwards."""
    around = _around(views, text)
    for _ in range(MOST_EDITS):
        better = _best_edit(text, around)
        if better is None:
            break
        text, around = better, _around(views, better)
    return text, around


def _around(views: Sequence[StepProbabilities], text: tuple[int, ...]) -> Neighbors:
    """Return the geometric means over the views of the text's and its neighbors' probabilities."""
    all_of = [neighbors(steps, text) for steps in views]
    if len(all_of) == 1:
        return all_of[0]
    return Neighbors(
        float(_geometric_mean([np.float64(one.text) for one in all_of])),
        _geometric_mean([one.substituted for one in all_of]),
        _geometric_mean([one.deleted for one in all_of]),
        _geometric_mean([one.inserted for one in all_of]),
    )


def _geometric_mean(values: Sequence[NDArray[np.float64] | np.float64]) -> NDArray[np.float64]:
    mean: NDArray[np.float64] = np.exp(np.log(np.maximum(values, LEAST)).mean(axis=0))
    return mean


def soften(probabilities: NDArray[np.float32], temperature: float) -> NDArray[np.float32]:
    """Return probabilities as the softmax would have given them at a temperature."""
    if temperature == 1.0:
        return probabilities
    softened = np.maximum(probabilities, 1e-9) ** np.float32(1.0 / temperature)
    result: NDArray[np.float32] = softened / softened.sum(axis=-1, keepdims=True)
    return result


def without_repeated_blanks(steps: StepProbabilities) -> StepProbabilities:
    """Leave one of consecutive steps that are surely blank.

    The others change all texts' probabilities alike, but for less than 1 - SURELY_BLANK
    each. Most steps of a clear plate are such.
    """
    surely = steps[:, BLANK] >= SURELY_BLANK
    repeated = np.concatenate(([False], surely[1:] & surely[:-1]))
    return steps[~repeated]


def greedy(steps: StepProbabilities) -> tuple[int, ...]:
    """Return the symbols of the best path: repetitions merged, blanks removed."""
    path = steps.argmax(axis=1)
    starts = np.concatenate(([True], path[1:] != path[:-1]))
    return tuple(int(symbol) for symbol in path[starts & (path != BLANK)])


def text_probability(steps: StepProbabilities, text: tuple[int, ...]) -> float:
    """Return the probability of exactly this text."""
    return neighbors(steps, text).text


def neighbors(steps: StepProbabilities, text: tuple[int, ...]) -> Neighbors:
    """Return the probabilities of a text and of its neighbors, from one pass each way."""
    if not text:
        nothing = np.zeros((0, steps.shape[1]))
        return Neighbors(float(steps[:, BLANK].prod()), nothing, nothing[:, 0], nothing)
    chars = np.array(text, dtype=np.intp)
    way = _Way.along(steps, chars)
    substituted, inserted = _with_any_symbol(steps, chars, way)
    chance = float(substituted[0, chars[0]])
    return Neighbors(chance, substituted, _deleted(chars, way), inserted)


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """The forward and backward variables of a text, each shape (steps, states of the kind).

    States are a blank, the first character, a blank, ..., the last character, a blank.
    `to_...` is the probability of steps 0..t that end in the state, `from_...` that of
    steps t.. to the end that begin with it.
    """

    to_blank: NDArray[np.float64]
    to_char: NDArray[np.float64]
    from_blank: NDArray[np.float64]
    from_char: NDArray[np.float64]

    @classmethod
    def along(cls, steps: StepProbabilities, chars: NDArray[np.intp]) -> Self:
        """Run both recursions side by side, the backward one from the last step on."""
        states = np.full(2 * len(chars) + 1, BLANK, dtype=np.intp)
        states[1::2] = chars
        count = len(states)
        follows = np.eye(count) + np.eye(count, k=1)
        skips = np.flatnonzero(chars[1:] != chars[:-1])
        follows[2 * skips + 1, 2 * skips + 3] = 1.0
        emitted = steps[:, states]
        both = np.zeros((2 * count, 2 * count))
        both[:count, :count] = follows
        both[count:, count:] = follows.T
        ways = np.hstack((emitted, emitted[::-1]))
        ways[0, 2:-2] = 0.0
        for before, here in pairwise(ways):
            np.multiply(before @ both, here, out=here)
        ahead, back = ways[:, :count], ways[::-1, count:]
        return cls(ahead[:, ::2], ahead[:, 1::2], back[:, ::2], back[:, 1::2])


def _with_any_symbol(
    steps: StepProbabilities, chars: NDArray[np.intp], way: _Way
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the probabilities of the text with every symbol in and before every position.

    A path enters a symbol from the blank before it or from the character before that,
    unless that is the same symbol; it stays on it for some steps, and leaves it for the
    blank after it or for the next character, unless that is the same symbol. `entered` and
    `left` are those ways before and after each gap between characters: a symbol in a
    position leaves into the gap after it, one more symbol into the gap that it came from.
    """
    count, length, symbols = len(steps), len(chars), steps.shape[1]
    differs = (chars[:, np.newaxis] != np.arange(symbols)).astype(np.float64)
    entered = np.zeros((count, length + 1, symbols))
    entered[0, 0] = 1.0
    entered[1:] = way.to_blank[:-1, :, np.newaxis]
    entered[1:, 1:] += way.to_char[:-1, :, np.newaxis] * differs
    left = np.zeros((count, length + 1, symbols))
    left[-1, -1] = 1.0
    left[:-1] = way.from_blank[1:, :, np.newaxis]
    left[:-1, :-1] += way.from_char[1:, :, np.newaxis] * differs
    staying = entered
    staying[0] *= steps[0]
    for before, here, step in zip(staying, staying[1:], steps[1:], strict=False):
        np.add(before, here, out=here)
        np.multiply(here, step, out=here)
    substituted: NDArray[np.float64] = np.einsum("tls,tls->ls", staying[:, :-1], left[:, 1:])
    inserted: NDArray[np.float64] = np.einsum("tls,tls->ls", staying, left)
    substituted[:, BLANK] = inserted[:, BLANK] = 0.0
    inserted[np.arange(1, length + 1), chars] = 0.0
    return substituted, inserted


def _deleted(chars: NDArray[np.intp], way: _Way) -> NDArray[np.float64]:
    """Return the probability of the text without each of its positions.

    A path enters the character after the missing one from the blank before the missing
    one or from the character before that, unless they are equal.
    """
    entered = way.to_blank[:-1, :-2].copy()
    entered[:, 1:] += way.to_char[:-1, :-2] * (chars[:-2] != chars[2:])
    result = np.empty(len(chars))
    result[:-1] = np.einsum("tl,tl->l", entered, way.from_char[1:, 1:])
    result[-1] = way.to_blank[-1, -2]
    if len(chars) > 1:
        result[0] += way.from_char[0, 1]
        result[-1] += way.to_char[-1, -2]
    return result


def _best_edit(text: tuple[int, ...], around: Neighbors) -> tuple[int, ...] | None:
    """Return the most probable neighbor where it is more probable than the text."""
    if not text:
        return None
    limit = around.text * (1.0 + 1e-9)
    position, symbol = np.unravel_index(around.substituted.argmax(), around.substituted.shape)
    shorter = int(around.deleted.argmax())
    if around.deleted[shorter] > max(limit, around.substituted[position, symbol]):
        return text[:shorter] + text[shorter + 1 :]
    if around.substituted[position, symbol] > limit:
        return (*text[:position], int(symbol), *text[position + 1 :])
    return None


def _chars(text: tuple[int, ...], around: Neighbors, alphabet: str) -> tuple[CharReading, ...]:
    if not text:
        return ()
    shares = around.substituted.copy()
    shares[:, BLANK] = around.deleted
    beside = around.inserted[:-1].sum(axis=1)
    beside[-1] += around.inserted[-1].sum()
    shares /= (shares.sum(axis=1) + beside)[:, np.newaxis]
    best = np.argsort(-shares, axis=1, kind="stable")[:, : MOST_ALTERNATIVES + 1]
    names = ("", *alphabet)
    return tuple(
        CharReading(
            char=names[symbol],
            confidence=of_all[symbol],
            alternatives=tuple(
                (names[other], of_all[other])
                for other in order
                if other != symbol and of_all[other] >= LEAST_ALTERNATIVE
            )[:MOST_ALTERNATIVES],
        )
        for symbol, of_all, order in zip(text, shares.tolist(), best.tolist(), strict=True)
    )
