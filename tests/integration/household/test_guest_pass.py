"""A guest pass holds until it expires, so often, and at its hours."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hypothesis import given, strategies as st
import pytest
from support.people import NOON, moments, passes

from custom_components.placa.household.guest_pass import GuestPass, Hours, PassProblem

SUNDAY_NOON = NOON
WORKDAYS = frozenset(range(5))


def test_a_pass_without_limits_always_holds() -> None:
    assert GuestPass().problem(NOON, used=1000) is None


def test_a_pass_expires_at_the_moment_itself() -> None:
    guest_pass = GuestPass(expires=NOON)
    assert guest_pass.problem(NOON - timedelta(seconds=1), used=0) is None
    assert guest_pass.problem(NOON, used=0) is PassProblem.EXPIRED


def test_a_pass_is_used_up_after_its_last_use() -> None:
    guest_pass = GuestPass(uses=2)
    assert guest_pass.problem(NOON, used=1) is None
    assert guest_pass.problem(NOON, used=2) is PassProblem.USED_UP


@pytest.mark.parametrize(
    ("hours", "moment", "included"),
    [
        (Hours(WORKDAYS, time(8), time(17)), datetime(2026, 11, 20, 8, tzinfo=UTC), True),
        (Hours(WORKDAYS, time(8), time(17)), datetime(2026, 11, 20, 7, 59, tzinfo=UTC), False),
        (Hours(WORKDAYS, time(8), time(17)), datetime(2026, 11, 20, 17, tzinfo=UTC), False),
        (Hours(WORKDAYS, time(8), time(17)), datetime(2026, 11, 21, 12, tzinfo=UTC), False),
        (Hours(WORKDAYS, time(22), time(6)), datetime(2026, 11, 20, 23, tzinfo=UTC), True),
        (Hours(WORKDAYS, time(22), time(6)), datetime(2026, 11, 21, 5, tzinfo=UTC), True),
        (Hours(WORKDAYS, time(22), time(6)), datetime(2026, 11, 21, 23, tzinfo=UTC), False),
        (Hours(WORKDAYS, time(22), time(6)), datetime(2026, 11, 23, 5, tzinfo=UTC), False),
        (Hours(frozenset({6}), time(0), time(0)), SUNDAY_NOON, True),
        (Hours(frozenset(), time(0), time(0)), SUNDAY_NOON, False),
    ],
)
def test_hours_are_those_of_the_clock_on_the_wall(
    hours: Hours, moment: datetime, included: bool
) -> None:
    assert hours.include(moment) is included
    problem = GuestPass(hours=hours).problem(moment, used=0)
    assert problem is (None if included else PassProblem.OUT_OF_HOURS)


@given(passes, moments, st.integers(0, 5))
def test_each_limit_only_takes_away(guest_pass: GuestPass, now: datetime, used: int) -> None:
    if guest_pass.problem(now, used) is None:
        assert replace(guest_pass, expires=None).problem(now, used) is None
        assert replace(guest_pass, uses=None).problem(now, used) is None
        assert replace(guest_pass, hours=None).problem(now, used) is None
        assert guest_pass.problem(now, max(0, used - 1)) is None
