"""What is news, what is settled, what was refused before: pure memories."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, strategies as st
import pytest
from support.people import GARAGE, NOON, VAN, circumstances, named, sighting

from custom_components.placa.access.decision import AccessDecision, decide
from custom_components.placa.access.policy import DoorMode
from custom_components.placa.access.reasons import ReasonCode
from custom_components.placa.access.refusal_filter import RefusalFilter
from custom_components.placa.client.models import Sighting, SightingState
from custom_components.placa.client.sighting_memory import SightingMemory, is_settled
from custom_components.placa.client.stream_clock import StreamClock


def refused(**changes: object) -> AccessDecision:
    seen = sighting(**changes)
    return decide(GARAGE, seen, named(seen.text, VAN), circumstances())


@pytest.mark.parametrize(
    ("changes", "settled"),
    [
        ({"frames": 2}, False),
        ({"frames": 3, "margin": 0.49}, False),
        ({"frames": 3, "margin": 0.5}, True),
        ({"frames": 0, "margin": 0.0, "state": SightingState.ENDED}, True),
    ],
)
def test_a_sighting_is_settled_by_frames_and_margin_or_by_its_end(
    changes: dict[str, object], settled: bool
) -> None:
    assert is_settled(sighting(**changes)) is settled


def test_repeated_and_late_updates_are_no_news() -> None:
    memory = SightingMemory()
    assert memory.accept(sighting(revision=2))
    assert not memory.accept(sighting(revision=2))
    assert not memory.accept(sighting(revision=1))
    assert memory.accept(sighting(revision=3, state=SightingState.ENDED))
    assert not memory.accept(sighting(revision=4))


def test_what_a_snapshot_brings_settled_is_never_announced() -> None:
    memory = SightingMemory()
    memory.learn([sighting()])
    assert memory.accept(sighting(revision=2))
    assert memory.is_announced(sighting())


def test_what_a_snapshot_brings_unsettled_can_be_announced_later() -> None:
    memory = SightingMemory()
    memory.learn([sighting(frames=1)])
    assert memory.accept(sighting(revision=2))
    assert not memory.is_announced(sighting())


def test_what_was_announced_stays_announced_over_a_snapshot_that_has_it_unsettled() -> None:
    memory = SightingMemory()
    memory.accept(sighting())
    memory.announce(sighting())
    memory.learn([sighting(revision=2, margin=0.1)])
    assert memory.is_announced(sighting())


@given(
    st.lists(
        st.builds(
            sighting,
            sighting_id=st.sampled_from(["a" * 32, "b" * 32]),
            revision=st.integers(1, 8),
            frames=st.integers(1, 5),
            state=st.sampled_from(SightingState),
        )
    )
)
def test_no_order_of_updates_announces_a_sighting_twice(updates: list[Sighting]) -> None:
    memory = SightingMemory()
    announced = []
    for update in updates:
        if memory.accept(update) and is_settled(update) and not memory.is_announced(update):
            memory.announce(update)
            announced.append(update.sighting_id)
    assert len(announced) == len(set(announced))


def test_the_memory_is_bounded() -> None:
    memory = SightingMemory()
    for number in range(2000):
        memory.accept(sighting(sighting_id=f"{number:032x}"))
    assert len(memory._heard) == 1024
    assert not memory.accept(sighting(sighting_id=f"{1999:032x}"))


def test_waiting_for_frames_is_not_refusing() -> None:
    refusals = RefusalFilter()
    assert refusals.to_record(refused(frames=1)) is None
    assert refusals.to_record(refused(frames=2, confidence=0.5)) is None


def test_a_refusal_is_recorded_once_for_each_set_of_lasting_reasons() -> None:
    refusals = RefusalFilter()
    first = decide(
        replace(GARAGE, mode=DoorMode.OFF), sighting(frames=1), named("AB12CDE"), circumstances()
    )
    again = decide(
        replace(GARAGE, mode=DoorMode.OFF), sighting(frames=2), named("AB12CDE"), circumstances()
    )
    other = decide(
        replace(GARAGE, mode=DoorMode.OFF), sighting(), named("AB12CDE"), circumstances(age=9.0)
    )
    assert refusals.to_record(first) is first
    assert refusals.to_record(again) is None
    assert refusals.to_record(other) is other


def test_what_still_lacked_evidence_at_its_end_is_recorded_with_what_it_lacked() -> None:
    refusals = RefusalFilter()
    last = refused(frames=2)
    refusals.to_record(refused(frames=1))
    refusals.to_record(last)
    assert refusals.to_record(refused(frames=2, state=SightingState.ENDED)) is last
    assert last.against == {ReasonCode.FRAMES}


def test_the_end_adds_nothing_to_a_recorded_refusal() -> None:
    refusals = RefusalFilter()
    off = replace(GARAGE, mode=DoorMode.OFF)
    refusals.to_record(decide(off, sighting(), named("AB12CDE"), circumstances()))
    end = decide(off, sighting(state=SightingState.ENDED), named("AB12CDE"), circumstances())
    assert refusals.to_record(end) is None


def test_a_sighting_that_is_only_heard_to_end_is_recorded_as_gone() -> None:
    end = refused(state=SightingState.ENDED)
    assert RefusalFilter().to_record(end) is end
    assert end.against == {ReasonCode.LIVE}


def test_forgotten_sightings_leave_nothing() -> None:
    refusals = RefusalFilter()
    off = decide(replace(GARAGE, mode=DoorMode.OFF), sighting(), named("AB12CDE"), circumstances())
    refusals.to_record(off)
    refusals.to_record(refused(sighting_id="b" * 32, frames=1))
    refusals.keep_only({"a" * 32})
    assert refusals.to_record(off) is None
    refusals.forget("a" * 32)
    assert not refusals._recorded
    assert not refusals._pending


def test_clocks_that_disagree_make_nothing_old() -> None:
    wrong = NOON + timedelta(days=3)
    clock = StreamClock.started(wrong, 100.0)
    _, stamp = clock.heard(wrong + timedelta(seconds=10), 110.0)
    assert stamp.age(wrong + timedelta(seconds=9), 110.5) == pytest.approx(1.5)


def test_time_spent_on_the_way_counts_as_age() -> None:
    clock = StreamClock.started(NOON, 100.0)
    clock, stamp = clock.heard(NOON + timedelta(seconds=10), 118.0)
    assert stamp.delay == pytest.approx(8.0)
    assert stamp.age(NOON + timedelta(seconds=9), 118.0) == pytest.approx(9.0)


def test_the_quickest_message_is_the_measure() -> None:
    clock = StreamClock.started(NOON, 105.0)
    clock, quick = clock.heard(NOON + timedelta(seconds=1), 101.0)
    assert quick.delay == 0.0
    _, slow = clock.heard(NOON + timedelta(seconds=2), 107.0)
    assert slow.delay == pytest.approx(5.0)


@given(st.lists(st.tuples(st.floats(0.0, 1000.0), st.floats(0.0, 1000.0))))
def test_no_delay_is_negative(messages: list[tuple[float, float]]) -> None:
    clock = StreamClock.started(NOON, 0.0)
    for sent, received in messages:
        clock, stamp = clock.heard(NOON + timedelta(seconds=sent), received)
        assert stamp.delay >= 0.0
