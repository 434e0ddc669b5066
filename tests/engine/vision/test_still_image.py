from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from placa_engine.imaging.detection import PlateDetection
from placa_engine.imaging.frame import Picture
from placa_engine.imaging.roll import rolled
from placa_engine.plates.country_prior import as_in_country
from placa_engine.plates.formats import plate_format
from placa_engine.plates.reading import CharReading, PlateReading
from placa_engine.vision.annotate import annotate
from placa_engine.vision.detector import corners
from placa_engine.vision.leaning import CLEAR, LEAST_LEAN, ROLLS, lean
from placa_engine.vision.plausibility import Plausibility
from placa_engine.vision.reader import PlateReader
from placa_engine.vision.still_image import read_crop, read_still
from placa_engine.vision.vision import Vision
from tests.engine.support.level_board import BOARD, LevelDetector, SteadyReader, with_board
from tests.engine.support.tiny_networks import ALPHABET, crop_of, draw_plate, scene


def reading_of(*chars: tuple[str, float, tuple[tuple[str, float], ...]]) -> PlateReading:
    return PlateReading(tuple(CharReading(*char) for char in chars))


def sure(text: str) -> list[tuple[str, float, tuple[tuple[str, float], ...]]]:
    return [(char, 0.99, ()) for char in text]


@given(text=st.text(ALPHABET, min_size=1, max_size=10), left=st.integers(0, 300))
@settings(max_examples=25)
def test_a_plate_is_found_and_read(tiny_vision: Vision, text: str, left: int) -> None:
    picture = scene()
    draw_plate(picture, text, left, 100)
    (plate,) = read_still(tiny_vision, picture)
    assert plate.reading.text == text


def test_a_plate_on_which_nothing_stands_is_left_out(tiny_vision: Vision) -> None:
    picture = scene()
    draw_plate(picture, "", 100, 100)
    assert len(tiny_vision.detector.detect(picture)) == 1
    assert read_still(tiny_vision, picture) == ()
    assert read_crop(tiny_vision, crop_of("")) == ()


class StaringReader:
    """Reads a fixed text, surely or not, and another one when it looks closely."""

    def __init__(self, confidence: float, closely: str) -> None:
        self.confidence, self.closely, self.looks = confidence, closely, 0

    def read(self, crops: Sequence[Picture], unsure: float) -> tuple[PlateReading, ...]:
        assert 0 < unsure < 1
        return tuple(reading_of(("A", self.confidence, ())) for _ in crops)

    def read_closely(self, crop: Picture) -> PlateReading:
        assert crop.size
        self.looks += 1
        return reading_of(*sure(self.closely))


LENIENT = Plausibility(score=0, least=0, digits=0, bias=9, floor=0.45, limit=0.5)


def level_only(vision: Vision, confidence: float) -> tuple[Vision, LevelDetector]:
    detector, reader = LevelDetector(), SteadyReader(confidence)
    return replace(
        vision,
        detector=detector.as_detector(),
        reader=reader.as_reader(),
        plausibility=LENIENT,
    ), detector


@pytest.mark.parametrize("degrees", ROLLS)
def test_a_leaning_plate_is_found_where_it_is_and_turned_upright(
    tiny_vision: Vision, degrees: float
) -> None:
    vision, _ = level_only(tiny_vision, 0.9)
    leaning = rolled(with_board(), -degrees)
    (plate,) = read_still(vision, leaning.picture)
    turned_back = np.array(leaning.quad_before(plate.detection.quad))
    assert turned_back == pytest.approx(np.array(corners(BOARD)), abs=3)
    points = np.array(plate.detection.quad)
    assert plate.detection.box == pytest.approx((*points.min(0), *points.max(0)))


@pytest.mark.parametrize(("confidence", "looks"), [(CLEAR, 1), (CLEAR - 0.01, 1 + len(ROLLS))])
def test_turned_views_are_looked_at_only_where_no_clear_plate_was_found(
    tiny_vision: Vision, confidence: float, looks: int
) -> None:
    vision, detector = level_only(tiny_vision, confidence)
    assert [plate.reading.text for plate in read_still(vision, with_board())] == ["AB"]
    assert detector.looks == looks


class TurnedLetteringDetector(LevelDetector):
    """Finds nothing upright, and on a turned picture what leans by so many degrees there."""

    def __init__(self, degrees: float) -> None:
        super().__init__()
        self._degrees = np.radians(degrees)

    def detect(self, picture: Picture, **_how: object) -> tuple[PlateDetection, ...]:
        self.looks += 1
        if picture.shape == (480, 640, 3):
            return ()
        cos, sin = np.cos(self._degrees), np.sin(self._degrees)
        flat = np.array([[-60, -15], [60, -15], [60, 15], [-60, 15]])
        turned = flat @ np.array([[cos, sin], [-sin, cos]]) + 400
        first, second, third, fourth = ((float(x), float(y)) for x, y in turned)
        box = (330.0, 330.0, 470.0, 470.0)
        return (PlateDetection((first, second, third, fourth), box, 0.9),)


@pytest.mark.parametrize("degrees", [-45, -25, 0, 25, 45])
def test_what_hangs_nearly_upright_is_no_leaning_plate(tiny_vision: Vision, degrees: float) -> None:
    """It leans less in the one turned view than in the other, where alone it counts."""
    vision, _ = level_only(tiny_vision, 0.9)
    detector = TurnedLetteringDetector(degrees)
    (plate,) = read_still(replace(vision, detector=detector.as_detector()), scene(640, 480))
    assert lean(plate.detection.quad) == pytest.approx(45 + abs(degrees), abs=0.1)
    assert lean(plate.detection.quad) >= LEAST_LEAN


def test_a_hasty_look_is_not_turned(tiny_vision: Vision) -> None:
    vision, detector = level_only(tiny_vision, 0.9)
    assert read_still(vision, rolled(with_board(), ROLLS[0]).picture, thorough=False) == ()
    assert detector.looks == 1


def test_what_is_read_in_doubt_on_a_turned_view_is_no_leaning_plate(tiny_vision: Vision) -> None:
    vision, detector = level_only(tiny_vision, CLEAR - 0.01)
    assert read_still(vision, rolled(with_board(), ROLLS[0]).picture) == ()
    assert detector.looks == 1 + len(ROLLS)


@pytest.mark.parametrize(
    ("confidence", "closely", "text", "looks"),
    [(0.95, "B", "A", 0), (0.6, "B", "B", 1), (0.6, "", "A", 1)],
)
def test_a_plate_read_in_doubt_is_looked_at_closely(
    tiny_vision: Vision, confidence: float, closely: str, text: str, looks: int
) -> None:
    reader = StaringReader(confidence, closely)
    vision = replace(tiny_vision, reader=cast("PlateReader", reader))
    (plate,) = read_crop(vision, crop_of("A"))
    assert (plate.reading.text, reader.looks) == (text, looks)


def test_a_country_tilts_a_doubtful_look_alike() -> None:
    danish = plate_format("DK")
    assert danish is not None
    doubtful = reading_of(*sure("BA123"), ("O", 0.55, (("0", 0.44),)), *sure("7"))
    assert doubtful.text == "BA123O7"
    tilted = as_in_country(doubtful, danish)
    assert tilted.text == "BA12307"
    assert tilted.chars[:5] == doubtful.chars[:5]
    assert tilted.chars[5].alternatives[0][0] == "O"


def test_a_country_does_not_change_what_was_read_surely() -> None:
    danish = plate_format("DK")
    assert danish is not None
    certain = reading_of(*sure("BA123O7"))
    assert as_in_country(certain, danish) == certain


shares = st.lists(
    st.tuples(st.sampled_from(ALPHABET), st.floats(0.34, 1.0), st.sampled_from(ALPHABET)),
    min_size=1, max_size=9,
)  # fmt: skip


@given(shares, st.sampled_from(["DE", "NL", "GB", "BR"]))
def test_a_country_adds_and_removes_no_character(
    chars: list[tuple[str, float, str]], country: str
) -> None:
    form = plate_format(country)
    assert form is not None
    reading = reading_of(
        *((char, own, ((other, 1 - own),) if other != char else ()) for char, own, other in chars)
    )
    tilted = as_in_country(reading, form)
    assert len(tilted.chars) == len(reading.chars)
    for before, after in zip(reading.chars, tilted.chars, strict=True):
        assert after.char in {before.char, *(other for other, _ in before.alternatives)}
        assert 0.0 <= after.confidence <= 1.0


def test_annotating_leaves_the_picture_itself_alone(tiny_vision: Vision) -> None:
    picture = scene()
    draw_plate(picture, "AB12", 0, 0)
    before = picture.copy()
    drawn = annotate(picture, read_still(tiny_vision, picture))
    np.testing.assert_array_equal(picture, before)
    assert (drawn != picture).any()
