"""What the reader is shown in training, and what it is never shown."""

import json
from typing import TYPE_CHECKING

import cv2
from hypothesis import given, settings, strategies as st
import numpy as np
import pytest

from placa_training.reader.augment import augment, light, view
from placa_training.reader.dataset import (
    Crop,
    Sampler,
    corners_of_box,
    is_held_out,
    load_real,
    read_crop,
    render_crop,
)
from placa_training.reader.picture_input import HEIGHT, stretch

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 144
SIZE = (HEIGHT, WIDTH)
SEEDS = st.integers(0, 10_000)


def marked_crop() -> tuple[np.ndarray, np.ndarray]:
    """Draw a white plate with a black block in its middle, where characters are, on gray."""
    picture = np.full((60, 160, 3), 90, np.uint8)
    cv2.rectangle(picture, (16, 6), (143, 53), (255, 255, 255), -1)
    cv2.rectangle(picture, (30, 14), (129, 45), (0, 0, 0), -1)
    return picture, corners_of_box(16, 6, 144, 54)


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_a_view_keeps_the_characters_in_the_picture(seed: int) -> None:
    picture, quad = marked_crop()
    seen = view(np.random.default_rng(seed), picture, quad, SIZE)
    assert seen.shape == (*SIZE, 3)
    dark = (seen < 60).all(2)
    assert 0.2 < dark.mean() < 0.75
    ys, xs = np.nonzero(dark)
    assert abs(xs.mean() / WIDTH - 0.5) < 0.2
    assert abs(ys.mean() / HEIGHT - 0.5) < 0.2


@settings(deadline=None, max_examples=40)
@given(SEEDS)
def test_augmented_pictures_have_the_networks_size_and_some_content(seed: int) -> None:
    picture, quad = marked_crop()
    made = augment(np.random.default_rng(seed), picture, quad, SIZE)
    assert made.shape == (*SIZE, 3)
    assert made.dtype == np.uint8
    assert made.std() > 1


def test_augmentation_leaves_the_stored_crop_as_it_is() -> None:
    picture, quad = marked_crop()
    before = picture.copy()
    for seed in range(50):
        augment(np.random.default_rng(seed), picture, quad, SIZE)
    assert np.array_equal(picture, before)


def test_light_keeps_dark_darker_than_bright() -> None:
    picture, _ = marked_crop()
    for seed in range(50):
        lit = light(np.random.default_rng(seed), picture).astype(int)
        assert lit[28:32, 70:90].mean() <= lit[8:12, 70:90].mean()


@settings(deadline=None, max_examples=15)
@given(SEEDS)
def test_a_rendered_crop_holds_its_plate(seed: int) -> None:
    crop = render_crop(np.random.default_rng(seed))
    height, width = crop.picture.shape[:2]
    assert 1 <= len(crop.text) <= 13
    assert (crop.quad.mean(0) > 0).all()
    assert (crop.quad.mean(0) < (width, height)).all()


def batches(seed: int) -> list[np.ndarray]:
    picture, quad = marked_crop()
    real = [Crop(picture, "AB12", quad, 1)]
    sampler = Sampler(real, 0.5, SIZE, seed).batches(6)
    return [next(sampler).pictures for _ in range(2)]


def test_a_seed_gives_the_same_batches_again() -> None:
    assert all(np.array_equal(a, b) for a, b in zip(batches(3), batches(3), strict=True))
    assert not np.array_equal(batches(3)[0], batches(4)[0])


def test_half_of_a_batch_is_real() -> None:
    picture, quad = marked_crop()
    sampler = Sampler([Crop(picture, "AB12", quad, 1)], 0.5, SIZE, 1)
    batch = next(sampler.batches(8))
    assert batch.pictures.shape == (8, *SIZE, 3)
    assert batch.lengths[:4].tolist() == [4] * 4
    assert len(batch.targets) == batch.lengths.sum()


def test_one_plate_in_about_sixteen_is_held_out_and_always_the_same() -> None:
    texts = [f"AB{number:04d}" for number in range(4000)]
    held = [is_held_out(text) for text in texts]
    assert 0.045 < np.mean(held) < 0.08
    assert held == [is_held_out(text) for text in texts]


def test_real_crops_are_read_from_their_list_and_shrunk(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    cv2.imwrite(str(tmp_path / "train" / "a.png"), np.zeros((240, 700, 3), np.uint8))
    record = {"image": "train/a.png", "text": "AB12"}
    (tmp_path / "train.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    (crop,) = load_real(tmp_path / "train.jsonl")
    assert crop.text == "AB12"
    assert crop.picture.shape == (96, 288, 3)
    assert crop.quad[0] == pytest.approx([288 * 0.12 / 1.24, 96 * 0.12 / 1.24])


def test_a_damaged_picture_is_an_error_without_its_name(tmp_path: Path) -> None:
    path = tmp_path / "AB12CDE.jpg"
    path.write_bytes(b"no picture")
    with pytest.raises(ValueError, match="cannot be read") as caught:
        read_crop(path)
    assert "AB12CDE" not in str(caught.value)


@pytest.mark.parametrize("shape", [(20, 40), (48, 144), (72, 192), (500, 90)])
def test_a_crop_of_any_size_is_stretched_to_the_networks(shape: tuple[int, int]) -> None:
    assert stretch(np.zeros((*shape, 3), np.uint8), 36).shape == (*SIZE, 3)
