"""An access decision as the engine's ledger keeps it. Pure."""

from dataclasses import replace
from typing import Any

from ..household.vehicle import Match
from ..serialization import to_plain
from .decision import AccessDecision
from .policy import POLICY_VERSION
from .reasons import Reason, plain_values


def record_of(decision: AccessDecision) -> dict[str, Any]:
    """Write a decision as a DecisionRecord of the wire contract.

    The reasons are codes and values: their sentences are written when somebody reads them.
    The evidence holds everything the decision was made from, so that it can be made again
    (see `replay`); of the vehicle only what counts, neither its name nor its registered plates.
    """
    sighting = decision.sighting
    match = decision.match
    return {
        "decision_id": decision.decision_id,
        "door": decision.door.door_id,
        "camera_id": sighting.camera_id,
        "sighting_id": sighting.sighting_id,
        "revision": sighting.revision,
        "verdict": decision.verdict.value,
        "reasons": [
            {
                "code": reason.code.value,
                "ok": reason.ok,
                "asked": reason.asked,
                "values": plain_values(reason.values),
            }
            for reason in decision.reasons
        ],
        "vehicle": match.vehicle.vehicle_id,
        "plate": sighting.text,
        "evidence": {
            "door": to_plain(decision.door),
            "sighting": to_plain(sighting),
            "match": to_plain(_without_names(match)),
            "circumstances": to_plain(decision.circumstances),
        },
        "policy_version": POLICY_VERSION,
        "decided_at": decision.circumstances.now.isoformat(),
    }


def _without_names(match: Match) -> Match:
    return replace(match, plate="", vehicle=replace(match.vehicle, name="", plates=()))


def with_reason(decision: AccessDecision, reason: Reason) -> AccessDecision:
    """Add what was found out after the decision, for or against."""
    return replace(decision, reasons=(*decision.reasons, reason))
