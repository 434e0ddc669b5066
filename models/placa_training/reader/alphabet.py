"""The reader's alphabet and what a CTC output means.

Class 0 is the CTC blank, then the digits, then the capital letters.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BLANK = 0
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CLASSES = len(ALPHABET) + 1
_INDEX = {char: index + 1 for index, char in enumerate(ALPHABET)}


@dataclass(frozen=True)
class Read:
    """A greedy CTC decoding: the text and, per character, the probability at its peak."""

    text: str
    confidences: tuple[float, ...]

    @property
    def weakest(self) -> float:
        """The smallest character probability, 0 for an empty text."""
        return min(self.confidences, default=0.0)


def encode(text: str) -> list[int]:
    """Class indices of a text. Raises ValueError on a character outside the alphabet."""
    try:
        return [_INDEX[char] for char in text]
    except KeyError as error:
        raise ValueError("a plate text holds only A-Z and 0-9") from error


def decode(probabilities: npt.NDArray[np.float32]) -> Read:
    """Greedy CTC decoding of one crop's [T, 37] probabilities.

    Equal neighbors are merged and blanks dropped; a character's confidence is the highest
    probability within its run.
    """
    best = probabilities.argmax(axis=1)
    text: list[str] = []
    confidences: list[float] = []
    previous = BLANK
    for step, index in enumerate(best.tolist()):
        if index != BLANK:
            probability = float(probabilities[step, index])
            if index == previous:
                confidences[-1] = max(confidences[-1], probability)
            else:
                text.append(ALPHABET[index - 1])
                confidences.append(probability)
        previous = index
    return Read("".join(text), tuple(confidences))


def fold(text: str) -> str:
    """Make the pairs 0/O and 1/I alike, for comparison with labels that mix them."""
    return text.replace("O", "0").replace("I", "1")
