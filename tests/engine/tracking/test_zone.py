from hypothesis import given, strategies as st

from placa_engine.tracking.zone import contains, standing_point

SQUARE = ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))
L_SHAPE = ((0.0, 0.0), (1.0, 0.0), (1.0, 0.4), (0.4, 0.4), (0.4, 1.0), (0.0, 1.0))
shares = st.floats(0.0, 1.0)


@given(shares, shares)
def test_a_square_holds_what_is_between_its_sides(x: float, y: float) -> None:
    inside = 0.2 < x < 0.8 and 0.2 < y < 0.8
    on_a_side = x in (0.2, 0.8) or y in (0.2, 0.8)
    assert on_a_side or contains(SQUARE, (x, y)) == inside


@given(shares, shares)
def test_the_way_round_does_not_matter(x: float, y: float) -> None:
    assert contains(L_SHAPE, (x, y)) == contains(L_SHAPE[::-1], (x, y))


def test_the_notch_of_an_l_is_outside() -> None:
    assert contains(L_SHAPE, (0.2, 0.9))
    assert contains(L_SHAPE, (0.9, 0.2))
    assert not contains(L_SHAPE, (0.7, 0.7))


def test_a_plate_stands_on_the_middle_of_its_lower_side() -> None:
    assert standing_point((100, 50, 300, 100), (1000, 200)) == (0.2, 0.5)
