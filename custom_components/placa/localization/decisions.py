"""What doors did and why, in sentences. Pure."""

from collections.abc import Mapping
from typing import Any

from ..access.decision import Verdict
from ..access.policy import POLICY_VERSION
from ..access.reasons import GROWING, Reason
from ..access.recent_decisions import LastDecision
from ..access.replay import compare
from ..serialization import DeserializationError, deserialize
from .reasons import clause, sentence
from .texts import Texts


def deed(texts: Texts, verdict: Verdict, whom: str | None, refusal: Reason | None) -> str:
    """Say what a door did for somebody, in what follows the door's name."""
    did = texts(f"deed_{verdict}", whom=whom or texts("gone_vehicle"))
    return texts("deed_because", deed=did, because=clause(texts, refusal)) if refusal else did


def summary(texts: Texts, door: str, whom: str | None, last: LastDecision) -> str:
    """Say what a door did last, in a sentence."""
    return texts("door_deed", door=door, deed=deed(texts, last.verdict, whom, last.refusal))


def told_reason(texts: Texts, reason: Reason) -> dict[str, Any]:
    """Write a reason as its code, whether it holds, and a sentence."""
    return {"code": reason.code.value, "ok": reason.ok, "detail": sentence(texts, reason)}


def explain(
    texts: Texts, record: Mapping[str, Any], door: str | None, whom: str | None
) -> dict[str, Any]:
    """Explain a DecisionRecord at a door for somebody, both by name, without the plate."""
    replayed = compare(record)
    evidence = dict(record["evidence"])
    if sighting := evidence.get("sighting"):
        evidence["sighting"] = {key: sighting[key] for key in sighting if key != "text"}
    door = door or texts("gone_door")
    return {
        "decision_id": record["decision_id"],
        "door": door,
        "vehicle": whom,
        "verdict": record["verdict"],
        "summary": _explained(texts, record, door, whom),
        "decided_at": record["decided_at"],
        "camera_id": record["camera_id"],
        "sighting_id": record["sighting_id"],
        "reasons": [recorded_reason(texts, reason) for reason in record["reasons"]],
        "evidence": evidence,
        "policy_version": record["policy_version"],
        "replay": replayed.value,
        "replay_detail": texts(
            f"replay_{replayed}", decided_by=record["policy_version"], today=POLICY_VERSION
        ),
    }


def recorded_reason(texts: Texts, recorded: Mapping[str, Any]) -> dict[str, Any]:
    """Write a recorded reason; another version's, which has no text any more, by its code."""
    known = _known(recorded)
    if known:
        return told_reason(texts, known)
    detail = texts("reason_not_known", code=recorded["code"])
    return {"code": recorded["code"], "ok": recorded["ok"], "detail": detail}


def _known(recorded: Mapping[str, Any]) -> Reason | None:
    try:
        return deserialize(Reason, recorded)
    except DeserializationError:
        return None


def _explained(texts: Texts, record: Mapping[str, Any], door: str, whom: str | None) -> str:
    failed = [reason for reason in record["reasons"] if not reason["ok"]]
    failed.sort(key=lambda reason: reason["code"] in GROWING)
    verdict = Verdict(record["verdict"])
    key = f"explained_{verdict}"
    if verdict is Verdict.SHADOW and failed:
        key = "explained_shadow_unconfirmed"
    return texts(
        key,
        door=door,
        whom=whom or texts("gone_vehicle"),
        because=_because(texts, failed) if failed else texts("because_not_known"),
    )


def _because(texts: Texts, failed: list[Mapping[str, Any]]) -> str:
    """Name the main reason against, and count the others."""
    known = _known(failed[0])
    main = clause(texts, known) if known else texts("because_not_known")
    more = len(failed) - 1
    if not more:
        return main
    key = "because_and_another" if more == 1 else "because_and_others"
    return texts(key, because=main, count=str(more))
