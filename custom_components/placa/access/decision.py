"""Decides whether a door opens for a sighting. Pure: same input, same output.

No clock, no input or output, no Home Assistant. Everything that counts is an argument,
and every condition is named in the decision, for or against.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ..client.models import Sighting
from ..household.vehicle import Match, MatchKind
from .circumstances import Circumstances
from .factor_conditions import awaits, judge_factors
from .moment_conditions import judge_moment
from .policy import Door, DoorMode
from .reasons import Reason, ReasonCode
from .sighting_conditions import judge_sighting


class Verdict(StrEnum):
    """What was decided; `shadow` would have opened, were the door armed.

    `awaiting` opens nothing yet: only somebody's confirmation is missing.
    """

    GRANTED = "granted"
    AWAITING = "awaiting"
    REFUSED = "refused"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class AccessDecision:
    """Granted, refused or shadow, with every condition in the order it was looked at.

    `decision_id` names the decision in the ledger; it has none before it is recorded.
    """

    door: Door
    sighting: Sighting
    match: Match
    circumstances: Circumstances
    reasons: tuple[Reason, ...]
    decision_id: str = ""

    @property
    def verdict(self) -> Verdict:
        """Granted only if every reason holds and the door is armed.

        A door in shadow asks nobody; it would have opened if somebody had confirmed.
        """
        against = [reason for reason in self.reasons if not reason.ok]
        if not all(awaits(reason) for reason in against):
            return Verdict.REFUSED
        if self.door.mode is not DoorMode.ARMED:
            return Verdict.SHADOW
        return Verdict.AWAITING if against else Verdict.GRANTED

    @property
    def against(self) -> frozenset[ReasonCode]:
        """The conditions that do not hold."""
        return frozenset(reason.code for reason in self.reasons if not reason.ok)


def decide(door: Door, sighting: Sighting, match: Match, now: Circumstances) -> AccessDecision:
    """Judge whether `door` opens for `sighting`, which `match` names.

    Every number is finite: what comes from the engine and from disk is read so.
    """
    return AccessDecision(
        door=door,
        sighting=sighting,
        match=match,
        circumstances=now,
        reasons=(
            *_judge_claim(door, sighting, match),
            *judge_sighting(sighting, match, now, door.policy),
            *judge_moment(sighting, match, now, door.policy),
            judge_factors(door.policy, match, now),
        ),
    )


def _judge_claim(door: Door, sighting: Sighting, match: Match) -> Iterator[Reason]:
    """Look at whether the door is for this vehicle at this place at all."""
    yield Reason(ReasonCode.MODE, door.mode is not DoorMode.OFF, {"mode": door.mode.value})
    yield Reason(ReasonCode.PLATE, match.kind is not MatchKind.AMBIGUOUS)
    yield Reason(
        ReasonCode.VEHICLE,
        door.vehicles is None or match.vehicle.vehicle_id in door.vehicles,
    )
    yield Reason(ReasonCode.DENY_LIST, not match.vehicle.denied)
    yield _zone(door, sighting)


def _zone(door: Door, sighting: Sighting) -> Reason:
    """Ask for one of the zones chosen at this camera; one that guards another door has none."""
    guarded = sighting.camera_id in door.cameras
    chosen = door.policy.zones_of(sighting.camera_id)
    return Reason(
        ReasonCode.ZONE,
        guarded and (not chosen or not chosen.isdisjoint(sighting.zones)),
        {"zones": tuple(sorted(chosen)), "problem": None if guarded else "other_camera"},
        asked=bool(chosen),
    )
