"""What each door decided last and refused today, kept in a file across restarts."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any, TypedDict

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..access.decision import AccessDecision, Verdict
from ..access.reasons import Reason, ReasonCode, plain_values, refusal_of
from ..access.recent_decisions import LastDecision, Recent
from ..const import DOMAIN

_VERSION = 1
_SAVE_DELAY = 5.0


class _StoredRefusal(TypedDict):
    code: str
    values: dict[str, Any]


class _StoredDecision(TypedDict):
    verdict: str
    at: str
    vehicle_id: str | None
    refusal: _StoredRefusal | None


class _StoredRecent(TypedDict):
    last: _StoredDecision | None
    day: str | None
    refusals: int


class RecentStore:
    """The recent decisions of each door, by its id."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._store = recent_store(hass, entry_id)
        self._doors: dict[str, Recent] = {}

    async def load(self) -> None:
        """Read what was kept."""
        stored = await self._store.async_load() or {}
        self._doors = {door_id: _recent(recent) for door_id, recent in stored.items()}

    async def save(self) -> None:
        """Write everything now."""
        await self._store.async_save(self._stored())

    @callback
    def take(self, decision: AccessDecision) -> None:
        """Take in a decision that was made just now."""
        door_id = decision.door.door_id
        now = dt_util.now()
        self._doors[door_id] = self.of(door_id).after(
            LastDecision.of(decision, dt_util.as_utc(now)), now.date()
        )
        self._save_soon()

    @callback
    def of(self, door_id: str) -> Recent:
        """Return what a door decided recently."""
        return self._doors.get(door_id, Recent())

    @callback
    def forget_doors_except(self, door_ids: AbstractSet[str]) -> None:
        """Forget the doors that are gone."""
        if gone := self._doors.keys() - door_ids:
            for door_id in gone:
                del self._doors[door_id]
            self._save_soon()

    @callback
    def _save_soon(self) -> None:
        self._store.async_delay_save(self._stored, _SAVE_DELAY)

    @callback
    def _stored(self) -> dict[str, _StoredRecent]:
        return {
            door_id: {
                "last": _stored_decision(recent.last) if recent.last else None,
                "day": recent.day.isoformat() if recent.day else None,
                "refusals": recent.refusals,
            }
            for door_id, recent in self._doors.items()
        }


def recent_store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, _StoredRecent]]:
    """Return the file of a config entry's recent decisions."""
    return Store(hass, _VERSION, f"{DOMAIN}.{entry_id}.recent", private=True, atomic_writes=True)


def _stored_decision(last: LastDecision) -> _StoredDecision:
    return {
        "verdict": last.verdict.value,
        "at": last.at.isoformat(),
        "vehicle_id": last.vehicle_id,
        "refusal": _stored_refusal(last.refusal) if last.refusal else None,
    }


def _stored_refusal(refusal: Reason) -> _StoredRefusal:
    return {"code": refusal.code.value, "values": plain_values(refusal.values)}


def _recent(stored: _StoredRecent) -> Recent:
    last = stored["last"]
    return Recent(
        last=_last_decision(last) if last else None,
        day=date.fromisoformat(stored["day"]) if stored["day"] else None,
        refusals=stored["refusals"],
    )


def _last_decision(stored: _StoredDecision) -> LastDecision:
    return LastDecision(
        verdict=Verdict(stored["verdict"]),
        at=datetime.fromisoformat(stored["at"]),
        vehicle_id=stored["vehicle_id"],
        refusal=_refusal(stored["refusal"]) if stored["refusal"] else None,
    )


def _refusal(stored: _StoredRefusal) -> Reason | None:
    """Read a refusal; None for a condition that this version does not know."""
    return refusal_of(**stored) if stored["code"] in ReasonCode else None
