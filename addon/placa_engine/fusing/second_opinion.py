"""What a second reader's readings of a plate mean for the text of the first."""

from collections.abc import Sequence

from placa_engine.fusing.sighting import SecondOpinion
from placa_engine.seeing.confusables import fold
from placa_engine.seeing.reading import PlateReading

MOST_LOOKS = 3
"""More looks at the same plate hardly add evidence, and each costs a thread 25 to 50 ms."""

SURE_AGREEMENT = 0.5
"""Two independent readers seldom make the same mistake, so more likely than not is enough."""

SURE_DISAGREEMENT = 0.9
"""On 614 training crops that the first reader read surely and right, the second surely reads
another text on 2 at this confidence, on 11 at 0.7."""

_ALIKE = str.maketrans("OI", "01")


def second_opinion(text: str, readings: Sequence[PlateReading]) -> SecondOpinion:
    """Return what most of the readings say of the text; `none` without readings."""
    if not readings:
        return SecondOpinion.NONE
    votes = [_vote(text, reading) for reading in readings]
    lead = votes.count(SecondOpinion.AGREES) - votes.count(SecondOpinion.DISAGREES)
    if lead > 0:
        return SecondOpinion.AGREES
    return SecondOpinion.DISAGREES if lead < 0 else SecondOpinion.UNSURE


def wants_another_look(text: str, readings: Sequence[PlateReading]) -> bool:
    """Tell whether one more reading could change a doubtful or contrary opinion."""
    if len(readings) >= MOST_LOOKS:
        return False
    return second_opinion(text, readings) is not SecondOpinion.AGREES


def _vote(text: str, reading: PlateReading) -> SecondOpinion:
    """Return what one reading says.

    The text with characters missing, or with more around it, is no other plate: the second
    reader often drops a character, reads one line only, and reads slogans and stickers too.
    """
    if reading.text.translate(_ALIKE) == text.translate(_ALIKE):
        sure = reading.confidence >= SURE_AGREEMENT
        return SecondOpinion.AGREES if sure else SecondOpinion.UNSURE
    one, other = fold(text), fold(reading.text)
    if one in other or _is_within(other, one) or reading.confidence < SURE_DISAGREEMENT:
        return SecondOpinion.UNSURE
    return SecondOpinion.DISAGREES


def _is_within(part: str, whole: str) -> bool:
    """Tell whether leaving characters out of `whole` can give `part`."""
    rest = iter(whole)
    return all(char in rest for char in part)
