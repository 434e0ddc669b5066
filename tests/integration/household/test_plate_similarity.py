"""Plates that may be taken for each other are found, all of them and no others."""

from itertools import combinations

from hypothesis import given, strategies as st
import pytest
from support.people import plates

from custom_components.placa.client.plate import fold
from custom_components.placa.household.plate_similarity import alike_pairs, too_alike, vehicles_like
from custom_components.placa.household.vehicle import Vehicle

few = st.text("AB18", min_size=2, max_size=4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AB12CDE", "AB12CDE"),
        ("AB12CDE", "A812CDE"),
        ("AB12CDE", "AB12CDF"),
        ("AB12CDE", "XB12CDE"),
        ("AB12CDE", "AB2CDE"),
        ("AB12CDE", "AB12CDEX"),
        ("AB12CDE", "B12CDE"),
        ("AB12CDE", "A8I2CDF"),
    ],
)
def test_plates_at_most_one_clear_character_apart_are_too_alike(one: str, other: str) -> None:
    assert too_alike(one, other)
    assert too_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AB12CDE", "AB12CFF"),
        ("AB12CDE", "BA12CDE"),
        ("AB12CDE", "AB12C"),
        ("AB12CDE", "XY99ZZZ"),
        ("M1", "N2"),
    ],
)
def test_plates_further_apart_are_not(one: str, other: str) -> None:
    assert not too_alike(one, other)
    assert not too_alike(other, one)


@given(few | plates, few | plates)
def test_too_alike_is_an_edit_distance_of_one_after_folding(one: str, other: str) -> None:
    assert too_alike(one, other) == (_distance(fold(one), fold(other)) <= 1)


@given(st.lists(few, max_size=12))
def test_no_pair_is_missed_or_told_twice(some: list[str]) -> None:
    pairs = list(alike_pairs(some))
    assert pairs == [pair for pair in combinations(sorted(set(some)), 2) if too_alike(*pair)]


@given(st.sets(few, max_size=8), st.sets(few, min_size=1, max_size=8))
def test_a_vehicle_is_like_a_passer_by_if_any_of_its_plates_is(
    passers_by: set[str], own: set[str]
) -> None:
    vehicles = [Vehicle(plate, plate, (plate,)) for plate in sorted(own)]
    alike = {
        one for one in own for other in passers_by if other not in own and too_alike(one, other)
    }
    assert {vehicle.name for vehicle in vehicles_like(passers_by, vehicles)} == alike


def _distance(one: str, other: str) -> int:
    """Levenshtein's, row by row."""
    row = list(range(len(other) + 1))
    for place, char in enumerate(one, 1):
        row_before, row = row, [place]
        for other_place, other_char in enumerate(other, 1):
            row.append(
                min(
                    row_before[other_place] + 1,
                    row[-1] + 1,
                    row_before[other_place - 1] + (char != other_char),
                )
            )
    return row[-1]
