"""What a door decided last and how often it refused on a day, and a sentence for it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from .decision import AccessDecision, Verdict
from .reasons import GROWING, Reason

_DID = {
    Verdict.GRANTED: "opened for {whom}",
    Verdict.AWAITING: "asks whether to open for {whom}",
    Verdict.REFUSED: "refused to open for {whom}",
    Verdict.SHADOW: "would have opened for {whom}",
}


@dataclass(frozen=True, slots=True)
class LastDecision:
    """A decision without plate and name: `because` says what it was refused for."""

    verdict: Verdict
    at: datetime
    vehicle_id: str | None
    refused_by: str | None
    because: str | None

    @classmethod
    def of(cls, decision: AccessDecision, at: datetime) -> Self:
        """Keep of a decision what may be shown later."""
        refusal = main_refusal(decision.reasons)
        return cls(
            verdict=decision.verdict,
            at=at,
            vehicle_id=decision.match.vehicle.vehicle_id,
            refused_by=refusal.code.value if refusal else None,
            because=clause(refusal) if refusal else None,
        )


def event_data(
    decision: AccessDecision, entry_id: str, device_id: str | None
) -> dict[str, str | None]:
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
        "because": clause(refusal) if refusal else None,
    }


@dataclass(frozen=True, slots=True)
class Recent:
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


def clause(reason: Reason) -> str:
    """Turn a reason's sentence into what follows a colon, without its figures in detail."""
    told = reason.detail.split(":")[0].rstrip(".")
    return told[:1].lower() + told[1:]


def deed(verdict: Verdict, whom: str, because: str | None) -> str:
    """Say what a door did, in a sentence that begins with the door's name."""
    did = _DID[verdict].format(whom=whom)
    return f"{did}: {because}" if because else did
