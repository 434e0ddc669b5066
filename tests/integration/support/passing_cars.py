"""Simulated passes: noisy readings of a plate, fused by the engine's own code, as sightings.

Every frame is read with errors of its own; what spoils a whole pass (dirt, a bolt, a bad
angle) spoils the same characters in all frames. A second reader looks at the same spoilt
plate and errs by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
import random
import string

from support.number_plates import NumberPlate, lookalikes
from support.people import sighting

from custom_components.placa.client.models import SecondOpinion, Sighting
from placa_engine.plates.reading import CharReading, PlateReading
from placa_engine.tracking.fusion import Evidence, fuse
from placa_engine.tracking.second_opinion import second_opinion, wants_another_look

_ALL = string.digits + string.ascii_uppercase


@dataclass(frozen=True, slots=True)
class View:
    """How well a pass can be seen.

    `blur` is how often a frame misreads a character, `dirt` how often a character is
    spoilt in all frames, `dropped` how often a frame loses or invents one at an end or
    between two.
    """

    name: str
    blur: float
    dirt: float
    dropped: float


DAY = View("day", blur=0.01, dirt=0.0, dropped=0.005)
NIGHT = View("night", blur=0.06, dirt=0.02, dropped=0.02)
RAIN = View("rain and dirt", blur=0.1, dirt=0.05, dropped=0.05)

_TOLD_AFTER = (3, 4, 6, 9)
"""The engine tells what it knows after so many frames."""

_SPOILT = 0.45
"""How often a spoilt character is read as the one it resembles now."""

_FOOLED = 0.1
"""How often a spoilt character fools the second reader too: of 8 real stills that the first
one read wrong and sure, the second one agreed with one."""


def passing(plate: NumberPlate, view: View, chance: random.Random) -> Iterator[Sighting]:
    """The updates of one pass."""
    spoilt = {
        place: chance.choice(lookalikes(char))
        for place, char in enumerate(plate.text)
        if chance.random() < view.dirt and lookalikes(char)
    }
    fooled = {place: char for place, char in spoilt.items() if chance.random() < _FOOLED}
    two_lines = len(plate.parts) > 1 and chance.random() < 0.25
    evidence = Evidence()
    second: list[PlateReading] = []
    sighting_id = f"{chance.getrandbits(128):032x}"
    for frame in range(1, _TOLD_AFTER[-1] + 1):
        seen = _frame(plate, spoilt, view, chance, two_lines=two_lines)
        evidence = evidence.with_reading(seen, weight=chance.uniform(0.5, 1.0))
        if frame not in _TOLD_AFTER:
            continue
        fused = fuse(evidence)
        if wants_another_look(fused.text, second):
            second.append(_second_reading(plate, fooled, view, chance))
        if fused.text:
            yield sighting(
                sighting_id=sighting_id,
                revision=frame,
                text=fused.text,
                confidence=fused.confidence,
                margin=fused.margin,
                frames=fused.frames,
                frames_read=fused.frames_read,
                second_opinion=SecondOpinion(second_opinion(fused.text, second)),
            )


def _frame(
    plate: NumberPlate,
    spoilt: dict[int, str],
    view: View,
    chance: random.Random,
    *,
    two_lines: bool,
) -> PlateReading:
    """What the reader makes of one frame."""
    chars = [_char(char, spoilt.get(place), view, chance) for place, char in enumerate(plate.text)]
    if two_lines and chance.random() < view.dropped:
        upper = len(plate.parts[0])
        chars = chance.choice([chars[upper:] + chars[:upper], chars[:upper], chars[upper:]])
    if chars and chance.random() < view.dropped:
        del chars[chance.choice([0, -1, chance.randrange(len(chars))])]
    if chance.random() < view.dropped:
        stray = _char(chance.choice(_ALL), None, view, chance)
        chars.insert(chance.choice([0, len(chars), chance.randint(0, len(chars))]), stray)
    return PlateReading(tuple(chars))


def _char(char: str, spoilt: str | None, view: View, chance: random.Random) -> CharReading:
    """One character: the true one and its rival share what the reader is sure of."""
    rival = spoilt or chance.choice(lookalikes(char) or _ALL)
    wrong = chance.random() < (_SPOILT if spoilt else view.blur)
    best, other = (rival, char) if wrong else (char, rival)
    sure = (
        chance.betavariate(6, 2) if wrong or spoilt else chance.betavariate(40, 1 + 20 * view.blur)
    )
    confidence = 0.5 + sure / 2
    return CharReading(best, confidence, ((other, (1.0 - confidence) * 0.9),))


def _second_reading(
    plate: NumberPlate, fooled: dict[int, str], view: View, chance: random.Random
) -> PlateReading:
    """What the second reader makes of one look, `fooled` by some spoilt characters in all."""
    chars = []
    for place, char in enumerate(plate.text):
        slips = chance.random() < view.blur / 2
        read = chance.choice(lookalikes(char) or _ALL) if slips else fooled.get(place, char)
        chars.append(CharReading(read, 0.6 if read != char else 0.97))
    return PlateReading(tuple(chars))
