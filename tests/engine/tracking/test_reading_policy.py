from math import inf

import pytest

from placa_engine.plates.reading import PlateReading
from placa_engine.tracking.fusion import Evidence, FusedPlate, fuse
from placa_engine.tracking.reading_policy import ReadingPolicy, is_due, is_readable, is_settled
from tests.engine.support.plate_stories import box_at, reading

POLICY = ReadingPolicy()


def fused(count: int, one: PlateReading | None = None) -> FusedPlate:
    evidence = Evidence()
    for _ in range(count):
        evidence = evidence.with_reading(one or reading("AB12CDE"))
    return fuse(evidence)


@pytest.mark.parametrize("count", [0, 1, 2, 4])
def test_a_young_plate_is_read_in_every_frame(count: int) -> None:
    assert is_due(fused(count), still_for=10.0, since_reading=0.03, policy=POLICY)


def test_a_moving_plate_is_read_in_every_frame() -> None:
    assert is_due(fused(40), still_for=0.3, since_reading=0.03, policy=POLICY)


def test_a_settled_parked_plate_is_read_seldom() -> None:
    assert not is_due(fused(8), still_for=5.0, since_reading=1.9, policy=POLICY)
    assert is_due(fused(8), still_for=5.0, since_reading=2.0, policy=POLICY)
    assert is_due(fused(8), still_for=5.0, since_reading=inf, policy=POLICY)


def test_a_parked_plate_that_nobody_can_read_is_given_up_after_a_while() -> None:
    torn = reading("AB12CDE", 0.5, {1: (("8", 0.45),)})
    assert not is_settled(fused(29, torn), POLICY)
    assert is_settled(fused(30, torn), POLICY)


def test_a_plate_of_a_few_pixels_is_not_read() -> None:
    assert not is_readable(box_at(500, 500, 25), POLICY)
    assert is_readable(box_at(500, 500, 40), POLICY)
