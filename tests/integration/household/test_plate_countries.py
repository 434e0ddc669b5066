"""A typed plate is told which countries it would fit, so that a slip is noticed."""

from hypothesis import given
import pytest
from support.people import plates

from custom_components.placa.household.plate_countries import countries_of


@pytest.mark.parametrize(
    ("plate", "fits", "does_not_fit"),
    [
        ("AB12CDE", {"GB", "RO"}, {"FR", "DE"}),
        ("AB123CD", {"FR", "IT", "RS"}, {"GB"}),
        ("AB123CI", {"RS"}, {"FR", "IT"}),
        ("MUC1234", {"DE"}, {"FR"}),
        ("12ABC34", {"TR"}, {"GB"}),
    ],
)
def test_a_plate_fits_the_formats_of_its_country(
    plate: str, fits: set[str], does_not_fit: set[str]
) -> None:
    found = set(countries_of(plate))
    assert fits <= found
    assert found.isdisjoint(does_not_fit)


@pytest.mark.parametrize("plate", ["AB12CD3", "QQQQQQQQQ", "1"])
def test_a_slip_fits_nowhere(plate: str) -> None:
    assert countries_of(plate) == ()


@given(plates)
def test_countries_come_in_order_and_each_once(plate: str) -> None:
    found = countries_of(plate)
    assert list(found) == sorted(set(found))
