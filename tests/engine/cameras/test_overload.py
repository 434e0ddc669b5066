"""A machine that is too slow for its cameras is told as such, a busy moment is not."""

from placa_engine.cameras.inference_queue import Load
from placa_engine.cameras.overload import CALM, LEAST, WINDOW, OverloadWatch

STEP = 10.0


def told(loads: list[Load]) -> list[bool]:
    """What is said every STEP seconds, given what was wanted and left out in each."""
    watch, total, said = OverloadWatch(), Load(), []
    for number, load in enumerate(loads):
        total += load
        said.append(watch.is_overloaded(number * STEP, total))
    return said


def test_a_machine_that_leaves_out_every_third_frame_is_too_slow() -> None:
    said = told([Load(150, 50)] * 30)
    assert said.index(True) == WINDOW / STEP
    assert all(said[said.index(True) :])


def test_a_machine_that_leaves_out_a_few_is_not() -> None:
    assert not any(told([Load(150, 15)] * 100))


def test_one_busy_moment_says_nothing() -> None:
    quiet, busy = [Load(10, 0)] * 20, [Load(1000, 900)] * 2
    assert not any(told([*quiet, *busy, *quiet, *busy, *quiet]))


def test_few_frames_say_nothing() -> None:
    few = LEAST * STEP / WINDOW * 0.8
    assert not any(told([Load(round(few), round(few / 2))] * 100))


def test_a_machine_that_has_been_fast_enough_for_a_while_is_again() -> None:
    said = told([Load(150, 75)] * 30 + [Load(150, 0)] * 100)
    last = max(number for number, one in enumerate(said) if one)
    assert CALM <= (last - 29) * STEP <= CALM + WINDOW


def test_what_never_began_is_no_overload() -> None:
    assert told([Load()] * 5) == [False] * 5
