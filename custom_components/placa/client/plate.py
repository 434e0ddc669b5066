"""How a license plate is written: normalized, and with the characters folded that look alike."""

import unicodedata

MIN_PLATE_LENGTH = 2
MAX_PLATE_LENGTH = 16
MAX_PART_LENGTH = 32

_LATIN = str.maketrans(
    # Greek, Cyrillic, and Latin letters that Unicode does not take apart: as a reader of A-Z
    # sees them. Letters that look like none of A-Z are left as they are.
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕЅІЈКМНОРСТУҮХØĐŁĦŦ",
    "ABEZHIKMNOPTYXABESIJKMHOPCTYYXODLHT",
) | {ord("Æ"): "AE", ord("Œ"): "OE"}

_CONFUSABLES = str.maketrans("ODQIZSGB", "00012568")


class InvalidPlateError(ValueError):
    """The text cannot be a plate."""


class UnreadableLetterError(InvalidPlateError):
    """The text has a letter that looks like none of A-Z, so no reader could ever read it."""


def normalize(typed: str) -> str:
    """Turn a plate as people type it into A-Z and 0-9.

    Each letter becomes the one that a reader sees: accents are dropped (U for Ü), and Greek and
    Cyrillic letters become the Latin ones they look like (P for a rho or an er). What is neither
    letter nor digit is dropped. Raises UnreadableLetterError for a letter or digit that looks like
    none of these, InvalidPlateError for a length outside MIN_PLATE_LENGTH to MAX_PLATE_LENGTH.
    """
    return _normalized(typed, MIN_PLATE_LENGTH, MAX_PLATE_LENGTH)


def normalize_part(typed: str) -> str:
    """Turn a part of a plate into A-Z and 0-9, as `normalize` does the whole."""
    return _normalized(typed, 1, MAX_PART_LENGTH)


def _normalized(typed: str, shortest: int, longest: int) -> str:
    capitals = unicodedata.normalize("NFKD", typed).upper().translate(_LATIN)
    plain = "".join(char for char in capitals if char.isalnum())
    if not plain.isascii():
        raise UnreadableLetterError("a letter that looks like none of A-Z")
    if not shortest <= len(plain) <= longest:
        raise InvalidPlateError("length")
    return plain


def fold(text: str) -> str:
    """Replace each character by the one that stands for all that look like it."""
    return text.translate(_CONFUSABLES)
