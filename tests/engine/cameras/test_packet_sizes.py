"""Sizes of coded pictures announce motion where they are steady, and are not believed elsewhere."""

import numpy as np
import pytest

from placa_engine.cameras.sources.packet_sizes import PacketSizes


def steady(count: int, *, usual: float = 4000, spread: float = 0.06, seed: int = 0) -> list[int]:
    noise = np.random.default_rng(seed).normal(usual, spread * usual, count)
    return [max(1, int(size)) for size in noise]


def watched(sizes: list[int]) -> PacketSizes:
    """Take sizes of a still scene that is looked at."""
    found = PacketSizes()
    for size in sizes:
        found.changes(size, is_still=True, is_seen=True)
    return found


def alarm(found: PacketSizes, sizes: list[int]) -> int | None:
    """Return with which picture of a camera that is not looked at an alarm came."""
    for index, size in enumerate(sizes):
        if found.changes(size, is_still=True, is_seen=False):
            return index
    return None


def test_nothing_is_believed_before_enough_was_seen() -> None:
    assert not watched(steady(30)).is_trusted
    assert watched(steady(60)).is_trusted


def test_a_still_scene_gives_no_alarm_for_an_hour() -> None:
    found = watched(steady(120))
    assert alarm(found, steady(15 * 3600, seed=1)) is None


@pytest.mark.parametrize("more", [-0.5, -0.2, 0.2, 0.4, 3.0])
def test_something_that_moves_is_noticed_within_a_second(more: float) -> None:
    found = watched(steady(120))
    alarm(found, steady(600, seed=1))
    after = alarm(found, [round(size * (1 + more)) for size in steady(15, seed=2)])
    assert after is not None


def test_a_car_that_comes_out_of_nothing_is_noticed_with_the_first_picture() -> None:
    found = watched(steady(120))
    assert alarm(found, [40_000, 42_000, 41_000]) == 0


def test_one_large_picture_alone_gives_a_false_alarm_only_once() -> None:
    found = watched(steady(120))
    large = [90_000, *steady(30, seed=1)]
    assert alarm(found, large) == 0
    found.note(announced=True, moved=False)
    assert alarm(found, large * 10) is None


def test_a_camera_that_holds_its_bit_rate_is_not_believed() -> None:
    assert not watched(steady(120, usual=29_000, spread=0.5)).is_trusted


def test_slowly_growing_sizes_are_no_alarm() -> None:
    found = watched(steady(120))
    slowly = [round(size * (1 + i / 9000)) for i, size in enumerate(steady(9000, seed=1))]
    assert alarm(found, slowly) is None


def test_false_alarms_make_it_stricter_and_true_ones_less_so() -> None:
    once, after_false_alarms = watched(steady(120)), watched(steady(120))
    for _ in range(3):
        after_false_alarms.note(announced=True, moved=False)
    more = [5400] * 15
    early, late = alarm(once, more), alarm(after_false_alarms, more)
    assert early is not None
    assert late is not None
    assert early < late


def test_what_moved_twice_unannounced_ends_the_trust_until_it_is_announced_again() -> None:
    found = watched(steady(120))
    for _ in range(2):
        assert found.is_trusted
        found.note(announced=False, moved=True)
    assert not found.is_trusted
    found.note(announced=True, moved=True)
    assert found.is_trusted


def test_a_lasting_change_that_was_looked_at_is_usual() -> None:
    found = watched([*steady(120), *steady(120, usual=9000)])
    assert found.is_trusted
    assert alarm(found, steady(300, usual=9000, seed=3)) is None
