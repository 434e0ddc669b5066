import numpy as np
import pytest

from placa_engine.cameras.frozen_picture import FROZEN_AFTER, FrozenPictureDetector
from placa_engine.cameras.sources.source_frame import Luma

PICTURE: Luma = np.random.default_rng(1).integers(0, 256, (40, 60), np.uint8)


def watch(pictures: list[Luma], keys: set[int], fps: float = 2.0) -> list[bool]:
    repetition = FrozenPictureDetector()
    return [
        repetition.is_frozen(picture.copy(), index / fps, is_key=index in keys)
        for index, picture in enumerate(pictures)
    ]


def test_the_same_picture_for_long_and_in_every_key_frame_is_a_frozen_camera() -> None:
    frozen = watch([PICTURE] * 30, keys={0, 8, 16, 24})
    assert frozen == [index / 2 >= FROZEN_AFTER for index in range(30)]


def test_an_encoder_that_repeats_a_still_scene_between_key_frames_is_not_frozen() -> None:
    noisy = PICTURE.copy()
    noisy[7, 7] ^= 1
    pictures = [PICTURE] * 20 + [noisy] * 20 + [PICTURE] * 20
    assert not any(watch(pictures, keys={0, 20, 40}))
    assert not any(watch([PICTURE] * 60, keys={0}))


def test_a_camera_that_moves_again_is_frozen_no_more() -> None:
    frozen = watch([PICTURE] * 25 + [255 - PICTURE], keys=set(range(26)))
    assert frozen[24]
    assert not frozen[25]


@pytest.mark.parametrize("level", [0, 128])
def test_a_dark_or_empty_picture_tells_nothing(level: int) -> None:
    assert not any(watch([np.full_like(PICTURE, level)] * 60, keys=set(range(60))))
