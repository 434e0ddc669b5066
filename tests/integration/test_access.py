"""A door opens only if every single condition holds."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings, strategies as st
from people import (
    GARAGE,
    MINI,
    VAN,
    all_circumstances,
    circumstances,
    doors,
    policies,
    sighting,
    sightings,
)
import pytest

from custom_components.placa.doors.access import (
    AccessDecision,
    Verdict,
    decide,
)
from custom_components.placa.doors.circumstances import DoorState, PastOpening
from custom_components.placa.doors.policy import DEFAULT_POLICY, Door, DoorMode, DoorPolicy
from custom_components.placa.doors.reasons import ReasonCode
from custom_components.placa.engine.models import Sighting, SightingState
from custom_components.placa.household.matcher import match

HOUSEHOLD = (VAN, MINI)


def judge(door: Door = GARAGE, seen: Sighting | None = None, **now: Any) -> AccessDecision:
    seen = seen or sighting()
    return decide(door, seen, match(seen.text, HOUSEHOLD), circumstances(**now))


def test_the_right_car_at_the_right_time_is_let_in() -> None:
    decision = judge()
    assert decision.verdict is Verdict.GRANTED
    assert decision.against == frozenset()
    assert {reason.code for reason in decision.reasons} == set(ReasonCode) - {ReasonCode.ACTED}


@pytest.mark.parametrize(
    ("code", "door", "seen", "now"),
    [
        (ReasonCode.MODE, {"mode": DoorMode.OFF}, {}, {}),
        (ReasonCode.CONNECTED, {}, {}, {"connected": False}),
        (ReasonCode.NEWS, {}, {}, {"news": False}),
        (ReasonCode.CAMERA, {"cameras": frozenset({"yard"})}, {}, {}),
        (ReasonCode.CAMERA, {"cameras": frozenset()}, {}, {}),
        (ReasonCode.VEHICLE, {"vehicles": frozenset({"mini"})}, {}, {}),
        (ReasonCode.VEHICLE, {"vehicles": frozenset()}, {}, {}),
        (ReasonCode.LIVE, {}, {"state": SightingState.ENDED}, {}),
        (ReasonCode.FRESH, {}, {}, {"age": 5.01}),
        (ReasonCode.FRESH, {}, {}, {"age": -1.01}),
        (ReasonCode.FRAMES, {}, {"frames": 2}, {}),
        (ReasonCode.CONFIDENCE, {}, {"confidence": 0.79}, {}),
        (ReasonCode.MARGIN, {}, {"margin": 0.49}, {}),
        (ReasonCode.MOVED, {}, {"moved": 0.49, "growth": 1.14}, {}),
        (ReasonCode.MOVED, {}, {"arrived": False}, {}),
        (ReasonCode.VISIT, {}, {}, {"openings": (PastOpening("a" * 32, "van", 90.0),)}),
        (ReasonCode.CLOSED, {}, {}, {"door_state": DoorState.OPEN}),
        (ReasonCode.CLOSED, {}, {}, {"door_state": DoorState.UNKNOWN}),
        (ReasonCode.CLOSED, {}, {}, {"door_state": DoorState.UNAVAILABLE}),
    ],
)
def test_each_condition_refuses_alone_and_says_so(
    code: ReasonCode, door: dict[str, Any], seen: dict[str, Any], now: dict[str, Any]
) -> None:
    decision = judge(replace(GARAGE, **door), sighting(**seen), **now)
    assert decision.verdict is Verdict.REFUSED
    assert decision.against == {code}


def test_a_vehicle_on_the_deny_list_is_refused_even_where_all_may_enter() -> None:
    seen = sighting()
    found = match(seen.text, [replace(VAN, denied=True)])
    decision = decide(GARAGE, seen, found, circumstances())
    assert decision.verdict is Verdict.REFUSED
    assert decision.against == {ReasonCode.DENY_LIST}


def test_a_stranger_is_refused_for_the_plate_and_the_vehicle() -> None:
    decision = judge(seen=sighting(text="AB12CDF"))
    assert decision.against == {ReasonCode.PLATE, ReasonCode.VEHICLE}


def test_another_vehicle_waits_for_the_cool_down_only() -> None:
    early = judge(openings=(PastOpening("b" * 32, "mini", 59.0),))
    assert early.against == {ReasonCode.COOL_DOWN}
    assert judge(openings=(PastOpening("b" * 32, "mini", 60.0),)).verdict is Verdict.GRANTED


def test_an_opening_in_the_future_counts_as_now() -> None:
    decision = judge(openings=(PastOpening("b" * 32, "mini", -3600.0),))
    assert decision.against == {ReasonCode.COOL_DOWN}


def test_a_car_that_was_let_in_is_not_let_in_again_while_it_stays() -> None:
    """It was let in 300 s ago, was lost from view, and is in view again since 290 s."""
    opening = PastOpening("b" * 32, "van", 300.0)
    assert judge(openings=(opening,), began_ago=290.0).against == {ReasonCode.VISIT}
    assert judge(openings=(opening,), began_ago=240.0).verdict is Verdict.GRANTED


def test_a_car_that_comes_straight_at_the_camera_counts_as_moved() -> None:
    assert judge(seen=sighting(moved=0.0, growth=1.25)).verdict is Verdict.GRANTED


def test_a_door_may_do_without_movement() -> None:
    door = replace(GARAGE, policy=replace(DEFAULT_POLICY, require_movement=False))
    still = sighting(moved=0.0, growth=1.0, arrived=False)
    assert judge(door, still).verdict is Verdict.GRANTED


@given(doors, sightings, all_circumstances)
def test_a_door_in_shadow_would_open_exactly_when_the_armed_one_does(
    door: Door, seen: Sighting, now: Any
) -> None:
    found = match(seen.text, HOUSEHOLD)
    armed = decide(replace(door, mode=DoorMode.ARMED), seen, found, now)
    shadow = decide(replace(door, mode=DoorMode.SHADOW), seen, found, now)
    assert (armed.verdict is Verdict.GRANTED) == (shadow.verdict is Verdict.SHADOW)
    assert shadow.verdict is not Verdict.GRANTED
    assert shadow.against == armed.against


@settings(max_examples=500)
@given(doors, sightings, all_circumstances)
def test_what_is_granted_meets_every_condition(door: Door, seen: Sighting, now: Any) -> None:
    """Stated a second time, in other words than the code's."""
    decision = decide(door, seen, match(seen.text, HOUSEHOLD), now)
    if decision.verdict is Verdict.GRANTED:
        assert decision.match is not None
        assert seen.text in {"AB12CDE", "XY99ZZZ", "M1N1"} or decision.match.kind == "folded"
        assert door.mode is DoorMode.ARMED
        assert now.connected
        assert now.news
        assert seen.camera_id in door.cameras
        assert door.vehicles is None or decision.match.vehicle.vehicle_id in door.vehicles
        assert seen.state == "live"
        assert -1 <= now.age <= door.policy.max_age
        assert seen.frames >= door.policy.min_frames
        assert seen.confidence >= door.policy.min_confidence
        assert seen.margin >= door.policy.min_margin
        if door.policy.require_movement:
            assert seen.arrived
            assert seen.moved >= door.policy.min_moved or seen.growth >= door.policy.min_growth
        assert now.door_state == "closed"
        for opening in now.openings:
            assert opening.ago >= door.policy.cool_down
            assert opening.sighting_id != seen.sighting_id


@given(policies, sightings)
def test_stricter_never_opens_more(policy: DoorPolicy, seen: Sighting) -> None:
    lax = replace(GARAGE, policy=policy)
    strict = replace(
        GARAGE,
        policy=replace(
            policy,
            min_frames=policy.min_frames + 1,
            min_confidence=policy.min_confidence + 0.01,
            min_margin=policy.min_margin + 0.01,
            max_age=policy.max_age / 2,
            require_movement=True,
            min_moved=policy.min_moved + 0.1,
            min_growth=policy.min_growth + 0.1,
        ),
    )
    if judge(strict, seen).verdict is Verdict.GRANTED:
        assert judge(lax, seen).verdict is Verdict.GRANTED


@given(doors, sightings, all_circumstances)
def test_every_reason_has_a_sentence_without_the_plate(
    door: Door, seen: Sighting, now: Any
) -> None:
    decision = decide(door, seen, match(seen.text, HOUSEHOLD), now)
    for reason in decision.reasons:
        assert reason.detail.endswith(".")
        assert len(reason.detail) < 500
        assert len(seen.text) < 4 or seen.text not in reason.detail.upper().replace(".", " ")


@given(doors, sightings, all_circumstances)
def test_the_same_input_gives_the_same_decision(door: Door, seen: Sighting, now: Any) -> None:
    found = match(seen.text, HOUSEHOLD)
    assert decide(door, seen, found, now) == decide(door, seen, found, now)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a" * 32, "b" * 32, "c" * 32, "d" * 32]),
            st.sampled_from(["AB12CDE", "XY99ZZZ"]),
            st.floats(0.0, 20.0),
        ),
        max_size=40,
    )
)
def test_whatever_comes_a_door_opens_once_a_visit_and_rests_between(
    passes: list[tuple[str, str, float]],
) -> None:
    """Updates of four sightings in any order, with any pauses; openings remembered."""
    clock = 0.0
    began: dict[str, float] = {}
    granted: list[tuple[str, str, float]] = []
    for sighting_id, text, pause in passes:
        clock += pause
        began.setdefault(sighting_id, clock)
        seen = sighting(sighting_id=sighting_id, text=text)
        found = match(text, HOUSEHOLD)
        assert found is not None
        now = circumstances(
            began_ago=clock - began[sighting_id],
            openings=tuple(PastOpening(who, car, clock - at) for who, car, at in granted),
        )
        if decide(GARAGE, seen, found, now).verdict is Verdict.GRANTED:
            granted.append((sighting_id, found.vehicle.vehicle_id, clock))
    assert len({who for who, _, _ in granted}) == len(granted)
    times = [at for _, _, at in granted]
    assert all(after - before >= DEFAULT_POLICY.cool_down for before, after in pairwise(times))
