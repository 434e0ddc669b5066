"""Parts of a picture as people choose them."""

from hypothesis import given, strategies as st
import pytest

from custom_components.placa.flows.areas import (
    Area,
    AreaError,
    choice_of,
    polygon_from,
    polygon_of,
    text_of,
)

percents = st.integers(0, 100_00).map(lambda hundredths: hundredths / 100_00)


@pytest.mark.parametrize("area", [area for area in Area if area is not Area.CORNERS])
def test_a_part_with_a_name_is_chosen_by_it(area: Area) -> None:
    polygon = polygon_of({"area": area.value})
    assert choice_of(polygon) == {"area": area.value}
    assert all(0 <= share <= 1 for corner in polygon for share in corner)


def test_the_lower_half_is_below_the_upper_one() -> None:
    assert {y for _, y in polygon_of({"area": "upper"})} == {0.0, 0.5}
    assert {y for _, y in polygon_of({"area": "lower"})} == {0.5, 1.0}
    assert {x for x, _ in polygon_of({"area": "left"})} == {0.0, 0.5}


@pytest.mark.parametrize(
    "text", ["20 50 80 100", "20, 50, 80, 100", "20% 50% 80% 100%", "(20 50) (80 100)"]
)
def test_four_numbers_are_a_box(text: str) -> None:
    assert polygon_from(text) == ((0.2, 0.5), (0.8, 0.5), (0.8, 1.0), (0.2, 1.0))


def test_three_corners_are_a_triangle() -> None:
    chosen = {"area": "corners", "corners": "0 0, 12.5 100; 100 50"}
    assert polygon_of(chosen) == ((0.0, 0.0), (0.125, 1.0), (1.0, 0.5))


@pytest.mark.parametrize(
    "text",
    ["", "lower half", "20 50", "80 50 20 100", "20 100 80 50", "0 0 101 50", "-5 0 50 50",
     "0 0 50 50 100", "0 0, 50 50, 100 100", "1 1, 1 1, 1 1", "0 0 " * 65, "1e1 0 50 50"],
)  # fmt: skip
def test_what_is_no_part_of_a_picture_is_refused(text: str) -> None:
    with pytest.raises(AreaError):
        polygon_from(text)


def test_corners_beside_another_choice_are_not_passed_over_in_silence() -> None:
    with pytest.raises(AreaError):
        polygon_of({"area": "whole", "corners": "20 50 80 100"})
    assert polygon_of({"area": "whole", "corners": " "}) == polygon_of({"area": "whole"})


def test_corners_that_were_forgotten_are_asked_for() -> None:
    with pytest.raises(AreaError):
        polygon_of({"area": "corners"})


@given(st.lists(st.tuples(percents, percents), min_size=3, max_size=64))
def test_a_polygon_is_shown_as_the_text_it_is_read_from(corners: list[tuple[float, float]]) -> None:
    polygon = tuple(corners)
    try:
        read = polygon_from(text_of(polygon))
    except AreaError:
        return
    flat = [share for corner in polygon for share in corner]
    assert [share for corner in read for share in corner] == pytest.approx(flat)
    assert text_of(read) == text_of(polygon)


@given(st.text(alphabet="0123456789 .,;%", max_size=40))
def test_whatever_is_typed_is_a_polygon_inside_the_picture_or_refused(text: str) -> None:
    try:
        polygon = polygon_from(text)
    except AreaError:
        return
    assert 3 <= len(polygon) <= 64
    assert all(0 <= share <= 1 for corner in polygon for share in corner)
