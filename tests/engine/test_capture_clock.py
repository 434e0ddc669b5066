"""Late frames count as old, whatever the stream's clock is worth."""

from itertools import accumulate, pairwise

from hypothesis import given, strategies as st
import pytest

from placa_engine.cameras.sources.capture_clock import CaptureClock
from placa_engine.cameras.sources.timeouts import STALLED

STEP = 1 / 15


def taken(arrivals: list[float], pts: list[float] | None) -> list[float]:
    clock = CaptureClock()
    return [clock.taken(at, pts[i] if pts else None) for i, at in enumerate(arrivals)]


def stalled(before: int, held: float, after: int) -> tuple[list[float], list[float]]:
    """Give when frames were taken, and when they came: `held` seconds' worth comes in a burst."""
    true = [i * STEP for i in range(before + round(held / STEP) + after)]
    opens = (before - 1) * STEP + held
    return true, [at if i < before else max(at, opens + 0.002 * i) for i, at in enumerate(true)]


@pytest.mark.parametrize("clock", ["its own", "none"])
def test_what_was_held_up_is_as_old_as_it_is(clock: str) -> None:
    true, arrivals = stalled(before=60, held=4.0, after=60)
    seen = taken(arrivals, [900 + at for at in true] if clock == "its own" else None)
    assert max(abs(one - other) for one, other in zip(seen, true, strict=True)) < 0.2
    assert arrivals[60] - seen[60] > 3.5
    assert arrivals[-1] - seen[-1] < 0.1


def test_a_delay_that_stays_is_not_forgotten() -> None:
    true = [i * STEP for i in range(1500)]
    arrivals = [at if i < 100 else at + 6.0 for i, at in enumerate(true)]
    seen = taken(arrivals, true)
    assert all(arrivals[i] - seen[i] > 5.5 for i in range(100, 600))


def test_a_link_that_gets_ever_slower_is_seen() -> None:
    true = [i * STEP for i in range(600)]
    seen = taken([at * 1.1 for at in true], true)
    assert true[-1] * 1.1 - seen[-1] == pytest.approx(0.1 * true[-1], abs=0.2)


def test_where_frames_were_lost_the_next_ones_are_new() -> None:
    arrivals = [*(i * STEP for i in range(60)), *(9 + i * STEP for i in range(60))]
    seen = taken(arrivals, None)
    assert arrivals[60] - seen[60] > 3
    assert seen[61:] == arrivals[61:]
    assert taken(arrivals, arrivals) == pytest.approx(arrivals)


@given(st.floats(1.2, 4.0))
def test_a_camera_that_counts_frames_instead_of_time_is_not_believed_for_long(
    factor: float,
) -> None:
    arrivals = [i * STEP * factor for i in range(1500)]
    seen = taken(arrivals, [i * STEP for i in range(1500)])
    assert all(arrivals[i] - seen[i] <= STALLED + 1 for i in range(1500))
    assert seen[-1] == arrivals[-1]


@given(st.floats(-0.0005, 0.0005))
def test_clocks_that_drift_as_crystals_do_make_nothing_old(drift: float) -> None:
    arrivals = [float(i) for i in range(4000)]
    seen = taken([at / 4 for at in arrivals], [at / 4 * (1 + drift) for at in arrivals])
    assert all(at / 4 - one < 0.01 for at, one in zip(arrivals, seen, strict=True))


def test_a_clock_that_is_set_back_begins_anew() -> None:
    arrivals = [i * STEP for i in range(120)]
    pts = [500 + at if i < 60 else at - 60 * STEP for i, at in enumerate(arrivals)]
    assert taken(arrivals, pts) == pytest.approx(arrivals)


@given(
    st.lists(st.floats(0.0, 20.0), min_size=1, max_size=60),
    st.lists(st.none() | st.floats(-1e4, 1e6), min_size=60, max_size=60),
)
def test_no_frame_is_older_than_the_one_before_or_younger_than_its_arrival(
    gaps: list[float], pts: list[float | None]
) -> None:
    arrivals = list(accumulate(gaps))
    clock = CaptureClock()
    seen = [clock.taken(at, tick) for at, tick in zip(arrivals, pts, strict=False)]
    assert all(earlier <= later for earlier, later in pairwise(seen))
    assert all(one <= at for one, at in zip(seen, arrivals, strict=True))
