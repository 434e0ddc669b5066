"""The characters of plates, and a reading as probabilities over them."""

import numpy as np
from numpy.typing import NDArray

from placa_engine.plates.reading import PlateReading

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
GAP = len(ALPHABET)
OTHER = GAP + 1
SYMBOLS = OTHER + 1
INDEX = {char: index for index, char in enumerate(ALPHABET)} | {"": GAP}
"""The column of each character, and of the empty string, which stands for the gap."""

type CharProbabilities = NDArray[np.float64]
"""Rows of probabilities, shape (characters, 38): over ALPHABET, the gap, and anything else.

Anything else is what the reader leaves open, such as a character that it overlooked here. It
is one hypothesis, so that what all frames leave open stays open.
"""


def char_probabilities(reading: PlateReading) -> CharProbabilities:
    """Return the reading's characters as rows; what the candidates leave open is anything else.

    Raises ValueError for a character outside 0-9 and A-Z.
    """
    rows = np.zeros((len(reading.chars), SYMBOLS))
    for index, char in enumerate(reading.chars):
        if char.char not in ALPHABET or not char.char:
            raise ValueError("a reading may hold only the characters 0-9 and A-Z")
        row = rows[index]
        for candidate, probability in (*char.alternatives, (char.char, char.confidence)):
            if candidate in INDEX:
                row[INDEX[candidate]] = min(max(probability, 0.0), 1.0)
        row[OTHER] = max(0.0, 1.0 - float(row.sum()))
    shares: CharProbabilities = rows / rows.sum(axis=1, keepdims=True)
    return shares
