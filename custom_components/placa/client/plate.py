"""How a license plate is written: normalized, and with the characters folded that look alike."""

import unicodedata

MIN_PLATE_LENGTH = 2
MAX_PLATE_LENGTH = 16
MAX_PART_LENGTH = 32

_CONFUSABLES = str.maketrans("ODQIZSGB", "00012568")


class InvalidPlateError(ValueError):
    """The text cannot be a plate."""


def normalize(typed: str) -> str:
    """Turn a plate as people type it into A-Z and 0-9.

    Accents are dropped (a reader sees U for Ü), as is everything that is neither letter
    nor digit. Raises InvalidPlateError for other alphabets and for a length outside
    MIN_PLATE_LENGTH to MAX_PLATE_LENGTH.
    """
    return _normalized(typed, MIN_PLATE_LENGTH, MAX_PLATE_LENGTH)


def normalize_part(typed: str) -> str:
    """Turn a part of a plate into A-Z and 0-9, as `normalize` does the whole."""
    return _normalized(typed, 1, MAX_PART_LENGTH)


def _normalized(typed: str, shortest: int, longest: int) -> str:
    plain = "".join(char for char in unicodedata.normalize("NFKD", typed).upper() if char.isalnum())
    if not plain.isascii():
        raise InvalidPlateError("other alphabet")
    if not shortest <= len(plain) <= longest:
        raise InvalidPlateError("length")
    return plain


def fold(text: str) -> str:
    """Replace each character by the one that stands for all that look like it."""
    return text.translate(_CONFUSABLES)
