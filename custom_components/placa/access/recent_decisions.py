"""What a door decided last and how often it refused on a day. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from ..serialization import serialize
from .decision import AccessDecision, Verdict
from .reasons import GROWING, Reason


@dataclass(frozen=True, slots=True)
class LastDecision:
    """A decision without plate and name, and the main condition that does not hold."""

    verdict: Verdict
    at: datetime
    vehicle_id: str | None
    refusal: Reason | None

    @classmethod
    def of(cls, decision: AccessDecision, at: datetime) -> Self:
        """Keep of a decision what may be shown later."""
        return cls(
            verdict=decision.verdict,
            at=at,
            vehicle_id=decision.match.vehicle.vehicle_id,
            refusal=main_refusal(decision.reasons),
        )


def event_data(decision: AccessDecision, entry_id: str, device_id: str | None) -> dict[str, Any]:
    """Write a decision for the event bus, which is recorded: ids, no plate and no name."""
    refusal = main_refusal(decision.reasons)
    return {
        "config_entry_id": entry_id,
        "device_id": device_id,
        "door_id": decision.door.door_id,
        "entity_id": decision.door.entity_id,
        "vehicle_id": decision.match.vehicle.vehicle_id,
        "verdict": decision.verdict.value,
        "refused_by": refusal.code.value if refusal else None,
        "values": serialize(refusal.values) if refusal else {},
    }


@dataclass(frozen=True, slots=True)
class RecentDecisions:
    """The last decision of a door, and its refusals on the day of the newest one."""

    last: LastDecision | None = None
    day: date | None = None
    refusals: int = 0

    def after(self, decision: LastDecision, day: date) -> Self:
        """Return what holds after one more decision, made on `day`."""
        if decision.verdict is not Verdict.REFUSED:
            return replace(self, last=decision)
        return replace(self, last=decision, day=day, refusals=self.refusals_on(day) + 1)

    def refusals_on(self, day: date) -> int:
        """Count the refusals on a day."""
        return self.refusals if self.day == day else 0


def main_refusal(reasons: Iterable[Reason]) -> Reason | None:
    """Return the first condition that does not hold, None if all do.

    One that more frames could have mended is told only if there is no other.
    """
    against = (reason for reason in reasons if not reason.ok)
    return min(against, key=lambda reason: reason.code in GROWING, default=None)
