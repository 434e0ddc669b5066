"""How likely a detection is a plate once it was read."""

from hypothesis import given, strategies as st

from placa_engine.imaging.detection import PlateDetection
from placa_engine.plates.reading import CharReading, PlateReading
from placa_engine.vision.detector import corners
from placa_engine.vision.plausibility import Plausibility

LIKELY = Plausibility(score=2.0, least=4.0, digits=1.5, bias=-4.0, floor=0.45, limit=0.5)
BOX = (0.0, 0.0, 40.0, 10.0)

probabilities = st.floats(0, 1)
texts = st.text("ABC0123456789", min_size=1, max_size=9)


def detection(score: float) -> PlateDetection:
    return PlateDetection(quad=corners(BOX), box=BOX, score=score)


def reading(text: str, confidence: float) -> PlateReading:
    return PlateReading(tuple(CharReading(char, confidence) for char in text))


def test_what_has_no_text_is_no_plate() -> None:
    assert LIKELY.of(detection(1.0), PlateReading(())) == 0.0
    assert not LIKELY.accepts(detection(1.0), PlateReading(()))


def test_a_small_but_clear_text_with_digits_makes_up_for_a_low_score() -> None:
    assert LIKELY.accepts(detection(0.5), reading("AB12CD", 0.95))
    assert not LIKELY.accepts(detection(0.5), reading("TOYOTA", 0.95))
    assert not LIKELY.accepts(detection(0.5), reading("AB12CD", 0.3))


def test_a_plate_without_digits_is_believed_where_the_detector_is_sure() -> None:
    assert LIKELY.accepts(detection(0.8), reading("CUSTOM", 0.95))


def test_a_single_character_is_no_plate_however_sure() -> None:
    assert LIKELY.of(detection(0.99), reading("7", 0.99)) == 0.0
    assert LIKELY.of(detection(0.99), reading("77", 0.99)) > 0.5


@given(score=probabilities, confidence=probabilities, text=texts)
def test_it_is_a_probability(score: float, confidence: float, text: str) -> None:
    assert 0.0 <= LIKELY.of(detection(score), reading(text, confidence)) <= 1.0


@given(scores=st.tuples(probabilities, probabilities), confidence=probabilities, text=texts)
def test_a_higher_score_never_makes_it_less_likely(
    scores: tuple[float, float], confidence: float, text: str
) -> None:
    low, high = (LIKELY.of(detection(score), reading(text, confidence)) for score in sorted(scores))
    assert low <= high
