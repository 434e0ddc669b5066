"""What a second reader's readings of a plate mean for the text of the first."""

from collections.abc import Sequence

from placa_engine.plates.confusables import fold
from placa_engine.plates.formats import PlateFormat, is_legal_anywhere
from placa_engine.plates.reading import PlateReading
from placa_engine.tracking.sighting import SecondOpinion

MOST_LOOKS = 3
"""More looks at the same plate hardly add evidence, and each costs a thread 30 to 150 ms."""

SURE_AGREEMENT = 0.85
"""One look that reads the text so surely is enough to agree."""

LIKELY_AGREEMENT = 0.3
"""Two looks are, that read it with this confidence."""

SURE_DISAGREEMENT = 0.9
"""On 664 training crops that the first reader read surely and right, the second surely reads
another text on none at this confidence, on 9 at 0.7."""

LIKELY_ANOTHER = 0.5
"""A look that likelier than not shows another text is set against one that agrees."""

_ALIKE = str.maketrans("OI", "01")


def second_opinion(
    text: str, readings: Sequence[PlateReading], form: PlateFormat | None = None
) -> SecondOpinion:
    """Return what most of the readings say of the text; `none` without readings.

    To agree, one must read the text surely or two of them likely, and more than read another
    one: whoever looks until one look agrees would find one in time. `form` is the plate format
    of the camera's country, if it is known.
    """
    if not readings:
        return SecondOpinion.NONE
    same = [one.confidence for one in readings if _is_same(text, one.text, form)]
    agree = sum(confidence >= LIKELY_AGREEMENT for confidence in same)
    sure = any(confidence >= SURE_AGREEMENT for confidence in same)
    others = sum(_is_another(text, reading, LIKELY_ANOTHER) for reading in readings)
    if agree > others and (sure or agree > 1):
        return SecondOpinion.AGREES
    disagree = sum(_is_another(text, reading, SURE_DISAGREEMENT) for reading in readings)
    return SecondOpinion.DISAGREES if disagree > agree else SecondOpinion.UNSURE


def wants_another_look(
    text: str, readings: Sequence[PlateReading], form: PlateFormat | None = None
) -> bool:
    """Return whether one more reading could change a doubtful or contrary opinion."""
    if len(readings) >= MOST_LOOKS:
        return False
    return second_opinion(text, readings, form) is not SecondOpinion.AGREES


def _is_same(text: str, read: str, form: PlateFormat | None) -> bool:
    """Return whether the second reader means this text by what it read.

    Where 0 and O or 1 and I are drawn alike, it cannot tell them apart; it is forgiven if the
    text is a plate, of the camera's country or of any, and what it reads is none.
    """
    if text.translate(_ALIKE) != read.translate(_ALIKE):
        return False
    here = form is not None and form.is_legal(text) and not form.is_legal(read)
    return text == read or here or (is_legal_anywhere(text) and not is_legal_anywhere(read))


def _is_another(text: str, reading: PlateReading, least: float) -> bool:
    """Return whether a reading of at least that confidence is of another plate.

    A text that looks alike is neither the same nor another, for 0 and O may tell two cars
    apart. Nor is the text with characters missing, or with more around it: the second reader
    often drops a character, reads one line only, and reads slogans and stickers too.
    """
    one, other = fold(text), fold(reading.text)
    return reading.confidence >= least and one not in other and not _is_within(other, one)


def _is_within(part: str, whole: str) -> bool:
    """Return whether leaving characters out of `whole` can give `part`."""
    rest = iter(whole)
    return all(char in rest for char in part)
