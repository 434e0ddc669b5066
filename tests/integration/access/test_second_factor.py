"""What a door asks for besides the plate: for whom, at what time, and what counts as given."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from hypothesis import given, strategies as st
import pytest
from support.people import GARAGE, MINI, NOON, TEXTS, VAN, circumstances, named, sighting

from custom_components.placa.access.decision import AccessDecision, Verdict, decide
from custom_components.placa.access.policy import DEFAULT_POLICY, DoorMode
from custom_components.placa.access.reasons import ReasonCode
from custom_components.placa.access.record import record_of
from custom_components.placa.access.replay import Replayed, compare
from custom_components.placa.household.second_factor import (
    NO_SECOND_FACTOR,
    Confirmation,
    ConfirmationAnswer,
    ConfirmationOutcome,
    FactorKind,
    SecondFactor,
    Witness,
    confirmation_of,
)
from custom_components.placa.localization.decisions import explain
from custom_components.placa.localization.reasons import sentence
from custom_components.placa.serialization import deserialize, serialize

PRESENCE = SecondFactor(FactorKind.PRESENCE, witnesses=frozenset({"person.anna"}))
CONFIRMATION = SecondFactor(FactorKind.CONFIRMATION)
HERE = Witness(here=True, arrived_ago=None)
AWAY = Witness(here=False, arrived_ago=30.0)
YET = "Somebody has yet to confirm."
CONFIRMED = ConfirmationOutcome("van", 12.0, ConfirmationAnswer.CONFIRMED, "the-user")


def judge(
    factor: SecondFactor,
    *,
    own: SecondFactor = NO_SECOND_FACTOR,
    mode: DoorMode = DoorMode.ARMED,
    witnesses: tuple[Witness, ...] = (),
    own_witnesses: tuple[Witness, ...] = (),
    inquiry: ConfirmationOutcome | None = None,
    at: datetime = NOON,
    age: float = 0.2,
) -> AccessDecision:
    door = replace(GARAGE, mode=mode, policy=replace(DEFAULT_POLICY, second_factor=factor))
    now = circumstances(
        witnesses=witnesses, vehicle_witnesses=own_witnesses, inquiry=inquiry, now=at, age=age
    )
    van = replace(VAN, second_factor=own)
    return decide(door, sighting(), named("AB12CDE", van, MINI), now)


def told(decision: AccessDecision) -> str:
    (reason,) = (one for one in decision.reasons if one.code is ReasonCode.SECOND_FACTOR)
    return sentence(TEXTS, reason)


@pytest.mark.parametrize(
    ("within", "witnesses", "enough"),
    [
        (0, (HERE,), True),
        (0, (AWAY, HERE), True),
        (0, (AWAY,), False),
        (0, (), False),
        (5, (Witness(here=True, arrived_ago=300.0),), True),
        (5, (Witness(here=True, arrived_ago=300.1),), False),
        (5, (Witness(here=True, arrived_ago=-0.1),), False),
        (5, (Witness(here=True, arrived_ago=float("nan")),), False),
        (5, (HERE, AWAY), False),
    ],
)
def test_somebody_must_be_here_or_have_come_just_now(
    within: int, witnesses: tuple[Witness, ...], enough: bool
) -> None:
    decision = judge(replace(PRESENCE, arrived_within=within), witnesses=witnesses)
    assert decision.verdict is (Verdict.GRANTED if enough else Verdict.REFUSED)
    what = f"came within {within} minutes" if within else "is here"
    assert told(decision) == f"{'A' if enough else 'No'} person or device that vouches {what}."


LATE = "Nobody confirmed within 60 s."


@pytest.mark.parametrize(
    ("inquiry", "verdict", "sentence"),
    [
        (None, Verdict.AWAITING, YET),
        (ConfirmationOutcome("van", 59.0), Verdict.AWAITING, YET),
        (ConfirmationOutcome("van", 60.1), Verdict.REFUSED, LATE),
        (CONFIRMED, Verdict.GRANTED, "Somebody confirmed after 12 s."),
        (replace(CONFIRMED, waited=60.0), Verdict.GRANTED, "Somebody confirmed after 60 s."),
        (replace(CONFIRMED, waited=60.1), Verdict.REFUSED, LATE),
        (replace(CONFIRMED, waited=-0.1), Verdict.REFUSED, LATE),
        (replace(CONFIRMED, waited=float("nan")), Verdict.REFUSED, LATE),
        (replace(CONFIRMED, by=None), Verdict.REFUSED, "A confirmation counts once only."),
        (
            replace(CONFIRMED, vehicle_id="mini"),
            Verdict.REFUSED,
            "Another vehicle waits for a confirmation.",
        ),
        (
            ConfirmationOutcome("van", 5.0, ConfirmationAnswer.DECLINED, "the-user"),
            Verdict.REFUSED,
            "Somebody declined.",
        ),
        (
            ConfirmationOutcome("van", 5.0, ConfirmationAnswer.WITHDRAWN),
            Verdict.REFUSED,
            "The question was withdrawn.",
        ),
        (ConfirmationOutcome("van", 5.0, ConfirmationAnswer.TIMED_OUT), Verdict.REFUSED, LATE),
    ],
)
def test_only_a_timely_yes_of_a_known_person_confirms(
    inquiry: ConfirmationOutcome | None, verdict: Verdict, sentence: str
) -> None:
    decision = judge(CONFIRMATION, inquiry=inquiry)
    assert decision.verdict is verdict
    assert told(decision) == sentence


def test_nobody_is_asked_while_anything_else_speaks_against() -> None:
    assert judge(CONFIRMATION, age=6.0).verdict is Verdict.REFUSED


def test_who_waits_for_a_confirmation_may_wait_longer_than_a_picture_is_fresh() -> None:
    assert judge(CONFIRMATION, inquiry=CONFIRMED, age=59.0).verdict is Verdict.GRANTED
    assert judge(CONFIRMATION, inquiry=CONFIRMED, age=60.1).verdict is Verdict.REFUSED
    assert judge(SecondFactor(), inquiry=CONFIRMED, age=5.1).verdict is Verdict.REFUSED


def test_a_door_in_shadow_would_have_asked_and_opened() -> None:
    decision = judge(CONFIRMATION, mode=DoorMode.SHADOW)
    assert decision.verdict is Verdict.SHADOW
    assert decision.against == {ReasonCode.SECOND_FACTOR}
    presence = judge(PRESENCE, mode=DoorMode.SHADOW, witnesses=(AWAY,))
    assert presence.verdict is Verdict.REFUSED


@pytest.mark.parametrize(
    ("start", "end", "hour", "asked"),
    [
        (time(0), time(0), 12, True),
        (time(22), time(6), 12, False),
        (time(22), time(6), 22, True),
        (time(22), time(6), 5, True),
        (time(22), time(6), 6, False),
        (time(9), time(17), 9, True),
        (time(9), time(17), 17, False),
    ],
)
def test_it_is_asked_for_within_its_hours(start: time, end: time, hour: int, asked: bool) -> None:
    factor = replace(CONFIRMATION, start=start, end=end)
    decision = judge(factor, at=NOON.replace(hour=hour))
    assert decision.verdict is (Verdict.AWAITING if asked else Verdict.GRANTED)


def test_it_is_asked_of_chosen_vehicles_and_of_all_if_none_is_chosen() -> None:
    assert judge(replace(CONFIRMATION, vehicles=frozenset({"mini"}))).verdict is Verdict.GRANTED
    assert judge(replace(CONFIRMATION, vehicles=frozenset({"van"}))).verdict is Verdict.AWAITING


def test_the_owner_vouches_where_nobody_is_chosen() -> None:
    anyone = SecondFactor(FactorKind.PRESENCE)
    assert anyone.witnesses_for("person.anna") == {"person.anna"}
    assert anyone.witnesses_for(None) == frozenset()
    chosen = replace(anyone, witnesses=frozenset({"device_tracker.phone"}))
    assert chosen.witnesses_for("person.anna") == {"device_tracker.phone"}
    assert CONFIRMATION.witnesses_for("person.anna") == frozenset()


@pytest.mark.parametrize(
    ("door", "own", "here", "own_here", "inquiry", "verdict", "sentence"),
    [
        (
            SecondFactor(),
            PRESENCE,
            (),
            (AWAY,),
            None,
            Verdict.REFUSED,
            "No person or device that vouches is here.",
        ),
        (
            SecondFactor(),
            PRESENCE,
            (),
            (HERE,),
            None,
            Verdict.GRANTED,
            "A person or device that vouches is here.",
        ),
        (
            PRESENCE,
            PRESENCE,
            (HERE,),
            (AWAY,),
            None,
            Verdict.REFUSED,
            "No person or device that vouches is here.",
        ),
        (
            PRESENCE,
            PRESENCE,
            (AWAY,),
            (HERE,),
            None,
            Verdict.REFUSED,
            "No person or device that vouches is here.",
        ),
        (
            PRESENCE,
            PRESENCE,
            (HERE,),
            (HERE,),
            None,
            Verdict.GRANTED,
            "A person or device that vouches is here.",
        ),
        (
            PRESENCE,
            CONFIRMATION,
            (AWAY,),
            (),
            None,
            Verdict.REFUSED,
            "No person or device that vouches is here. Somebody has yet to confirm.",
        ),
        (PRESENCE, CONFIRMATION, (HERE,), (), None, Verdict.AWAITING, YET),
        (
            PRESENCE,
            CONFIRMATION,
            (HERE,),
            (),
            CONFIRMED,
            Verdict.GRANTED,
            "A person or device that vouches is here. Somebody confirmed after 12 s.",
        ),
        (CONFIRMATION, PRESENCE, (), (HERE,), None, Verdict.AWAITING, YET),
        (CONFIRMATION, CONFIRMATION, (), (), None, Verdict.AWAITING, YET),
        (
            replace(CONFIRMATION, max_wait=10),
            CONFIRMATION,
            (),
            (),
            CONFIRMED,
            Verdict.REFUSED,
            "Nobody confirmed within 10 s.",
        ),
        (
            CONFIRMATION,
            replace(CONFIRMATION, max_wait=10),
            (),
            (),
            CONFIRMED,
            Verdict.REFUSED,
            "Nobody confirmed within 10 s.",
        ),
    ],
)
def test_what_door_and_vehicle_ask_for_must_both_be_given(
    door: SecondFactor,
    own: SecondFactor,
    here: tuple[Witness, ...],
    own_here: tuple[Witness, ...],
    inquiry: ConfirmationOutcome | None,
    verdict: Verdict,
    sentence: str,
) -> None:
    decision = judge(door, own=own, witnesses=here, own_witnesses=own_here, inquiry=inquiry)
    assert decision.verdict is verdict
    assert told(decision) == sentence


def test_a_vehicle_asks_within_its_own_hours() -> None:
    night = replace(CONFIRMATION, start=time(22), end=time(6))
    assert judge(SecondFactor(), own=night).verdict is Verdict.GRANTED
    assert judge(SecondFactor(), own=night, at=NOON.replace(hour=23)).verdict is Verdict.AWAITING


def test_people_are_asked_once_by_all_apps_with_the_shortest_wait_and_the_least_details() -> None:
    open_door = replace(CONFIRMATION, notify=frozenset({"a"}), max_wait=90, tell_details=True)
    discreet = replace(CONFIRMATION, notify=frozenset({"b"}), max_wait=30)
    night = replace(CONFIRMATION, notify=frozenset({"c"}), start=time(22), end=time(6))
    of_mini = replace(CONFIRMATION, notify=frozenset({"d"}), vehicles=frozenset({"mini"}))
    asked = confirmation_of((open_door, discreet, night, of_mini, PRESENCE), "van", NOON)
    assert asked == Confirmation(frozenset({"a", "b"}), 30, tell_details=False)
    assert confirmation_of((open_door,), "van", NOON).tell_details
    assert confirmation_of((PRESENCE,), "van", NOON) == Confirmation(
        frozenset(), 0, tell_details=False
    )


def test_who_waits_for_its_own_confirmation_may_wait_longer_than_a_picture_is_fresh() -> None:
    patient = replace(CONFIRMATION, max_wait=90)
    waited = judge(CONFIRMATION, own=patient, inquiry=CONFIRMED, age=59.0)
    assert waited.verdict is Verdict.GRANTED
    too_old = judge(CONFIRMATION, own=patient, inquiry=CONFIRMED, age=61.0)
    assert too_old.verdict is Verdict.REFUSED
    assert (
        judge(SecondFactor(), own=patient, inquiry=CONFIRMED, age=89.0).verdict is Verdict.GRANTED
    )


def test_the_question_and_what_came_of_it_can_be_explained() -> None:
    def explained(decision: AccessDecision) -> str:
        return str(explain(TEXTS, record_of(decision), "Garage", "Van")["summary"])

    asked = judge(CONFIRMATION)
    assert explained(asked) == (
        "Garage asked whether to open for Van, because somebody has yet to confirm."
    )
    declined = judge(
        CONFIRMATION,
        inquiry=ConfirmationOutcome("van", 5.0, ConfirmationAnswer.DECLINED, "the-user"),
    )
    assert explained(declined) == "Garage was not opened for Van, because somebody declined."
    shadow = judge(CONFIRMATION, mode=DoorMode.SHADOW)
    assert explained(shadow) == (
        "Garage would have been opened for Van, had it been armed and had somebody confirmed."
    )


witnesses = st.lists(
    st.builds(Witness, here=st.booleans(), arrived_ago=st.none() | st.floats(-10, 4000)),
    max_size=3,
).map(tuple)
inquiries = st.builds(
    ConfirmationOutcome,
    vehicle_id=st.sampled_from(["van", "mini"]),
    waited=st.floats(-10, 300),
    answer=st.none() | st.sampled_from(ConfirmationAnswer),
    by=st.none() | st.just("the-user"),
)
factors = st.builds(
    SecondFactor,
    kind=st.sampled_from(FactorKind),
    vehicles=st.frozensets(st.sampled_from(["van", "mini"])),
    start=st.times(),
    end=st.times(),
    witnesses=st.frozensets(st.sampled_from(["person.anna", "binary_sensor.tag"])),
    arrived_within=st.integers(0, 60),
    max_wait=st.integers(10, 180),
)


@given(factors, witnesses, st.none() | inquiries, st.floats(0, 5), st.integers(0, 1439))
def test_what_is_granted_was_given_what_is_asked_for(
    factor: SecondFactor,
    seen: tuple[Witness, ...],
    inquiry: ConfirmationOutcome | None,
    age: float,
    minute: int,
) -> None:
    """Stated a second time, in other words than the code's."""
    at = NOON.replace(hour=0) + timedelta(minutes=minute)
    decision = judge(factor, witnesses=seen, inquiry=inquiry, at=at, age=age)
    if decision.verdict is Verdict.AWAITING:
        assert factor.kind is FactorKind.CONFIRMATION
        assert inquiry is None or (inquiry.answer is None and inquiry.vehicle_id == "van")
    if decision.verdict is not Verdict.GRANTED or factor.kind is FactorKind.NONE:
        return
    exempt = bool(factor.vehicles) and "van" not in factor.vehicles
    minutes = at.hour * 60 + at.minute
    low = factor.start.hour * 60 + factor.start.minute
    high = factor.end.hour * 60 + factor.end.minute
    if factor.start < factor.end:
        surely_within = low < minutes < high
    else:
        surely_within = minutes > low or minutes < high
    if exempt or not surely_within:
        return
    if factor.kind is FactorKind.PRESENCE:
        assert any(one.here for one in seen)
        if factor.arrived_within:
            assert any(
                one.arrived_ago is not None and one.arrived_ago <= factor.arrived_within * 60
                for one in seen
            )
    else:
        assert inquiry is not None
        assert (inquiry.vehicle_id, inquiry.answer) == ("van", ConfirmationAnswer.CONFIRMED)
        assert inquiry.by
        assert inquiry.waited <= factor.max_wait


@given(factors, factors, witnesses, witnesses, st.none() | inquiries, st.sampled_from(DoorMode))
def test_it_can_be_replayed(
    factor: SecondFactor,
    own: SecondFactor,
    seen: tuple[Witness, ...],
    own_seen: tuple[Witness, ...],
    inquiry: ConfirmationOutcome | None,
    mode: DoorMode,
) -> None:
    decision = judge(
        factor, own=own, witnesses=seen, own_witnesses=own_seen, inquiry=inquiry, mode=mode
    )
    assert compare(record_of(decision)) is Replayed.SAME


@given(factors, factors, witnesses, witnesses, st.none() | inquiries)
def test_a_vehicle_that_asks_for_more_never_opens_more(
    factor: SecondFactor,
    own: SecondFactor,
    seen: tuple[Witness, ...],
    own_seen: tuple[Witness, ...],
    inquiry: ConfirmationOutcome | None,
) -> None:
    """What both ask for is granted only if it were for each of them alone."""
    door_alone = judge(factor, witnesses=seen, inquiry=inquiry)
    own = replace(own, vehicles=frozenset())
    vehicle_alone = judge(SecondFactor(), own=own, own_witnesses=own_seen, inquiry=inquiry)
    both = judge(factor, own=own, witnesses=seen, own_witnesses=own_seen, inquiry=inquiry)
    alone = {door_alone.verdict, vehicle_alone.verdict}
    if Verdict.REFUSED in alone:
        assert both.verdict is Verdict.REFUSED
    elif Verdict.AWAITING in alone:
        assert both.verdict is not Verdict.GRANTED
    else:
        assert both.verdict is Verdict.GRANTED


@given(factors)
def test_its_settings_are_kept_as_they_are(factor: SecondFactor) -> None:
    assert deserialize(SecondFactor, serialize(factor)) == factor
