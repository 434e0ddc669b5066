from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from placa_training.renderer import fonts
from placa_training.renderer.strokes import draw_character, stroke_faces

CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def test_every_bundled_font_has_its_license_beside_it() -> None:
    for font in fonts.catalog():
        if font.source == "bundled":
            for file in font.files:
                assert fonts.path_of(font, file).exists()
                stem = Path(file).stem.split("-latin")[0]
                assert (fonts.BUNDLED / f"{stem}.license.txt").stat().st_size > 500


def test_every_font_states_a_free_license_and_how_it_draws_nought() -> None:
    for font in fonts.catalog():
        assert font.license in {"OFL-1.1", "MIT", "Apache-2.0", "UFL-1.0"}
        assert font.zero in {"plain", "slashed", "dotted"}
        assert font.files


@pytest.mark.usefixtures("only_bundled_fonts")
def test_a_style_without_a_font_at_hand_falls_back_to_the_bundled_ones() -> None:
    assert {path.parent for path in fonts.faces("mono")} == {fonts.BUNDLED}


@pytest.mark.usefixtures("only_bundled_fonts")
@pytest.mark.parametrize("char", CHARACTERS)
def test_every_character_can_be_drawn_in_any_lettering(char: str) -> None:
    for face in (*fonts.faces("any"), *stroke_faces("any"), *stroke_faces("mandatory")):
        mask = fonts.glyph(face, char, 30, 50)
        assert mask.shape == (50, 30)
        assert 0.05 < (mask > 127).mean() <= 1


@pytest.mark.parametrize("style", ["any", "die", "din", "fe", "mandatory"])
def test_characters_of_a_lettering_differ(style: str) -> None:
    for face in stroke_faces(style):
        drawn = {
            char: fonts.glyph(face, char, 32, 64).astype(float)
            for char in CHARACTERS
            if char not in "I1O0"
        }
        for (one, shape), (other, against) in combinations(drawn.items(), 2):
            assert np.abs(shape - against).mean() > 5, (one, other)


def test_strokes_keep_to_their_weight() -> None:
    for face in stroke_faces("din"):
        stem = (draw_character(face, "L")[20:30] > 127).sum(1)
        assert stem.min() == pytest.approx(face.weight * 64, abs=2)
