"""A decision can be made again from its record, and comes out the same."""

from dataclasses import replace
import json
from typing import Any

from hypothesis import given, settings
import pytest
from support.people import (
    GARAGE,
    TEXTS,
    VAN,
    all_circumstances,
    circumstances,
    doors,
    matches,
    named,
    sighting,
    sightings,
)

from custom_components.placa.access.circumstances import Circumstances
from custom_components.placa.access.decision import AccessDecision, decide
from custom_components.placa.access.policy import Door
from custom_components.placa.access.reasons import Reason, ReasonCode
from custom_components.placa.access.record import record_of, with_reason
from custom_components.placa.access.replay import NotReplayableError, Replayed, compare, replay
from custom_components.placa.client.models import Sighting
from custom_components.placa.household.vehicle import Match
from custom_components.placa.localization.decisions import explain


def recorded(decision: AccessDecision) -> dict[str, Any]:
    """The record as it comes back from the ledger."""
    record: dict[str, Any] = json.loads(
        json.dumps(record_of(replace(decision, decision_id="d1")), allow_nan=False)
    )
    return record


def a_decision(**now: Any) -> AccessDecision:
    seen = sighting()
    return decide(GARAGE, seen, named(seen.text, VAN), circumstances(**now))


@settings(max_examples=500)
@given(doors, sightings, matches, all_circumstances)
def test_a_record_alone_gives_the_same_verdict_for_the_same_reasons(
    door: Door, seen: Sighting, found: Match, now: Circumstances
) -> None:
    decision = decide(door, seen, found, now)
    record = recorded(decision)
    again = replay(record)
    assert again.verdict is decision.verdict
    assert again.reasons == decision.reasons
    assert record_of(again) == record
    assert compare(record) is Replayed.SAME


def test_a_record_holds_codes_and_values_and_no_sentence() -> None:
    for reason in recorded(a_decision(age=9.0))["reasons"]:
        assert set(reason) == {"code", "ok", "asked", "values"}
        for value in reason["values"].values():
            for text in value if isinstance(value, list) else [value]:
                assert not isinstance(text, str) or " " not in text


def test_a_record_whose_values_were_changed_comes_out_differently() -> None:
    record = recorded(a_decision(age=9.0))
    (fresh,) = (reason for reason in record["reasons"] if reason["code"] == "fresh")
    fresh["values"]["age"] = 6.0
    assert compare(record) is Replayed.DIFFERENT


@pytest.mark.parametrize("values", [None, "age", ["age"], {"age": {"years": 9}}, {"age": [9]}])
def test_a_recorded_reason_that_nobody_wrote_is_told_by_its_code(values: Any) -> None:
    record = recorded(a_decision())
    (fresh,) = (reason for reason in record["reasons"] if reason["code"] == "fresh")
    fresh["values"] = values
    (told,) = (
        one for one in explain(TEXTS, record, None, None)["reasons"] if one["code"] == "fresh"
    )
    assert told["detail"] == "This version of Placa does not know the condition fresh."


def test_what_was_found_out_afterwards_is_replayed_too() -> None:
    failed = Reason(ReasonCode.ACTED, ok=False, values={"problem": "disarmed"})
    record = recorded(with_reason(a_decision(), failed))
    assert replay(record).reasons[-1] == failed
    assert compare(record) is Replayed.SAME


def test_the_record_holds_neither_name_nor_other_plates_of_the_vehicle() -> None:
    van = replace(VAN, name="Ada's van", plates=("AB12CDE", "ZZ99TOP"))
    seen = sighting()
    text = json.dumps(record_of(decide(GARAGE, seen, named(seen.text, van), circumstances())))
    assert "Ada" not in text
    assert "ZZ99TOP" not in text


def test_a_record_that_was_changed_comes_out_differently() -> None:
    record = recorded(a_decision(age=9.0))
    assert compare(record | {"verdict": "granted"}) is Replayed.DIFFERENT
    record["evidence"]["circumstances"]["age"] = 0.1
    assert compare(record) is Replayed.DIFFERENT


def test_a_record_of_an_older_policy_says_that_it_cannot_be_replayed() -> None:
    record = recorded(a_decision()) | {"policy_version": "2", "evidence": {"frames": 4}}
    assert compare(record) is Replayed.OLDER_POLICY
    with pytest.raises(NotReplayableError):
        replay(record)
    explained = explain(TEXTS, record, "Garage", "Van")
    assert explained["policy_version"] == "2"
    assert explained["replay_detail"] == (
        "It was decided by version 2 of the policy, and cannot be replayed exactly by version 7."
    )


def test_a_record_of_a_stranger_by_an_older_policy_is_still_explained() -> None:
    record = recorded(a_decision()) | {"policy_version": "6", "vehicle": None}
    record["evidence"]["match"] = None
    record["reasons"].append({"code": "numbers", "ok": True, "asked": True, "values": {}})
    assert explain(TEXTS, record, "Garage", None)["replay"] == Replayed.OLDER_POLICY


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", '"nan"'])
def test_a_record_with_a_value_that_is_no_number_is_not_replayed(number: str) -> None:
    record = recorded(a_decision())
    policy = record["evidence"]["door"]["policy"]
    asked = [key for key, value in policy.items() if isinstance(value, float)]
    assert len(asked) > 5
    for part, key in (
        (record["evidence"]["circumstances"], "age"),
        *((policy, key) for key in asked),
    ):
        kept, part[key] = part[key], json.loads(number)
        with pytest.raises(NotReplayableError):
            replay(record)
        part[key] = kept
    assert compare(record) is Replayed.SAME


def test_a_record_of_when_rigid_motion_was_asked_for_names_the_policy_that_decided() -> None:
    record = recorded(a_decision()) | {"policy_version": "5", "verdict": "refused"}
    record["evidence"]["door"]["policy"]["min_rigid"] = 0.5
    record["evidence"]["sighting"]["rigid"] = None
    record["reasons"].append({"code": "rigid", "ok": False, "asked": True, "values": {}})
    assert compare(record) is Replayed.OLDER_POLICY
    explained = explain(TEXTS, record, "Garage", "Van")
    assert explained["policy_version"] == "5"
    assert "by version 5 of the policy" in explained["replay_detail"]
    assert explained["reasons"][-1] == {
        "code": "rigid",
        "ok": False,
        "detail": "This version of Placa does not know the condition rigid.",
    }
    assert explained["summary"] == (
        "Garage was not opened for Van, because of a condition that this version of Placa does "
        "not know."
    )


@pytest.mark.parametrize(
    "spoilt",
    [
        {"sighting": None},
        {"match": {"kind": "exact"}},
        {"circumstances": {}},
        {"door": {"mode": "ajar"}},
    ],
)
def test_a_record_that_lacks_its_evidence_is_not_replayed(spoilt: dict[str, Any]) -> None:
    record = recorded(a_decision())
    record["evidence"] |= spoilt
    with pytest.raises(NotReplayableError):
        replay(record)
    assert compare(record) is Replayed.DIFFERENT


def test_an_explanation_is_one_sentence_with_the_first_reason() -> None:
    def summary(decision: AccessDecision, whom: str | None = "Van") -> str:
        text: str = explain(TEXTS, recorded(decision), "Garage", whom)["summary"]
        return text

    assert summary(a_decision()) == "Garage was opened for Van."
    assert summary(a_decision(connected=False)) == (
        "Garage was not opened for Van, because the engine is not connected."
    )
    assert summary(a_decision(connected=False, frozen=True)).endswith(", and for another reason.")
    assert summary(a_decision(connected=False, frozen=True, age=9.0)).startswith(
        "Garage was not opened for Van, because the picture is 9.0 s old; the door "
        "accepts 0 to 5 s, and for 2 other reasons"
    )
    assert summary(a_decision(), None).endswith("for a vehicle that is gone.")


@given(doors, sightings, matches, all_circumstances)
def test_an_explanation_never_tells_the_plate(
    door: Door, seen: Sighting, found: Match, now: Circumstances
) -> None:
    found = replace(found, plate="QQ77QQQ")
    decision = decide(door, replace(seen, text="QQ77QQQ"), found, now)
    assert "QQ77QQQ" not in json.dumps(explain(TEXTS, recorded(decision), "Garage", "Van"))
