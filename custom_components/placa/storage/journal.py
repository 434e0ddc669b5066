"""What must survive a restart: who was let in when, and what the engine has yet to hear.

Both stand in one file, so that an opening and its record are written together, before
the door is told to open.
"""

from collections.abc import Mapping, Set as AbstractSet
from datetime import datetime
import math
import time
from typing import Any, NotRequired, TypedDict

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..access.circumstances import PastOpening
from ..access.decision import AccessDecision, Verdict
from ..const import DOMAIN, LOGGER

_VERSION = 1
_SAVE_DELAY = 1.0
_OPENINGS_PER_DOOR = 50
_OUTBOX_SIZE = 500


class _Opening(TypedDict):
    at: str
    monotonic: NotRequired[float]
    sighting_id: str
    vehicle_id: str
    shadow: NotRequired[bool]


class _Stored(TypedDict):
    openings: dict[str, list[_Opening]]
    outbox: list[dict[str, Any]]
    pass_uses: NotRequired[dict[str, list[str]]]


class Journal:
    """Openings by door, uses by guest and undelivered decision records, kept in one file."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._hass = hass
        self._entry_id = entry_id
        self._store = journal_store(hass, entry_id)
        self._stored: _Stored = {"openings": {}, "outbox": []}
        self._noted: dict[tuple[str, str], float] = {}

    async def load(self) -> None:
        """Read what was kept."""
        self._stored = await self._store.async_load() or self._stored
        now, monotonic = dt_util.utcnow(), time.monotonic()
        self._noted = {
            (door_id, opening["sighting_id"]): monotonic - _ago(opening, now, monotonic)
            for door_id, openings in self._stored["openings"].items()
            for opening in openings
        }

    async def save(self) -> None:
        """Write everything now."""
        await self._store.async_save(self._stored)

    async def commit(self, door_id: str, sighting_id: str) -> bool:
        """Write now and read back; whether the opening for this sighting is on disk.

        The store logs a failed write and goes on, which is not enough before a door opens.
        """
        await self.save()
        written = await journal_store(self._hass, self._entry_id).async_load()
        openings = written["openings"].get(door_id, ()) if written else ()
        return any(
            opening["sighting_id"] == sighting_id and not opening.get("shadow")
            for opening in openings
        )

    @callback
    def openings(self, door_id: str, monotonic: float, *, shadow: bool) -> tuple[PastOpening, ...]:
        """List the openings of a door, oldest first, as seen now.

        With `shadow` also those that would have been, had the door been armed.
        """
        return tuple(
            PastOpening(
                opening["sighting_id"],
                opening["vehicle_id"],
                monotonic - self._noted[door_id, opening["sighting_id"]],
            )
            for opening in self._stored["openings"].get(door_id, ())
            if shadow or not opening.get("shadow")
        )

    @callback
    def pass_uses(self, vehicle_id: str, but_for: str | None = None) -> int:
        """Tell for how many sightings doors were opened for a guest, but for one of them."""
        uses = self._stored.get("pass_uses", {}).get(vehicle_id, ())
        return sum(sighting_id != but_for for sighting_id in uses)

    @callback
    def add_opening(self, decision: AccessDecision, monotonic: float) -> None:
        """Note what a decision opens, or would have; it counts from now on.

        It is on disk after `save`. Raises ValueError for a refusal.
        """
        if decision.verdict is Verdict.REFUSED:
            raise ValueError("a refusal opens nothing")
        door_id, vehicle = decision.door.door_id, decision.match.vehicle
        openings = self._stored["openings"].setdefault(door_id, [])
        openings.append(
            {
                "at": decision.circumstances.now.isoformat(),
                "monotonic": monotonic,
                "sighting_id": decision.sighting.sighting_id,
                "vehicle_id": vehicle.vehicle_id,
                "shadow": decision.verdict is Verdict.SHADOW,
            }
        )
        for forgotten in openings[:-_OPENINGS_PER_DOOR]:
            self._noted.pop((door_id, forgotten["sighting_id"]), None)
        del openings[:-_OPENINGS_PER_DOOR]
        self._noted[door_id, decision.sighting.sighting_id] = monotonic
        if vehicle.guest_pass and decision.verdict is Verdict.GRANTED:
            uses = self._stored.setdefault("pass_uses", {}).setdefault(vehicle.vehicle_id, [])
            if decision.sighting.sighting_id not in uses:
                uses.append(decision.sighting.sighting_id)

    @callback
    def give_back_use(self, decision: AccessDecision) -> None:
        """Count no use for a door that was granted but never told to open.

        Another door that was opened for the same sighting still counts.
        """
        door_id, sighting_id = decision.door.door_id, decision.sighting.sighting_id
        elsewhere = any(
            opening["sighting_id"] == sighting_id and not opening.get("shadow")
            for other, openings in self._stored["openings"].items()
            for opening in openings
            if other != door_id
        )
        vehicle_id = decision.match.vehicle.vehicle_id
        uses = self._stored.get("pass_uses", {}).get(vehicle_id, [])
        if sighting_id in uses and not elsewhere:
            uses.remove(sighting_id)
            self._save_soon()

    @callback
    def forget_doors_except(self, door_ids: set[str]) -> None:
        """Forget the openings of doors that are gone."""
        openings = self._stored["openings"]
        self._stored["openings"] = {key: openings[key] for key in openings.keys() & door_ids}

    @callback
    def forget_guests_except(self, vehicle_ids: AbstractSet[str]) -> None:
        """Forget the uses of guests that are gone."""
        uses = self._stored.get("pass_uses", {})
        self._stored["pass_uses"] = {key: uses[key] for key in uses.keys() & vehicle_ids}

    @property
    def outbox(self) -> tuple[Mapping[str, Any], ...]:
        """The records that the engine has yet to hear, oldest first."""
        return tuple(self._stored["outbox"])

    @callback
    def add_record(self, record: dict[str, Any]) -> None:
        """Put a decision record into the outbox; the oldest gives way when it is full."""
        outbox = self._stored["outbox"]
        outbox.append(record)
        if len(outbox) > _OUTBOX_SIZE:
            LOGGER.warning("The engine has been away too long; the oldest decision is dropped")
            del outbox[:-_OUTBOX_SIZE]
        self._save_soon()

    @callback
    def remove_record(self, record: Mapping[str, Any]) -> None:
        """Take a delivered record out of the outbox."""
        self._stored["outbox"] = [kept for kept in self._stored["outbox"] if kept is not record]
        self._save_soon()

    @callback
    def _save_soon(self) -> None:
        self._store.async_delay_save(lambda: self._stored, _SAVE_DELAY)


def _ago(opening: _Opening, now: datetime, monotonic: float) -> float:
    """Tell how many seconds ago an opening was that was noted before the last start.

    The wall clock may have been set since. The machine's own goes on while Home Assistant
    starts anew, but begins anew with the machine. The lesser of both is believed, and what
    seems to lie in the future was just now.
    """
    by_machine = monotonic - opening.get("monotonic", -math.inf)
    by_wall = (now - datetime.fromisoformat(opening["at"])).total_seconds()
    return max(0.0, by_wall if by_machine < 0.0 else min(by_machine, by_wall))


def journal_store(hass: HomeAssistant, entry_id: str) -> Store[_Stored]:
    """Return the file of a config entry's journal."""
    return Store(hass, _VERSION, f"{DOMAIN}.{entry_id}", private=True, atomic_writes=True)
