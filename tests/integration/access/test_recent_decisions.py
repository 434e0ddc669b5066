"""What a door decided lately, as pure values."""

from datetime import UTC, date, datetime

from hypothesis import given, strategies as st
import pytest
from support.people import GARAGE, TEXTS, VAN, circumstances, named, sighting

from custom_components.placa.access.circumstances import DoorState
from custom_components.placa.access.decision import Verdict, decide
from custom_components.placa.access.reasons import Reason, ReasonCode
from custom_components.placa.access.recent_decisions import (
    LastDecision,
    RecentDecisions,
    main_refusal,
)
from custom_components.placa.localization.decisions import deed
from custom_components.placa.localization.reasons import clause

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def made(verdict: Verdict) -> LastDecision:
    return LastDecision(verdict, NOON, "van", None)


@given(st.lists(st.tuples(st.sampled_from(Verdict), st.dates(date(2026, 1, 1), date(2026, 1, 3)))))
def test_only_the_refusals_of_the_newest_day_are_counted(
    decisions: list[tuple[Verdict, date]],
) -> None:
    decisions.sort(key=lambda decision: decision[1])
    recent = RecentDecisions()
    for verdict, day in decisions:
        recent = recent.after(made(verdict), day)
    days = [day for verdict, day in decisions if verdict is Verdict.REFUSED]
    newest = max(days, default=date(2026, 1, 1))
    assert recent.refusals_on(newest) == days.count(newest)
    assert recent.refusals_on(date(2026, 1, 4)) == 0
    assert recent.last == (made(decisions[-1][0]) if decisions else None)


def test_the_first_condition_that_fails_is_the_main_reason() -> None:
    seen = sighting(frames=1, moved=0.0, growth=1.0)
    decision = decide(GARAGE, seen, named(seen.text, VAN), circumstances())
    assert decision.against == {ReasonCode.FRAMES, ReasonCode.MOVED}
    refusal = main_refusal(decision.reasons)
    assert refusal is not None
    assert refusal.code is ReasonCode.FRAMES
    assert clause(TEXTS, refusal) == "too few frames agree (1 of at least 3)"
    kept = LastDecision.of(decision, NOON)
    assert kept == LastDecision(Verdict.REFUSED, NOON, "van", refusal)


def test_what_more_frames_could_have_mended_is_not_the_main_reason() -> None:
    seen = sighting(frames=1, moved=0.0, growth=1.0)
    decision = decide(GARAGE, seen, named(seen.text, VAN), circumstances(door_state=DoorState.OPEN))
    assert decision.against > {ReasonCode.FRAMES, ReasonCode.MOVED}
    refusal = main_refusal(decision.reasons)
    assert refusal is not None
    assert refusal.code is ReasonCode.CLOSED


def test_a_granted_decision_has_no_reason_against_it() -> None:
    decision = decide(GARAGE, sighting(), named("AB12CDE", VAN), circumstances())
    kept = LastDecision.of(decision, NOON)
    assert kept.refusal is None


@pytest.mark.parametrize(
    ("verdict", "refusal", "told"),
    [
        (Verdict.GRANTED, None, "opened for the van"),
        (
            Verdict.REFUSED,
            Reason(ReasonCode.LIVE, ok=False),
            "refused to open for the van: the vehicle is no longer in view",
        ),
        (Verdict.SHADOW, None, "would have opened for the van"),
    ],
)
def test_each_verdict_is_told_in_plain_words(
    verdict: Verdict, refusal: Reason | None, told: str
) -> None:
    assert deed(TEXTS, verdict, "the van", refusal) == told
