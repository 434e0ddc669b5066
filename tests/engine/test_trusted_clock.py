"""What is deleted stays deleted, so a clock is believed only where it can be right."""

from datetime import UTC, datetime

from hypothesis import given, strategies as st
import pytest

from placa_engine.trusted_clock import (
    LONGEST_OFF,
    SLACK,
    STEADY,
    ClockDoubt,
    ClockState,
    TrustedClock,
    advanced,
    is_synchronized,
    seconds_since_boot,
    started,
)

TRUE = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()
DAY = 86_400.0


class Machine:
    """A machine at the true time, whose own clock is off by as much as a test says."""

    def __init__(self, *, off: float = 0.0, was_off_for: float = 0.0) -> None:
        self.running = 0.0
        self.off = off
        self.synchronized = False
        self.clock = TrustedClock(
            datetime.fromtimestamp(TRUE - was_off_for, UTC),
            wall=lambda: TRUE + self.running + self.off,
            counted=lambda: 100 + self.running,
            synchronized=lambda: self.synchronized,
        )

    def run(self, seconds: float) -> None:
        for _ in range(10):
            self.running += seconds / 10
            self.clock.now()

    @property
    def error(self) -> float:
        return self.clock.now().timestamp() - (TRUE + self.running)


@pytest.mark.parametrize(
    ("off", "doubt"),
    [
        (60 * DAY, ClockDoubt.AHEAD),
        (3650 * DAY, ClockDoubt.AHEAD),
        (-3650 * DAY, ClockDoubt.BEHIND),
        (-0.5 * DAY, ClockDoubt.BEHIND),
    ],
)
def test_a_clock_that_is_wrong_at_the_start_is_not_believed(off: float, doubt: ClockDoubt) -> None:
    machine = Machine(off=off, was_off_for=3600)
    machine.run(3 * DAY)
    assert machine.clock.doubt() is doubt
    assert -2 * 3600 < machine.error <= 0


@pytest.mark.parametrize("off", [60 * DAY, -3650 * DAY, 2 * SLACK])
def test_a_clock_that_is_set_wrong_while_running_is_not_believed(off: float) -> None:
    machine = Machine()
    machine.run(DAY)
    machine.off = off
    machine.run(DAY)
    assert machine.clock.doubt() is not None
    assert abs(machine.error) < 1


@pytest.mark.parametrize("was_off_for", [0.0, 600.0, DAY])
def test_after_a_power_cut_a_right_clock_is_believed_at_once(was_off_for: float) -> None:
    machine = Machine(was_off_for=was_off_for)
    assert machine.clock.doubt() is None
    assert machine.error == 0


def test_a_clock_that_is_set_right_again_is_believed() -> None:
    machine = Machine(off=60 * DAY)
    machine.run(DAY)
    machine.off = 0.0
    assert machine.clock.doubt() is None
    assert machine.error == 0


def test_a_clock_that_a_time_server_keeps_right_is_believed() -> None:
    machine = Machine(was_off_for=30 * DAY)
    assert machine.clock.doubt() is ClockDoubt.AHEAD
    machine.synchronized = True
    assert machine.clock.doubt() is None
    assert machine.error == 0


def test_a_clock_that_nobody_set_for_a_week_is_believed() -> None:
    machine = Machine(was_off_for=30 * DAY)
    machine.run(STEADY - DAY)
    assert machine.clock.doubt() is ClockDoubt.AHEAD
    machine.run(2 * DAY)
    assert machine.clock.doubt() is None
    assert machine.error == 0


def test_a_clock_that_is_set_again_and_again_is_not_believed() -> None:
    machine = Machine(off=60 * DAY)
    for _ in range(5):
        machine.run(STEADY / 2)
        machine.off += DAY
    assert machine.clock.doubt() is ClockDoubt.AHEAD


def test_where_nothing_is_stored_the_clock_is_believed() -> None:
    clock = TrustedClock(None, wall=lambda: TRUE, counted=lambda: 0.0, synchronized=lambda: False)
    assert clock.now() == datetime.fromtimestamp(TRUE, UTC)
    assert clock.doubt() is None


@given(
    st.floats(0, LONGEST_OFF),
    st.floats(-4000 * DAY, 4000 * DAY),
    st.lists(st.tuples(st.floats(0, DAY), st.floats(-4000 * DAY, 4000 * DAY)), max_size=6),
)
def test_no_clock_makes_the_time_run_ahead_by_more_than_a_power_cut(
    was_off_for: float, off: float, steps: list[tuple[float, float]]
) -> None:
    state: ClockState = started(TRUE - was_off_for, TRUE + off, 0.0, synchronized=False)
    running = 0.0
    for passed, now_off in steps:
        running += passed
        state = advanced(state, TRUE + running + now_off, running, synchronized=False)
    assert state.trusted <= TRUE + running + LONGEST_OFF + len(steps) * SLACK


def test_the_kernel_can_be_asked() -> None:
    assert is_synchronized() in {True, False}
    assert seconds_since_boot() > 0
