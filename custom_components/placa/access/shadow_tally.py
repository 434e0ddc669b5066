"""What a door in shadow would have done, counted by day and vehicle. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from .decision import AccessDecision, Verdict
from .reasons import Reason, ReasonCode
from .recent_decisions import main_refusal

_KEPT_DAYS = 90


@dataclass(frozen=True, slots=True)
class ShadowOutcome:
    """What became of a vehicle on a day: the condition that kept the door shut, if any."""

    day: date
    vehicle_id: str
    refused_by: ReasonCode | None


@dataclass(frozen=True, slots=True)
class Tally:
    """The decisions of a door since it went into shadow.

    `examples` has the newest refusal by each condition. `put_off_until` is
    when the owner wants to be asked again, if they were asked already.
    """

    since: datetime
    put_off_until: datetime | None = None
    counts: Mapping[ShadowOutcome, int] = field(default_factory=dict)
    examples: Mapping[ReasonCode, Reason] = field(default_factory=dict)

    @property
    def opened(self) -> int:
        """How often the door would have opened."""
        return sum(count for outcome, count in self.counts.items() if outcome.refused_by is None)

    @property
    def opened_for(self) -> dict[str, int]:
        """How often it would have opened for each vehicle, the most frequent first."""
        counter: Counter[str] = Counter()
        for outcome, count in self.counts.items():
            if outcome.refused_by is None:
                counter[outcome.vehicle_id] += count
        return dict(counter.most_common())

    @property
    def refused_for(self) -> dict[ReasonCode, int]:
        """How often each condition kept it shut, the most frequent first."""
        counter: Counter[ReasonCode] = Counter()
        for outcome, count in self.counts.items():
            if outcome.refused_by is not None:
                counter[outcome.refused_by] += count
        return dict(counter.most_common())

    def is_due(self, now: datetime, days: int) -> bool:
        """Whether it has something to show, and so many days are over or the put-off is."""
        due = self.put_off_until or self.since + timedelta(days=days)
        return self.opened > 0 and now >= due


def with_decision(tally: Tally, decision: AccessDecision, day: date) -> Tally:
    """Count a decision; what is refused counts for the main condition that does not hold."""
    refused = decision.verdict is Verdict.REFUSED
    refusal = main_refusal(decision.reasons) if refused else None
    examples = dict(tally.examples) | ({refusal.code: refusal} if refusal else {})
    oldest = day - timedelta(days=_KEPT_DAYS)
    counts = {outcome: count for outcome, count in tally.counts.items() if outcome.day > oldest}
    outcome = ShadowOutcome(
        day, decision.match.vehicle.vehicle_id, refusal.code if refusal else None
    )
    counts[outcome] = counts.get(outcome, 0) + 1
    return replace(tally, counts=counts, examples=examples)
