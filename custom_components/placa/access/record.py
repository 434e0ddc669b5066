"""An access decision as the engine's ledger keeps it. Pure."""

from dataclasses import replace

from ..household.vehicle import Match
from ..serialization import JsonObject, serialize
from .decision import AccessDecision
from .policy import POLICY_VERSION
from .reasons import Reason


def record_of(decision: AccessDecision) -> JsonObject:
    """Write a decision as a DecisionRecord of the wire contract.

    The reasons are codes and values: their sentences are written when somebody reads them.
    The evidence holds everything the decision was made from, so that it can be made again
    (see `replay`); of the vehicle only what counts, neither its name nor its registered plates.
    """
    sighting = decision.sighting
    match = decision.match
    return JsonObject(
        {
            "decision_id": decision.decision_id,
            "door": decision.door.door_id,
            "camera_id": sighting.camera_id,
            "sighting_id": sighting.sighting_id,
            "revision": sighting.revision,
            "verdict": decision.verdict.value,
            "reasons": serialize(decision.reasons),
            "vehicle": match.vehicle.vehicle_id,
            "plate": sighting.text,
            "evidence": {
                "door": serialize(decision.door),
                "sighting": serialize(sighting),
                "match": serialize(_without_names(match)),
                "circumstances": serialize(decision.circumstances),
            },
            "policy_version": POLICY_VERSION,
            "decided_at": decision.circumstances.now.isoformat(),
        }
    )


def _without_names(match: Match) -> Match:
    return replace(match, plate="", vehicle=replace(match.vehicle, name="", plates=()))


def with_reason(decision: AccessDecision, reason: Reason) -> AccessDecision:
    """Add what was found out after the decision, for or against."""
    return replace(decision, reasons=(*decision.reasons, reason))
