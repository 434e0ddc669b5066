"""A slow link is a stalled camera; a slow machine leaves out frames, not time."""

from placa_engine.cameras.sources.lag import LAGGING, PATIENCE, Lag, LagVerdict

STEP = 1 / 15
GOP = 30


def judged(late: list[float], share: float) -> list[LagVerdict]:
    """Judge packets of a live stream of which the engine waits for a share of the time."""
    lag = Lag()
    return [
        lag.judge(i * STEP, one, waited=share * STEP, since=STEP, is_key=i % GOP == 0)
        for i, one in enumerate(late)
    ]


def test_a_stream_in_time_is_fresh() -> None:
    assert set(judged([0.1] * 300, 0.9)) == {LagVerdict.FRESH}
    assert set(judged([0.1] * 300, 0.1)) == {LagVerdict.FRESH}


def test_a_link_that_stays_late_has_stalled() -> None:
    verdicts = judged([i * STEP * 0.2 for i in range(600)], 0.9)
    first = verdicts.index(LagVerdict.STALLED) * STEP
    assert set(verdicts[: round(first / STEP)]) == {LagVerdict.FRESH}
    assert abs(first - (LAGGING / 0.2 + PATIENCE)) < 0.2


def test_a_link_that_was_late_for_a_moment_has_not_stalled() -> None:
    late = [0.0] * 60 + [max(0.0, 8.0 - 0.5 * i) for i in range(60)]
    assert set(judged(late, 0.9)) == {LagVerdict.FRESH}


def test_a_machine_that_is_behind_leaves_out_frames_up_to_a_fresh_key_frame() -> None:
    late = [0.0] * 40 + [1.5] * 25 + [0.2] * 60
    verdicts = judged(late, 0.0)
    assert LagVerdict.STALLED not in verdicts
    skipped = [i for i, one in enumerate(verdicts) if one is LagVerdict.SKIP]
    assert skipped == list(range(40, 90))


def test_a_machine_that_was_behind_and_waits_for_the_link_now_is_not_to_blame() -> None:
    lag = Lag()
    for i in range(30):
        lag.judge(i * STEP, 2.0, waited=0.0, since=STEP, is_key=False)
    verdicts = [
        lag.judge(2 + i * STEP, 2.0, waited=STEP, since=STEP, is_key=i % GOP == 29)
        for i in range(60)
    ]
    assert verdicts[-1] is LagVerdict.FRESH


def test_what_was_kept_and_is_decoded_late_is_excused_for_as_long_as_it_takes() -> None:
    lag = Lag()
    lag.excuse(at=0.0, seconds=2.0)
    assert lag.is_excused(11.9)
    assert not lag.is_excused(12.0)
    verdicts = [
        lag.judge(i * STEP, 2.5, waited=0.0, since=STEP, is_key=i % GOP == 0) for i in range(360)
    ]
    skipped = verdicts.index(LagVerdict.SKIP)
    assert abs(skipped * STEP - 12.0) < 0.1, "six times as long as it took to fall behind"
    assert set(verdicts[:skipped]) == {LagVerdict.FRESH}


def test_more_than_what_was_excused_is_not() -> None:
    lag = Lag()
    lag.excuse(at=0.0, seconds=2.0)
    verdicts = [
        lag.judge(i * STEP, late, waited=0.0, since=STEP, is_key=False)
        for i, late in enumerate([0.0] * 30 + [2.9] * 30 + [3.1] * 30)
    ]
    assert verdicts.index(LagVerdict.SKIP) == 60


def test_a_slow_link_is_not_excused() -> None:
    lag = Lag()
    lag.excuse(at=0.0, seconds=20.0)
    verdicts = [lag.judge(i * STEP, 10.0, waited=STEP, since=STEP, is_key=False) for i in range(60)]
    assert LagVerdict.STALLED in verdicts
