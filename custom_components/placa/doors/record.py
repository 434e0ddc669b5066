"""An access decision as the engine's ledger keeps it. Pure."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from .access import AccessDecision
from .policy import POLICY_VERSION
from .reasons import Reason


def record_of(decision: AccessDecision, decision_id: str, decided_at: datetime) -> dict[str, Any]:
    """Write a decision as a DecisionRecord of the wire contract.

    The evidence holds everything the decision was made from, so that it can be made again.
    """
    sighting = decision.sighting
    match = decision.match
    return {
        "decision_id": decision_id,
        "door": decision.door.door_id,
        "camera_id": sighting.camera_id,
        "sighting_id": sighting.sighting_id,
        "revision": sighting.revision,
        "verdict": decision.verdict.value,
        "reasons": [reason_of(reason) for reason in decision.reasons],
        "vehicle": match.vehicle.vehicle_id if match else None,
        "plate": sighting.text,
        "evidence": {
            "state": sighting.state.value,
            "confidence": sighting.confidence,
            "margin": sighting.margin,
            "frames": sighting.frames,
            "frames_read": sighting.frames_read,
            "direction": sighting.direction.value,
            "moved": sighting.moved,
            "growth": sighting.growth,
            "arrived": sighting.arrived,
            "zones": list(sighting.zones),
            "match": match.kind.value if match else None,
            "denied": match is not None and match.vehicle.denied,
            **asdict(decision.circumstances),
            "door_state": decision.circumstances.door_state.value,
            "openings": [asdict(opening) for opening in decision.circumstances.openings],
            "policy": asdict(decision.door.policy),
            "mode": decision.door.mode.value,
            "cameras": sorted(decision.door.cameras),
            "vehicles": None if decision.door.vehicles is None else sorted(decision.door.vehicles),
        },
        "policy_version": POLICY_VERSION,
        "decided_at": decided_at.isoformat(),
    }


def reason_of(reason: Reason) -> dict[str, Any]:
    """Write a reason as its code, whether it holds, and a sentence."""
    return {"code": reason.code.value, "ok": reason.ok, "detail": reason.detail}


def with_reason(decision: AccessDecision, reason: Reason) -> AccessDecision:
    """Add what was found out after the decision, for or against."""
    return replace(decision, reasons=(*decision.reasons, reason))
