"""Late frames count as old, whatever the stream's clock is worth."""

from itertools import accumulate, pairwise

from hypothesis import given, strategies as st
import pytest

from placa_engine.cameras.sources.capture_clock import CaptureClock

STEP = 1 / 15


def taken(
    arrivals: list[float],
    pts: list[float] | None,
    times_of_day: list[float | None] | None = None,
) -> list[float]:
    clock = CaptureClock()
    return [
        clock.taken(at, pts[i] if pts else None, times_of_day[i] if times_of_day else None)
        for i, at in enumerate(arrivals)
    ]


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


@given(st.floats(1.0, 4.0), st.integers(0, 90), st.sampled_from(["time of day", "count"]))
def test_on_a_link_of_any_rate_no_frame_is_younger_than_it_is(
    slowness: float, free: int, tells: str
) -> None:
    """The link is fast for a while, then carries a second of pictures in `slowness` seconds."""
    true = [i * STEP for i in range(900)]
    arrivals = [at + max(0.0, at - free * STEP) * (slowness - 1) for at in true]
    times = [None if i < 45 else 5e8 + at for i, at in enumerate(true)]
    seen = taken(arrivals, [77 + at for at in true], times if tells == "time of day" else None)
    assert all(one <= at + 0.1 for one, at in zip(seen, true, strict=True))
    assert all(one >= at - 0.1 for one, at in zip(seen, true, strict=True))


@pytest.mark.parametrize("slowness", [1.0001, 1.0003, 1.001, 1.01])
def test_a_stream_that_is_slightly_too_slow_all_day_does_not_pass_for_drift(
    slowness: float,
) -> None:
    clock, true = CaptureClock(), 0.0
    for i in range(100_000):
        true = i / 2
        if clock.is_worn:
            break
        assert clock.taken(true * slowness, true) <= true + 2.1
    assert true * (slowness - 1) < 10 or clock.is_worn


def test_where_frames_were_lost_the_next_ones_are_new() -> None:
    arrivals = [*(i * STEP for i in range(60)), *(9 + i * STEP for i in range(60))]
    seen = taken(arrivals, None)
    assert arrivals[60] - seen[60] > 3
    assert seen[61:] == arrivals[61:]
    assert taken(arrivals, arrivals) == pytest.approx(arrivals)


@given(st.floats(1.1, 4.0))
def test_a_camera_that_counts_frames_instead_of_time_is_believed_by_its_time_of_day(
    factor: float,
) -> None:
    arrivals = [i * STEP * factor for i in range(1500)]
    times = [None if i < 30 else 5e8 + at for i, at in enumerate(arrivals)]
    seen = taken(arrivals, [i * STEP for i in range(1500)], times)
    late_at_first = 30 * STEP * (factor - 1)
    assert all(arrivals[i] - seen[i] <= late_at_first + 0.1 for i in range(1500))


def test_a_camera_that_counts_frames_and_tells_no_time_looks_like_a_link_that_is_too_slow() -> None:
    arrivals = [i * STEP * 1.2 for i in range(1500)]
    seen = taken(arrivals, [i * STEP for i in range(1500)])
    assert arrivals[-1] - seen[-1] > 4


def test_what_is_late_stays_late_when_the_camera_sets_its_clock() -> None:
    true = [i * STEP for i in range(300)]
    arrivals = [at if i < 60 else at + 3.0 for i, at in enumerate(true)]
    for moved in (-3600.0, 3600.0):
        times: list[float | None] = [
            9e8 + at + (moved if i > 150 else 0) for i, at in enumerate(true)
        ]
        seen = taken(arrivals, true, times)
        assert all(arrivals[i] - seen[i] == pytest.approx(3.0, abs=0.1) for i in range(60, 300))


@given(st.floats(-0.0005, 0.0005))
def test_clocks_that_drift_as_crystals_do_make_nothing_old(drift: float) -> None:
    arrivals = [float(i) for i in range(4000)]
    seen = taken([at / 4 for at in arrivals], [at / 4 * (1 + drift) for at in arrivals])
    assert all(at / 4 - one < 0.25 for at, one in zip(arrivals, seen, strict=True))


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
