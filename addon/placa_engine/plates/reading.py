"""The text of one plate as read in one frame, with its doubt."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CharReading:
    """One character.

    `char` is one of 0-9 and A-Z, `confidence` its probability in [0, 1].
    `alternatives` are the other candidates with their probabilities, surest first;
    the empty string stands for "no character here".
    """

    char: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class PlateReading:
    """The characters of one plate in reading order, upper line first."""

    chars: tuple[CharReading, ...]

    @property
    def text(self) -> str:
        """The surest text, without separators; empty where nothing was read."""
        return "".join(char.char for char in self.chars)

    @property
    def confidence(self) -> float:
        """The probability of the least sure character in [0, 1]; 0 where nothing was read."""
        return min((char.confidence for char in self.chars), default=0.0)
