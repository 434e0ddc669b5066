"""Who looked at, exported or erased sightings, and why, as the engine's ledger keeps it. Pure."""

from enum import StrEnum
from typing import Any

from .sighting_query import SightingQuery


class AuditAction(StrEnum):
    """What somebody did with the sightings; erasures are recorded by the engine itself."""

    SEARCHED = "searched"
    LOOKED = "looked"
    EXPORTED = "exported"


def audit_of(action: AuditAction, who: dict[str, Any], search: SightingQuery) -> dict[str, Any]:
    """Write an AuditRecord of the wire contract; `who` is as `who_of` gives it."""
    return who | {"action": action.value, "scope": search.scope}


def look_of(who: dict[str, Any], sighting_id: str) -> dict[str, Any]:
    """Write an AuditRecord about the picture of one sighting."""
    looked = audit_of(AuditAction.LOOKED, who, SightingQuery())
    return looked | {"scope": looked["scope"] | {"sighting_id": sighting_id}}


def who_of(audit_id: str, user_id: str | None, reason: str) -> dict[str, Any]:
    """Write who acts and why; `user_id` is None for an automation."""
    return {"audit_id": audit_id, "actor": user_id, "reason": reason}
