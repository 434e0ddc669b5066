"""A recorded decision in plain words. Pure."""

from collections.abc import Mapping
from typing import Any

from .decision import Verdict
from .policy import POLICY_VERSION
from .reasons import GROWING
from .replay import Replayed, compare

_DID = {
    Verdict.GRANTED: "{door} was opened for {whom}{because}.",
    Verdict.AWAITING: "{door} asked whether to open for {whom}{because}.",
    Verdict.REFUSED: "{door} was not opened for {whom}{because}.",
    Verdict.SHADOW: "{door} would have been opened for {whom}, had it been armed{because}.",
}
_REPLAYED = {
    Replayed.SAME: "Decided again from the recorded evidence, it comes out the same.",
    Replayed.DIFFERENT: (
        "Decided again from the recorded evidence, it comes out differently: the record does "
        "not show why it was decided so."
    ),
    Replayed.OLDER_POLICY: (
        "It was decided by version {decided_by} of the policy, and cannot be replayed exactly "
        "by version {today}."
    ),
}


def explain(record: Mapping[str, Any], door: str, whom: str | None) -> dict[str, Any]:
    """Explain a DecisionRecord at a door for somebody, both by name, without the plate."""
    replayed = compare(record)
    evidence = dict(record["evidence"])
    if sighting := evidence.get("sighting"):
        evidence["sighting"] = {key: sighting[key] for key in sighting if key != "text"}
    return {
        "decision_id": record["decision_id"],
        "door": door,
        "vehicle": whom,
        "verdict": record["verdict"],
        "summary": _summary(record, door, whom),
        "decided_at": record["decided_at"],
        "camera_id": record["camera_id"],
        "sighting_id": record["sighting_id"],
        "reasons": [dict(reason) for reason in record["reasons"]],
        "evidence": evidence,
        "policy_version": record["policy_version"],
        "replay": replayed.value,
        "replay_detail": _REPLAYED[replayed].format(
            decided_by=record["policy_version"], today=POLICY_VERSION
        ),
    }


def _summary(record: Mapping[str, Any], door: str, whom: str | None) -> str:
    failed = [reason for reason in record["reasons"] if not reason["ok"]]
    failed.sort(key=lambda reason: reason["code"] in GROWING)
    against = [reason["detail"] for reason in failed]
    verdict = Verdict(record["verdict"])
    return _DID[verdict].format(
        door=door,
        whom=whom or "a vehicle that is not known any more",
        because=_because(verdict, against) if against else "",
    )


def _because(verdict: Verdict, against: list[str]) -> str:
    """Name the main reason against, and count the others."""
    if verdict is Verdict.SHADOW:
        return " and had somebody confirmed"
    first = against[0][:1].lower() + against[0][1:].rstrip(".")
    more = len(against) - 1
    if not more:
        return f", because {first}"
    others = "another reason" if more == 1 else f"{more} other reasons"
    return f", because {first}, and for {others}"
