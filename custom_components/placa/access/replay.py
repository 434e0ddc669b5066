"""Makes a recorded decision again, from its record alone. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from ..client.models import Sighting
from ..household.vehicle import Match
from ..serialization import DeserializationError, deserialize
from .circumstances import Circumstances
from .decision import AccessDecision, decide
from .policy import POLICY_VERSION, Door
from .reasons import AFTERWARDS, Reason


class NotReplayableError(ValueError):
    """The record does not hold what today's policy looks at."""


class Replayed(StrEnum):
    """What making a decision again showed."""

    SAME = "same"
    DIFFERENT = "different"
    OLDER_POLICY = "older_policy"
    """An older policy decided, which cannot be asked any more."""


def replay(record: Mapping[str, Any]) -> AccessDecision:
    """Decide again by the policy of today, from the evidence of a DecisionRecord.

    What was found out after the decision is added as it was. The vehicle's name and its
    plates are not in the record, and count for nothing. Raises NotReplayableError.
    """
    try:
        evidence = record["evidence"]
        decision = decide(
            deserialize(Door, evidence["door"]),
            deserialize(Sighting, evidence["sighting"]),
            deserialize(Match, evidence["match"]),
            deserialize(Circumstances, evidence["circumstances"]),
        )
        afterwards = tuple(reason for reason in _reasons(record) if reason.code in AFTERWARDS)
    except (KeyError, TypeError, DeserializationError) as err:
        raise NotReplayableError from err
    return replace(
        decision,
        reasons=decision.reasons + afterwards,
        decision_id=record["decision_id"],
    )


def compare(record: Mapping[str, Any]) -> Replayed:
    """Tell whether a recorded decision comes out the same today."""
    if record["policy_version"] != POLICY_VERSION:
        return Replayed.OLDER_POLICY
    try:
        again = replay(record)
    except NotReplayableError:
        return Replayed.DIFFERENT
    same = _reasons(record) == again.reasons and again.verdict.value == record["verdict"]
    return Replayed.SAME if same else Replayed.DIFFERENT


def _reasons(record: Mapping[str, Any]) -> tuple[Reason, ...]:
    """Read the reasons of a record. Raises KeyError and DeserializationError."""
    return deserialize(tuple[Reason, ...], record["reasons"])
