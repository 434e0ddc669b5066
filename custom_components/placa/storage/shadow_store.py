"""The tallies of the doors in shadow, kept in a file across restarts."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from ..access.decision import AccessDecision
from ..access.policy import Door, DoorMode
from ..access.reasons import ReasonCode, plain_values, refusal_of
from ..access.shadow_tally import Outcome, Tally, with_decision
from ..const import DOMAIN

_VERSION = 1
_SAVE_DELAY = 5.0

type _Stored = dict[str, dict[str, Any]]


class ShadowStore:
    """A tally for each door that is in shadow, by door id."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._store = shadow_store(hass, entry_id)
        self._tallies: dict[str, Tally] = {}

    async def load(self) -> None:
        """Read what was kept."""
        stored = await self._store.async_load() or {}
        self._tallies = {door_id: _tally(tally) for door_id, tally in stored.items()}

    async def save(self) -> None:
        """Write everything now."""
        await self._store.async_save(self._stored())

    @callback
    def of(self, door_id: str) -> Tally | None:
        """Return the tally of a door; None if it is not in shadow."""
        return self._tallies.get(door_id)

    @callback
    def keep_to(self, doors: Iterable[Door], now: datetime) -> None:
        """Begin a tally for each door that went into shadow, and forget all other doors'."""
        self._tallies = {
            door.door_id: self._tallies.get(door.door_id, Tally(since=now))
            for door in doors
            if door.mode is DoorMode.SHADOW
        }
        self._save_soon()

    @callback
    def count(self, decision: AccessDecision, day: date) -> bool:
        """Count a decision if it was made in shadow; whether it was."""
        door = decision.door
        tally = self._tallies.get(door.door_id)
        if door.mode is not DoorMode.SHADOW or tally is None:
            return False
        self._tallies[door.door_id] = with_decision(tally, decision, day)
        self._save_soon()
        return True

    @callback
    def put_off(self, door_id: str, until: datetime) -> None:
        """Note when the owner wants to be asked again."""
        self._tallies[door_id] = replace(self._tallies[door_id], put_off_until=until)
        self._save_soon()

    @callback
    def _save_soon(self) -> None:
        self._store.async_delay_save(self._stored, _SAVE_DELAY)

    @callback
    def _stored(self) -> _Stored:
        return {
            door_id: {
                "since": tally.since.isoformat(),
                "put_off_until": tally.put_off_until and tally.put_off_until.isoformat(),
                "counts": [
                    [outcome.day.isoformat(), outcome.vehicle_id, outcome.refused_by, count]
                    for outcome, count in tally.counts.items()
                ],
                "examples": {
                    code.value: plain_values(example.values)
                    for code, example in tally.examples.items()
                },
            }
            for door_id, tally in self._tallies.items()
        }


def shadow_store(hass: HomeAssistant, entry_id: str) -> Store[_Stored]:
    """Return the file of a config entry's tallies."""
    return Store(hass, _VERSION, f"{DOMAIN}.{entry_id}.shadow", private=True, atomic_writes=True)


def _tally(stored: dict[str, Any]) -> Tally:
    """Read a tally, without conditions that this version no longer knows."""
    known = {code.value for code in ReasonCode}
    put_off = stored["put_off_until"]
    return Tally(
        since=datetime.fromisoformat(stored["since"]),
        put_off_until=datetime.fromisoformat(put_off) if put_off else None,
        counts={
            Outcome(date.fromisoformat(day), vehicle_id, code and ReasonCode(code)): count
            for day, vehicle_id, code, count in stored["counts"]
            if code is None or code in known
        },
        examples={
            ReasonCode(code): refusal_of(code, values)
            for code, values in stored["examples"].items()
            if code in known
        },
    )
