import numpy as np

from placa_engine.imaging.frame import Picture
from placa_engine.vision.crop_views import BAND_FILL, second_reader_views

BLUE, RED = (150, 50, 10), (40, 40, 200)


def gray(width: int, height: int, level: int = 50) -> Picture:
    return np.full((height, width, 3), level, dtype=np.uint8)


def test_a_long_crop_without_a_band_is_read_as_it_is() -> None:
    crop = gray(400, 100)
    (view,) = second_reader_views(crop)
    assert view is crop


def test_the_band_of_a_long_crop_is_hidden() -> None:
    crop = gray(400, 100, 230)
    crop[:, 24:56] = BLUE
    (view,) = second_reader_views(crop)
    assert (view[:, :56] == BAND_FILL).all()


def test_a_squarish_crop_is_also_read_without_its_upper_and_lower_edge() -> None:
    assert [view.shape[:2] for view in second_reader_views(gray(300, 100))] == [
        (100, 300),
        (70, 300),
    ]


def test_two_lines_are_also_read_side_by_side() -> None:
    crop = gray(200, 100, 10)
    crop[50:] = 200
    _, _, lines = second_reader_views(crop)
    assert lines.shape == (45, 336, 3)
    assert lines[:-3, :168].max() == 10
    assert lines[3:, 168:].min() == 200


def test_a_closer_look_leaves_out_the_rim() -> None:
    first, inner = second_reader_views(gray(400, 100), closer=True)
    assert first.shape[:2] == (100, 400)
    assert inner.shape[:2] == (90, 336)


def test_a_closer_look_paints_over_a_sticker() -> None:
    crop = gray(400, 70, 230)
    crop[20:32, 190:206] = RED
    first, plain, _ = second_reader_views(crop, closer=True)
    assert (first == crop).all()
    np.testing.assert_allclose(plain, gray(400, 70, 230), atol=5)
