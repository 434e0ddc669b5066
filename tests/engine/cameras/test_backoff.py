from functools import partial

from hypothesis import given, strategies as st

from placa_engine.cameras.backoff import HEALTHY, LONGEST, SHORTEST, Backoff
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


def test_waits_grow_with_every_failure_in_a_row() -> None:
    backoff = Backoff(chance=lambda: 0.0)
    assert [backoff.wait_after(GONE, 0.0) for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]


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
