"""A plate that fills the picture, as when somebody tries Placa with a photo of one."""

import numpy as np
import pytest

from placa_engine.vision.still_image import read_still
from placa_engine.vision.vision import Vision, load_vision
from placa_training.renderer import layout_named, paste_plate, render_plate


@pytest.fixture(scope="module")
def vision() -> Vision:
    return load_vision(threads=1)


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9, 1.0])
@pytest.mark.parametrize("layout", ["de", "gb", "fr"])
def test_a_plate_is_read_however_much_of_the_picture_it_fills(
    vision: Vision, layout: str, share: float
) -> None:
    rng = np.random.default_rng(7)
    plate = render_plate(rng, layout_named(layout))
    picture = np.full((600, 800, 3), 90, np.uint8)
    width = share * 800
    height = width * plate.image.shape[0] / plate.image.shape[1]
    left, top = (800 - width) / 2, (600 - height) / 2
    quad = np.array(
        [
            [left, top],
            [left + width, top],
            [left + width, top + height],
            [left, top + height],
        ],
        np.float32,
    )
    (found,) = read_still(vision, paste_plate(rng, picture, quad, plate))
    assert found.reading.text == plate.text
