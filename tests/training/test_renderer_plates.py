from hypothesis import HealthCheck, given, settings, strategies as st
import numpy as np
import pytest

from placa_training.renderer import Layout, layout_named, layouts, render_plate
from placa_training.renderer.layouts import color, pick_layout

pytestmark = pytest.mark.usefixtures("only_bundled_fonts")

every_layout = pytest.mark.parametrize("layout", layouts(), ids=lambda layout: layout.name)
seeds = st.integers(0, 2**32 - 1)


def test_there_are_layouts_of_every_part_of_the_world() -> None:
    assert len(layouts()) >= 90
    assert {layout.family for layout in layouts()} == {
        "any",
        "asia",
        "britain",
        "europe",
        "north_america",
        "oceania_africa",
        "south_america",
    }


def test_layouts_have_names_of_their_own() -> None:
    names = [layout.name for layout in layouts()]
    assert len(set(names)) == len(names)


@every_layout
def test_all_patterns_of_a_layout_have_as_many_lines(layout: Layout) -> None:
    assert {pattern.count("/") + 1 for pattern in layout.patterns} == {layout.lines}


@every_layout
def test_the_label_matches_the_layout_and_the_quad_lies_in_the_picture(layout: Layout) -> None:
    rng = np.random.default_rng(5)
    for _ in range(4):
        plate = render_plate(rng, layout)
        height, width = plate.image.shape[:2]
        assert plate.image.dtype == np.uint8
        assert plate.image.shape == (height, width, 3)
        assert plate.mask.shape == (height, width)
        assert layout.matches(plate.text)
        assert 2 <= len(plate.text) <= 11
        assert plate.lines == layout.lines
        assert plate.layout == layout.name
        assert plate.quad.min() >= 0
        assert (plate.quad <= (width, height)).all()


@every_layout
def test_the_characters_are_visible(layout: Layout) -> None:
    one, other = layout_text(layout, 1), layout_text(layout, 2)
    assert one != other
    first = render_plate(np.random.default_rng(9), layout, one)
    second = render_plate(np.random.default_rng(9), layout, other)
    inked = [
        plate.image[: round(plate.quad[2, 1]), : round(plate.quad[1, 0])].astype(int)
        for plate in (first, second)
    ]
    height, width = np.minimum(inked[0].shape[:2], inked[1].shape[:2])
    difference = np.abs(inked[0][:height, :width] - inked[1][:height, :width])
    assert (difference.max(2) > 40).mean() > 0.01


def layout_text(layout: Layout, seed: int) -> str:
    marks = layout.draw(np.random.default_rng(seed))
    return "".join(mark.char for mark in marks if mark.is_text)


@given(seeds)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=30)
def test_the_same_seed_gives_the_same_plate(seed: int) -> None:
    one, other = (render_plate(np.random.default_rng(seed)) for _ in range(2))
    assert one.text == other.text
    assert one.layout == other.layout
    np.testing.assert_array_equal(one.image, other.image)
    np.testing.assert_array_equal(one.quad, other.quad)


@given(seeds, st.integers(40, 500))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=30)
def test_a_plate_is_as_wide_as_asked_for(seed: int, width: int) -> None:
    plate = render_plate(np.random.default_rng(seed), width=width)
    assert plate.quad[1, 0] - plate.quad[0, 0] == width


def test_a_given_text_is_set() -> None:
    plate = render_plate(np.random.default_rng(0), "gb", "AB12CDE")
    assert plate.text == "AB12CDE"


def test_a_text_that_the_layout_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="matches no pattern"):
        render_plate(np.random.default_rng(0), "gb", "1234567")


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(KeyError):
        layout_named("atlantis")


def test_layouts_are_drawn_by_weight() -> None:
    rng = np.random.default_rng(0)
    drawn = [pick_layout(rng).name for _ in range(4000)]
    share = layout_named("gb").weight / sum(layout.weight for layout in layouts())
    assert drawn.count("gb") / len(drawn) == pytest.approx(share, rel=0.3)


@pytest.mark.parametrize("code", ["red", "#12345", "#gggggg", "#1234567"])
def test_a_malformed_color_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="not a color"):
        color(code)
