"""A door opens only if every single condition holds."""

from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise
import math
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest
from support.people import (
    GARAGE,
    MINI,
    NOON,
    TEXTS,
    VAN,
    all_circumstances,
    circumstances,
    doors,
    matches,
    named,
    openings,
    policies,
    sighting,
    sightings,
)

from custom_components.placa.access.circumstances import Circumstances, DoorState, PastOpening
from custom_components.placa.access.decision import (
    AccessDecision,
    Verdict,
    decide,
)
from custom_components.placa.access.policy import (
    DEFAULT_POLICY,
    CameraZone,
    Door,
    DoorMode,
    DoorPolicy,
    SecondReader,
)
from custom_components.placa.access.reasons import ReasonCode
from custom_components.placa.client.models import (
    CameraState,
    Direction,
    SecondOpinion,
    Sighting,
    SightingState,
)
from custom_components.placa.household.guest_pass import GuestPass, Hours
from custom_components.placa.household.vehicle import Match, match_for_access
from custom_components.placa.localization.reasons import sentence

HOUSEHOLD = (VAN, MINI)


def judge(door: Door = GARAGE, seen: Sighting | None = None, **now: Any) -> AccessDecision:
    seen = seen or sighting()
    return decide(door, seen, named(seen.text), circumstances(**now))


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
        (ReasonCode.ZONE, {"cameras": frozenset({"yard"})}, {}, {}),
        (ReasonCode.ZONE, {"cameras": frozenset()}, {}, {}),
        (ReasonCode.VEHICLE, {"vehicles": frozenset({"mini"})}, {}, {}),
        (ReasonCode.VEHICLE, {"vehicles": frozenset()}, {}, {}),
        (ReasonCode.LIVE, {}, {"state": SightingState.ENDED}, {}),
        (ReasonCode.FRESH, {}, {}, {"age": 5.01}),
        (ReasonCode.FRESH, {}, {}, {"age": -1.01}),
        (ReasonCode.FRAMES, {}, {"frames": 2}, {}),
        (ReasonCode.CONFIDENCE, {}, {"confidence": 0.79}, {}),
        (ReasonCode.MARGIN, {}, {"margin": 0.49}, {}),
        (ReasonCode.CONFIRMED, {}, {"second_opinion": SecondOpinion.NONE}, {}),
        (ReasonCode.MOVED, {}, {"moved": 0.49, "growth": 1.14}, {}),
        (ReasonCode.MOVED, {}, {"arrived": False}, {}),
        (ReasonCode.SEEN_COMING, {}, {"at_start": True}, {}),
        (ReasonCode.SEEN_COMING, {}, {"at_start": None}, {}),
        (ReasonCode.DIRECTION, {}, {"direction": Direction.RECEDING}, {}),
        (ReasonCode.DIRECTION, {}, {"direction": Direction.LEFT}, {}),
        (ReasonCode.DIRECTION, {}, {"direction": Direction.STATIONARY}, {}),
        (ReasonCode.DIRECTION, {}, {"direction": Direction.UNKNOWN}, {}),
        (ReasonCode.CAMERA_HEALTH, {}, {}, {"camera": CameraState.STALLED}),
        (ReasonCode.CAMERA_HEALTH, {}, {}, {"camera": None}),
        (ReasonCode.FROZEN, {}, {}, {"frozen": True}),
        (ReasonCode.FROZEN, {}, {}, {"frozen": None}),
        (ReasonCode.CLOCKS, {}, {}, {"clock_skew": 30.1}),
        (ReasonCode.CLOCKS, {}, {}, {"clock_skew": -30.1}),
        (ReasonCode.RUNNING, {}, {}, {"running_for": 29.9}),
        (ReasonCode.RUNNING, {}, {}, {"running_for": None}),
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


ALARMED = {"alarm": "alarm_control_panel.home"}
SCHEDULED = {"schedule": "schedule.deliveries"}
AT_THE_GATE = {"zones": frozenset({CameraZone("drive", "Gate")})}
CONFIRMED = {"second_reader": SecondReader.MUST_AGREE}
UNOPPOSED = {"second_reader": SecondReader.MUST_NOT_DISAGREE}


@pytest.mark.parametrize(
    ("code", "policy", "seen", "now"),
    [
        (ReasonCode.CONFIRMED, CONFIRMED, {"second_opinion": SecondOpinion.NONE}, {}),
        (ReasonCode.CONFIRMED, CONFIRMED, {"second_opinion": SecondOpinion.UNSURE}, {}),
        (None, CONFIRMED, {"second_opinion": SecondOpinion.AGREES}, {}),
        (ReasonCode.SECOND_READER, UNOPPOSED, {"second_opinion": SecondOpinion.DISAGREES}, {}),
        (None, UNOPPOSED, {"second_opinion": SecondOpinion.NONE}, {}),
        (
            None,
            {"second_reader": SecondReader.OFF},
            {"second_opinion": SecondOpinion.DISAGREES},
            {},
        ),
        (ReasonCode.RIGID_MOTION, {}, {"rigid_motion": 0.49}, {}),
        (None, {}, {"rigid_motion": 0.5}, {}),
        (None, {}, {"rigid_motion": None}, {}),
        (None, {"min_rigid_motion": 0.0}, {"rigid_motion": 0.0}, {}),
        (ReasonCode.RIGID_MOTION, {"require_rigid_motion": True}, {"rigid_motion": None}, {}),
        (None, {"require_rigid_motion": True}, {"rigid_motion": 0.5}, {}),
        (ReasonCode.ZONE, AT_THE_GATE, {"zones": ()}, {}),
        (ReasonCode.ZONE, AT_THE_GATE, {"zones": ("Street",)}, {}),
        (None, AT_THE_GATE, {"zones": ("Street", "Gate")}, {}),
        (None, {"zones": frozenset({CameraZone("yard", "Gate")})}, {"zones": ()}, {}),
        (ReasonCode.SCHEDULE, SCHEDULED, {}, {"schedule": "off"}),
        (ReasonCode.SCHEDULE, SCHEDULED, {}, {"schedule": "unavailable"}),
        (ReasonCode.SCHEDULE, SCHEDULED, {}, {"schedule": None}),
        (None, SCHEDULED, {}, {"schedule": "on"}),
        (ReasonCode.ALARM, ALARMED, {}, {"alarm": "armed_away"}),
        (ReasonCode.ALARM, ALARMED, {}, {"alarm": "armed_vacation"}),
        (ReasonCode.ALARM, ALARMED, {}, {"alarm": "triggered"}),
        (ReasonCode.ALARM, ALARMED, {}, {"alarm": "arming"}),
        (ReasonCode.ALARM, ALARMED, {}, {"alarm": "unknown"}),
        (ReasonCode.ALARM, ALARMED, {}, {"alarm": "unavailable"}),
        (ReasonCode.ALARM, ALARMED, {}, {"alarm": None}),
        (None, ALARMED, {}, {"alarm": "disarmed"}),
        (None, ALARMED, {}, {"alarm": "armed_home"}),
        (None, {"once_a_visit": False}, {}, {"openings": (PastOpening("b" * 32, "van", 61.0),)}),
        (
            ReasonCode.VISIT,
            {"once_a_visit": False},
            {},
            {"openings": (PastOpening("a" * 32, "van", 61.0),)},
        ),
        (None, {"require_closed": False}, {}, {"door_state": DoorState.UNKNOWN}),
        (
            ReasonCode.CLOSED,
            {"require_closed": False},
            {},
            {"door_state": DoorState.UNAVAILABLE},
        ),
        (None, {"require_streaming": False}, {}, {"camera": None, "frozen": True}),
        (None, {"require_seen_coming": False}, {"at_start": True}, {}),
        (None, {"directions": frozenset({Direction.LEFT})}, {"direction": Direction.LEFT}, {}),
        (None, {"min_running": 0.0}, {}, {"running_for": 0.0}),
        (ReasonCode.RUNNING, {"min_running": 0.0}, {}, {"running_for": None}),
    ],
)
def test_each_setting_refuses_alone_and_no_more_than_it_says(
    code: ReasonCode | None, policy: dict[str, Any], seen: dict[str, Any], now: dict[str, Any]
) -> None:
    door = replace(GARAGE, policy=replace(DEFAULT_POLICY, **policy))
    assert judge(door, sighting(**seen), **now).against == ({code} if code else set())


def test_a_plate_that_only_looks_alike_opens_only_where_that_is_enough() -> None:
    seen = sighting(text="A812CDE")
    assert judge(seen=seen).against == {ReasonCode.EXACT}
    lenient = replace(GARAGE, policy=replace(DEFAULT_POLICY, accept_alike=True))
    assert judge(lenient, seen).verdict is Verdict.GRANTED


@pytest.mark.parametrize(
    ("guest_pass", "uses", "holds"),
    [
        (GuestPass(expires=NOON + timedelta(minutes=1), uses=2), 1, True),
        (GuestPass(expires=NOON), 0, False),
        (GuestPass(uses=2), 2, False),
        (GuestPass(hours=Hours(frozenset({6}), time(12), time(13))), 0, True),
        (GuestPass(hours=Hours(frozenset({0}), time(12), time(13))), 0, False),
    ],
)
def test_a_guest_is_let_in_while_the_pass_holds(
    guest_pass: GuestPass, uses: int, holds: bool
) -> None:
    seen = sighting()
    found = named(seen.text, replace(VAN, guest_pass=guest_pass))
    decision = decide(GARAGE, seen, found, circumstances(pass_uses=uses))
    assert decision.against == (set() if holds else {ReasonCode.GUEST})


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_door_opens_on_a_value_that_is_no_number(value: float) -> None:
    """No reader of messages or records lets one pass; if one did, no condition would hold."""
    for code, field in (
        (ReasonCode.CONFIDENCE, "confidence"),
        (ReasonCode.MARGIN, "margin"),
        (ReasonCode.RIGID_MOTION, "rigid_motion"),
    ):
        assert judge(seen=sighting(**{field: value})).against == {code}
    assert judge(seen=sighting(moved=value, growth=value)).against == {ReasonCode.MOVED}
    assert judge(age=value).against == {ReasonCode.FRESH}
    assert judge(clock_skew=value).against == {ReasonCode.CLOCKS}
    assert judge(running_for=value).against == {ReasonCode.RUNNING}
    opening = PastOpening("b" * 32, "mini", value)
    assert judge(openings=(opening,)).against == {ReasonCode.COOL_DOWN}
    opening = PastOpening("b" * 32, "van", 90.0)
    assert judge(openings=(opening,), began_ago=value).against == {ReasonCode.VISIT}


def worse_evidence(data: st.DataObject, seen: Sighting, policy: DoorPolicy) -> dict[str, Any]:
    """One way in which a sighting could say less."""
    share = data.draw(st.floats(0.0, 1.0))
    other_ways = sorted(set(Direction) - policy.directions)
    others = [seen.camera_id, *(zone for zone in seen.zones if data.draw(st.booleans()))]
    ways: dict[str, Any] = {
        "state": SightingState.ENDED,
        "confidence": seen.confidence * share,
        "margin": seen.margin * share,
        "frames": max(0, seen.frames - data.draw(st.integers(0, 9))),
        "moved": seen.moved * share,
        "growth": seen.growth * share,
        "arrived": False,
        "at_start": data.draw(st.sampled_from([None, True])),
        "rigid_motion": seen.rigid_motion and seen.rigid_motion * share,
        "second_opinion": SecondOpinion.DISAGREES,
        "zones": tuple(others[1:]),
        "direction": data.draw(st.sampled_from(other_ways)) if other_ways else seen.direction,
    }
    return {key: ways[key] for key in data.draw(st.sets(st.sampled_from(sorted(ways)), min_size=1))}


def worse_moment(data: st.DataObject, now: Circumstances) -> dict[str, Any]:
    """One way in which a moment could be less fit."""
    more = data.draw(st.floats(0.0, 100.0))
    ways: dict[str, Any] = {
        "age": now.age + math.copysign(more, now.age),
        "began_ago": now.began_ago + more,
        "clock_skew": now.clock_skew + math.copysign(more, now.clock_skew),
        "connected": False,
        "camera": data.draw(st.sampled_from([None, CameraState.STALLED, CameraState.FAILED])),
        "frozen": data.draw(st.sampled_from([None, True])),
        "running_for": None if now.running_for is None else max(0.0, now.running_for - more),
        "door_state": DoorState.UNAVAILABLE,
        "schedule": data.draw(st.sampled_from([None, "off", "unknown"])),
        "alarm": data.draw(st.sampled_from([None, "armed_away", "triggered", "unavailable"])),
        "pass_uses": now.pass_uses + data.draw(st.integers(0, 3)),
        "openings": (*now.openings, data.draw(openings)),
    }
    return {key: ways[key] for key in data.draw(st.sets(st.sampled_from(sorted(ways)), min_size=1))}


@settings(max_examples=500)
@given(doors, sightings, matches, all_circumstances, st.data())
def test_worse_evidence_never_takes_a_reason_away(
    door: Door, seen: Sighting, found: Match, now: Circumstances, data: st.DataObject
) -> None:
    before = decide(door, seen, found, now)
    worse = decide(
        door,
        replace(seen, **worse_evidence(data, seen, door.policy)),
        found,
        replace(now, **worse_moment(data, now)),
    )
    assert before.against <= worse.against


@settings(max_examples=200)
@given(st.data())
def test_whatever_gets_worse_refuses_the_right_car_or_changes_nothing(data: st.DataObject) -> None:
    """From a granted decision, with everything asked for, one step at a time."""
    asked: dict[str, Any] = {
        **ALARMED,
        **SCHEDULED,
        **AT_THE_GATE,
        **CONFIRMED,
        "min_rigid_motion": 0.5,
    }
    policy = replace(DEFAULT_POLICY, **asked)
    door = replace(GARAGE, policy=policy)
    seen = sighting(zones=("Gate",))
    now = circumstances(schedule="on", alarm="disarmed")
    assert judge(door, seen, schedule="on", alarm="disarmed").verdict is Verdict.GRANTED
    worse = worse_moment(data, now)
    found = named(seen.text)
    slight = {"age", "began_ago", "clock_skew", "running_for", "pass_uses", "openings"}
    decision = decide(door, seen, found, replace(now, **worse))
    assert worse.keys() <= slight or decision.verdict is Verdict.REFUSED


def test_a_vehicle_on_the_deny_list_is_refused_even_where_all_may_enter() -> None:
    seen = sighting()
    found = named(seen.text, replace(VAN, denied=True))
    decision = decide(GARAGE, seen, found, circumstances())
    assert decision.verdict is Verdict.REFUSED
    assert decision.against == {ReasonCode.DENY_LIST}


def test_what_may_be_a_frequent_passer_by_opens_nothing_even_where_a_likeness_is_enough() -> None:
    lenient = replace(GARAGE, policy=replace(DEFAULT_POLICY, accept_alike=True))
    for frequent in ({"A812COE"}, {"A812CDE"}, None):
        found = match_for_access("A812CDE", HOUSEHOLD, frequent)
        assert found is not None
        decision = decide(lenient, sighting(text="A812CDE"), found, circumstances())
        assert decision.against == {ReasonCode.PLATE}


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
    found = named(seen.text)
    armed = decide(replace(door, mode=DoorMode.ARMED), seen, found, now)
    shadow = decide(replace(door, mode=DoorMode.SHADOW), seen, found, now)
    assert (armed.verdict is Verdict.GRANTED) == (shadow.verdict is Verdict.SHADOW)
    assert shadow.verdict is not Verdict.GRANTED
    assert shadow.against == armed.against


@settings(max_examples=500)
@given(doors, sightings, all_circumstances)
def test_what_is_granted_meets_every_condition(door: Door, seen: Sighting, now: Any) -> None:
    """Stated a second time, in other words than the code's."""
    decision = decide(door, seen, named(seen.text), now)
    if decision.verdict is Verdict.GRANTED:
        assert seen.text in {"AB12CDE", "XY99ZZZ", "M1N1"} or decision.match.kind == "folded"
        policy = door.policy
        assert door.mode is DoorMode.ARMED
        assert policy.accept_alike or decision.match.kind == "exact"
        assert seen.direction in policy.directions
        zones = policy.zones_of(seen.camera_id)
        assert not zones or zones & set(seen.zones)
        assert seen.at_start is False or not policy.require_seen_coming
        assert seen.rigid_motion is None or seen.rigid_motion >= policy.min_rigid_motion
        assert seen.rigid_motion is not None or not policy.require_rigid_motion
        if policy.second_reader is SecondReader.MUST_AGREE:
            assert seen.second_opinion == "agrees"
        elif policy.second_reader is SecondReader.MUST_NOT_DISAGREE:
            assert seen.second_opinion != "disagrees"
        if policy.require_streaming:
            assert now.camera == "streaming"
            assert now.frozen is False
        assert -policy.max_clock_skew <= now.clock_skew <= policy.max_clock_skew
        assert now.running_for is not None
        assert now.running_for >= policy.min_running
        assert policy.schedule is None or now.schedule == "on"
        assert policy.alarm is None or now.alarm in policy.alarm_states
        assert now.connected
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
        assert now.door_state == "closed" or (
            now.door_state != "unavailable" and not policy.require_closed
        )
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
    decision = decide(door, seen, named(seen.text), now)
    for reason in decision.reasons:
        told = sentence(TEXTS, reason)
        assert " " in told
        assert told.endswith(".")
        assert len(told) < 500
        assert len(seen.text) < 4 or seen.text not in told.upper().replace(".", " ")


@given(doors, sightings, all_circumstances)
def test_the_same_input_gives_the_same_decision(door: Door, seen: Sighting, now: Any) -> None:
    found = named(seen.text)
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
        found = named(text)
        now = circumstances(
            began_ago=clock - began[sighting_id],
            openings=tuple(PastOpening(who, car, clock - at) for who, car, at in granted),
        )
        if decide(GARAGE, seen, found, now).verdict is Verdict.GRANTED:
            granted.append((sighting_id, found.vehicle.vehicle_id, clock))
    assert len({who for who, _, _ in granted}) == len(granted)
    times = [at for _, _, at in granted]
    assert all(after - before >= DEFAULT_POLICY.cool_down for before, after in pairwise(times))
