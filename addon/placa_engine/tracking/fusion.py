"""One text from many readings of the same plate.

Readings are laid along a common text character by character, and the probabilities of
each column are combined. Three things keep the result honest:

- A reader may be wrong outright in any one frame (`alignment.with_doubt`), so a single
  frame's say is bounded and three frames that agree outvote it.
- Frames are not independent: the same blur, dirt and angle are in all of them. The k-th
  strongest frame that supports a character adds only as much as the k-th of a sample
  with the intra-class correlation `_CORRELATION` adds to its effective size,
  n / (1 + (n - 1) * correlation) (Kish 1965), so that even endlessly many copies count
  as two and a half frames.
- What all frames share can be wrong as well (a sticker, a bolt), so `_SHARED_DOUBT`
  always remains.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from placa_engine.plates.alphabet import (
    ALPHABET,
    GAP,
    OTHER,
    SYMBOLS,
    CharProbabilities,
    char_probabilities,
)
from placa_engine.plates.formats import PlateFormat
from placa_engine.plates.pattern_doubt import with_pattern_doubt
from placa_engine.plates.reading import CharReading, PlateReading
from placa_engine.tracking.alignment import Alignment, align, with_doubt

_CORRELATION = 0.4
_SHARED_DOUBT = 0.002
_OUTER_GAP = 0.7
_NOTHING = -1
_ROUNDS = 4
_STARTS = 4
_KEPT_READINGS = 32
_KEPT_TEXTS = 128
_KEPT_HYPOTHESES = 32
_NAMED_ALTERNATIVE = 0.005
_READ = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class WeightedReading:
    """One frame's reading with its weight in (0, 1].

    `cut` says that the plate touched the picture's edge: then characters missing at
    either end say nothing.
    """

    text: str
    rows: CharProbabilities
    weight: float
    cut: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was read of one plate: the weightiest readings, and how often each text.

    The result of fusing does not depend on the order of the readings, as long as there
    are at most 32 of them and 128 different texts; beyond that the lightest readings and
    the rarest texts are forgotten.
    """

    readings: tuple[WeightedReading, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    frames_read: int = 0

    def with_reading(
        self, reading: PlateReading, *, weight: float = 1.0, cut: bool = False
    ) -> Evidence:
        """Return the evidence with one more frame; an empty reading only counts as read.

        Raises ValueError for a weight outside (0, 1] or a character outside 0-9, A-Z.
        """
        if not 0.0 < weight <= 1.0:
            raise ValueError("a reading's weight must be in (0, 1]")
        if not reading.chars:
            return replace(self, frames_read=self.frames_read + 1)
        text = reading.text
        new = WeightedReading(text, char_probabilities(reading), weight, cut)
        return Evidence(
            _heaviest((*self.readings, new)),
            _commonest({**self.counts, text: self.counts.get(text, 0) + 1}),
            self.frames_read + 1,
        )

    def merged(self, later: Evidence) -> Evidence:
        """Return both pieces of evidence as one."""
        counts = {
            text: self.counts.get(text, 0) + later.counts.get(text, 0)
            for text in (*self.counts, *later.counts)
        }
        return Evidence(
            _heaviest((*self.readings, *later.readings)),
            _commonest(counts),
            self.frames_read + later.frames_read,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Profile:
    """All readings laid along one text.

    `probabilities` are those of each column and `read` the symbols that any frame read
    there, both (columns, 38); `cost` is the sum of the alignments' weighted costs.
    """

    probabilities: CharProbabilities
    read: NDArray[np.bool_]
    cost: float

    @property
    def text(self) -> str:
        return _text_of(self.probabilities)


@dataclass(frozen=True, slots=True)
class FusedPlate:
    """The text that all frames together say.

    `margin` is the probability of the text minus that of the next best text, in [0, 1].
    `frames` counts the frames whose own reading equals the text, `frames_read` all.
    """

    chars: tuple[CharReading, ...] = ()
    margin: float = 0.0
    frames: int = 0
    frames_read: int = 0

    @property
    def text(self) -> str:
        """The surest text, without separators; empty where nothing was read."""
        return "".join(char.char for char in self.chars)

    @property
    def confidence(self) -> float:
        """The probability of the least sure character in [0, 1]; 0 where nothing was read."""
        return min((char.confidence for char in self.chars), default=0.0)


def fuse(evidence: Evidence, plate_format: PlateFormat | None = None) -> FusedPlate:
    """Combine all readings into one text with probabilities.

    A country's format may tilt the choice between characters that look alike and were
    both read. A text that fits no pattern of the countries around needs more frames to be as sure.
    """
    readings = sorted(evidence.readings, key=_canonical)
    if not readings:
        return FusedPlate(frames_read=evidence.frames_read)
    profile = _best_profile(readings)
    columns = profile.probabilities
    if plate_format is not None:
        columns = plate_format.tilted(columns, profile.read)
    fused = _text_of(columns)
    chars = tuple(_char(column) for column in columns if _best(column) != GAP)
    return FusedPlate(
        chars=with_pattern_doubt(chars, plate_format),
        margin=_margin(columns, fused),
        frames=evidence.counts.get(fused, 0),
        frames_read=evidence.frames_read,
    )


def _heaviest(readings: tuple[WeightedReading, ...]) -> tuple[WeightedReading, ...]:
    if len(readings) <= _KEPT_READINGS:
        return readings
    by_weight = sorted(readings, key=lambda reading: reading.weight, reverse=True)
    return tuple(by_weight[:_KEPT_READINGS])


def _commonest(counts: dict[str, int]) -> Mapping[str, int]:
    if len(counts) <= _KEPT_TEXTS:
        return counts
    return dict(sorted(counts.items(), key=lambda item: -item[1])[:_KEPT_TEXTS])


def _canonical(reading: WeightedReading) -> tuple[str, float, bool, bytes]:
    """Return a key that puts the same readings into the same order, however they came."""
    return reading.text, reading.weight, reading.cut, reading.rows.tobytes()


def _best_profile(readings: list[WeightedReading]) -> _Profile:
    """Lay all readings along the text that makes them most probable.

    That is looked for from the text that most frames read, and where less than half of
    them agree with the result, from the next ones as well.
    """
    weights: dict[str, float] = {}
    for reading in readings:
        weights[reading.text] = weights.get(reading.text, 0.0) + reading.weight
    starts = sorted(weights, key=lambda text: (-weights[text], -len(text), text))
    first = _settled_profile(readings, starts[0])
    if weights.get(first.text, 0.0) * 2 >= sum(weights.values()):
        return first
    others = (_settled_profile(readings, start) for start in starts[1:_STARTS])
    return min((first, *others), key=lambda profile: (profile.cost, profile.text))


def _settled_profile(readings: list[WeightedReading], text: str) -> _Profile:
    """Lay all readings along a text, then along what they say together, until it stays."""
    profile = _combined(readings, text)
    for _ in range(_ROUNDS):
        if profile.text in (text, ""):
            break
        text = profile.text
        profile = _combined(readings, text)
    return profile


def _combined(readings: list[WeightedReading], text: str) -> _Profile:
    """Combine all readings, laid along one text."""
    groups: dict[str, list[WeightedReading]] = {}
    for reading in readings:
        groups.setdefault(reading.text, []).append(reading)
    alignments = {
        key: align(np.mean([reading.rows for reading in group], axis=0), text)
        for key, group in groups.items()
    }
    insertions = (alignment.insertions for alignment in alignments.values())
    slots = [max(map(len, slot)) for slot in zip(*insertions, strict=True)]
    orders = {key: _order(alignment, slots) for key, alignment in alignments.items()}
    rows = np.concatenate([_laid_out(group, orders[key]) for key, group in groups.items()])
    weights = np.concatenate([_weights(group, orders[key]) for key, group in groups.items()])
    said = weights[:, :, None] * np.log(with_doubt(rows))
    cost = sum(reading.weight * alignments[reading.text].cost for reading in readings)
    return _Profile(_pooled(said), np.any(rows >= _READ, axis=0, keepdims=False), cost)


def _order(alignment: Alignment, slots: list[int]) -> list[int]:
    """Return for each column the index of the reading's character there, or `_NOTHING`.

    Columns are the text's characters, with `slots[k]` more before the k-th one and the
    last slot behind the text.
    """
    order: list[int] = []
    for index, size in enumerate(slots):
        inserted = alignment.insertions[index]
        blank = [_NOTHING] * (size - len(inserted))
        order += [*blank, *inserted] if index == 0 else [*inserted, *blank]
        order += (_NOTHING if place is None else place for place in alignment.places[index:][:1])
    return order


def _laid_out(group: list[WeightedReading], order: list[int]) -> NDArray[np.float64]:
    """Return the rows of readings of one text in each column, (readings, columns, 38)."""
    rows = np.stack([reading.rows for reading in group])
    laid = np.zeros((len(group), len(order), SYMBOLS))
    filled = [column for column, place in enumerate(order) if place != _NOTHING]
    laid[:, filled] = rows
    laid[:, [column for column, place in enumerate(order) if place == _NOTHING], GAP] = 1.0
    return laid


def _weights(group: list[WeightedReading], order: list[int]) -> NDArray[np.float64]:
    """Return the weights of readings of one text in each column, (readings, columns).

    Characters missing at either end may have been cut off: they say less, and nothing
    where the plate touched the picture's edge.
    """
    filled = [column for column, place in enumerate(order) if place != _NOTHING]
    outer = np.ones(len(order), dtype=np.bool_)
    outer[filled[0] : filled[-1] + 1] = False
    return np.stack(
        [
            reading.weight * np.where(outer, 0.0 if reading.cut else _OUTER_GAP, 1.0)
            for reading in group
        ]
    )


def _pooled(said: NDArray[np.float64]) -> CharProbabilities:
    """Combine frames: `said` is (frames, columns, 38), the result (columns, 38).

    In each column every other symbol is held against the one with the most evidence, which
    is never "anything else".
    Frames for the best symbol count with falling weight, as they are not independent;
    frames against it take away in proportion to their share.
    """
    best = _best(said.sum(axis=0))
    lead = np.take_along_axis(said, best[None, :, None], axis=2) - said
    support = np.maximum(lead, 0.0)
    total = support.sum(axis=0)
    against = np.maximum(-lead, 0.0).sum(axis=0)
    count = np.arange(1, len(said) + 1)
    effective = count / (1.0 + (count - 1.0) * _CORRELATION)
    discount = np.diff(effective, prepend=0.0)
    counted = np.tensordot(discount, -np.sort(-support, axis=0), axes=1)
    share = np.divide(against, total, out=np.zeros_like(total), where=total > 0.0)
    odds = np.exp(-counted * np.clip(1.0 - share, 0.0, 1.0))
    shares = odds / odds.sum(axis=1, keepdims=True)
    result: CharProbabilities = (1.0 - _SHARED_DOUBT) * shares + _SHARED_DOUBT / SYMBOLS
    return result


def _best(columns: CharProbabilities) -> NDArray[np.intp]:
    """Return the most probable symbol or gap of each column."""
    best: NDArray[np.intp] = columns[..., :OTHER].argmax(axis=-1)
    return best


def _text_of(columns: CharProbabilities) -> str:
    return "".join(ALPHABET[best] for best in _best(columns) if best != GAP)


def _char(column: NDArray[np.float64]) -> CharReading:
    order = np.argsort(-column[:OTHER], kind="stable")
    named = [index for index in order[1:] if column[index] >= _NAMED_ALTERNATIVE]
    return CharReading(
        char=ALPHABET[order[0]],
        confidence=float(column[order[0]]),
        alternatives=tuple((_symbol(index), float(column[index])) for index in named[:4]),
    )


def _symbol(index: int) -> str:
    return "" if index == GAP else "?" if index == OTHER else ALPHABET[index]


def _margin(columns: CharProbabilities, text: str) -> float:
    """Return the probability of the text minus that of the next best one, at least 0.

    Texts are built column by column, keeping the most probable beginnings; ways that
    lead to the same text add up.
    """
    texts = {"": 1.0}
    for column in columns:
        likely = np.argsort(-column, kind="stable")[:3]
        longer: dict[str, float] = {}
        for begun, probability in texts.items():
            for index in likely:
                key = begun + _symbol(index)
                longer[key] = longer.get(key, 0.0) + probability * float(column[index])
        kept = sorted(longer.items(), key=lambda item: -item[1])[:_KEPT_HYPOTHESES]
        texts = dict(kept)
    best = texts.pop(text, 0.0)
    return min(max(best - max(texts.values(), default=0.0), 0.0), 1.0)
