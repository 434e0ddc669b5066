from pathlib import Path

import cv2
import numpy as np
import pytest

from placa_training.renderer import build_set, layout_named, load_set, render_contact_sheet

pytestmark = pytest.mark.usefixtures("only_bundled_fonts")


def test_a_set_holds_crops_with_texts_that_their_layouts_allow(tmp_path: Path) -> None:
    build_set(tmp_path / "crops.npy", 40, seed=3)
    found = load_set(tmp_path / "crops.npy")
    assert found.crops.shape == (40, 72, 192, 3)
    assert found.crops.dtype == np.uint8
    assert found.quads.shape == (40, 4, 2)
    assert len(found.texts) == len(found.lines) == len(found.layouts) == 40
    for text, lines, name in zip(found.texts, found.lines, found.layouts, strict=True):
        assert layout_named(name).matches(text)
        assert layout_named(name).lines == lines
    assert all(crop.std() > 0 for crop in found.crops)


def test_the_number_of_jobs_does_not_change_a_set(tmp_path: Path) -> None:
    build_set(tmp_path / "alone.npy", 260, seed=3, jobs=1)
    build_set(tmp_path / "two.npy", 260, seed=3, jobs=2)
    alone, two = load_set(tmp_path / "alone.npy"), load_set(tmp_path / "two.npy")
    np.testing.assert_array_equal(alone.crops, two.crops)
    assert alone.texts == two.texts
    np.testing.assert_array_equal(alone.quads, two.quads)


def test_a_set_without_labels_is_not_complete(tmp_path: Path) -> None:
    build_set(tmp_path / "crops.npy", 5, seed=0)
    (tmp_path / "crops.json").unlink()
    with pytest.raises(FileNotFoundError):
        load_set(tmp_path / "crops.npy")


def test_a_set_must_be_a_npy_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="npy"):
        build_set(tmp_path / "crops.zip", 5, seed=0)


def test_the_contact_sheet_is_a_picture(tmp_path: Path) -> None:
    render_contact_sheet(tmp_path / "sheet.jpg")
    sheet = cv2.imread(str(tmp_path / "sheet.jpg"))
    assert sheet is not None
    assert sheet.shape[1] == 1400


def test_a_contact_sheet_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot write"):
        render_contact_sheet(tmp_path / "missing" / "sheet.jpg")
