from functools import partial

from hypothesis import given, strategies as st
import pytest

from placa_engine.cameras.backoff import (
    ANSWERING,
    AWAY,
    HEALTHY,
    LONGEST,
    SHORTEST,
    SOON,
    Backoff,
)
from placa_engine.cameras.frame_rate import WINDOW, FrameRate
from placa_engine.cameras.state import CameraProblem

GONE = CameraProblem.UNREACHABLE


@given(st.lists(st.tuples(st.sampled_from(CameraProblem), st.floats(0, 100)), max_size=40))
def test_a_wait_is_never_shorter_or_longer_than_promised(
    failures: list[tuple[CameraProblem, float]],
) -> None:
    backoff = Backoff()
    for problem, streamed in failures:
        assert SHORTEST <= backoff.wait_after(problem, streamed) <= LONGEST


def test_a_camera_that_has_just_gone_is_tried_again_every_few_seconds() -> None:
    backoff = Backoff(chance=lambda: 0.0)
    assert [backoff.wait_after(GONE, 0.0) for _ in range(6)] == [0.5, 1, 2, SOON, SOON, SOON]


def waits_after_a_minute(problem: CameraProblem) -> list[float]:
    backoff = Backoff(chance=lambda: 0.0)
    waited = 0.0
    while waited < AWAY:
        waited += backoff.wait_after(problem, 0.0)
    return [backoff.wait_after(problem, 0.0) for _ in range(20)]


def test_a_camera_that_stays_away_is_tried_seldom() -> None:
    assert set(waits_after_a_minute(GONE)) == {LONGEST}


@pytest.mark.parametrize("problem", sorted(set(CameraProblem) - {GONE, CameraProblem.UNAUTHORIZED}))
def test_a_camera_whose_address_answers_is_tried_every_five_seconds(problem: CameraProblem) -> None:
    assert set(waits_after_a_minute(problem)) == {ANSWERING}


def test_a_camera_that_gave_pictures_for_a_while_is_tried_again_soon() -> None:
    backoff = Backoff(chance=lambda: 0.0)
    for _ in range(7):
        backoff.wait_after(GONE, 0.0)
    assert backoff.wait_after(GONE, HEALTHY) == SHORTEST


def test_a_refused_login_waits_longest() -> None:
    assert Backoff(chance=lambda: 0.0).wait_after(CameraProblem.UNAUTHORIZED, 0.0) == LONGEST


def test_cameras_do_not_all_come_back_at_once() -> None:
    backoffs = [Backoff(chance=partial(float, share)) for share in ("0", "0.5", "1")]
    for backoff in backoffs:
        backoff.wait_after(GONE, 0.0)
    assert len({backoff.wait_after(GONE, 0.0) for backoff in backoffs}) == 3


def test_the_frame_rate_is_measured_and_steady() -> None:
    rate = FrameRate()
    figures = [rate.count(number / 15) for number in range(15 * 60)]
    assert figures[0] is None
    assert set(figures[round(15 * WINDOW) + 2 :]) == {15.0}


def test_a_changed_frame_rate_is_noticed() -> None:
    rate = FrameRate()
    for number in range(15 * 20):
        rate.count(number / 15)
    slow = [rate.count(20 + number / 5) for number in range(5 * 20)]
    assert slow[-1] == 5.0
