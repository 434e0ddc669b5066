"""Who was let in when, and what the engine's ledger has yet to be told.

Both stand in one file, so that an opening and its record are written together, before
the door is told to open.
"""

from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime

from homeassistant.core import HomeAssistant, callback

from ..access.circumstances import PastOpening
from ..access.decision import AccessDecision, Verdict
from ..clock import Clock
from ..const import LOGGER
from ..serialization import JsonObject
from .file import StoredValue

_OPENINGS_PER_DOOR = 50
_OUTBOX_SIZE = 500


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening of a door, or in shadow one that would have been.

    `at` is the time of day, `monotonic` the machine's clock in seconds.
    """

    at: datetime
    monotonic: float
    sighting_id: str
    vehicle_id: str
    shadow: bool


@dataclass(frozen=True, slots=True)
class _Entries:
    """The openings by door, the sightings that guests were let in for, undelivered records."""

    openings: Mapping[str, tuple[Opening, ...]] = field(default_factory=dict)
    pass_uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outbox: tuple[JsonObject, ...] = ()


class Journal:
    """Openings by door, uses by guest and undelivered decision records, kept in one file."""

    def __init__(self, hass: HomeAssistant, entry_id: str, clock: Clock) -> None:
        self._clock = clock
        self._opened_at: dict[tuple[str, str], float] = {}
        self.file = StoredValue(hass, entry_id, "journal", _Entries, _Entries(), delay=1.0)

    async def load(self) -> None:
        """Read what was kept. Raises DeserializationError."""
        await self.file.load()
        now, monotonic = self._clock.utcnow(), self._clock.monotonic()
        self._opened_at = {
            (door_id, opening.sighting_id): monotonic - _seconds_since(opening, now, monotonic)
            for door_id, openings in self.file.value.openings.items()
            for opening in openings
        }

    async def commit(self, door_id: str, sighting_id: str) -> bool:
        """Write now and read back; whether the opening for this sighting is on disk.

        The store logs a failed write and goes on, which is not enough before a door opens.
        """
        await self.file.save()
        written = await self.file.load_again() or _Entries()
        return any(
            opening.sighting_id == sighting_id and not opening.shadow
            for opening in written.openings.get(door_id, ())
        )

    @callback
    def openings(self, door_id: str, monotonic: float, *, shadow: bool) -> tuple[PastOpening, ...]:
        """List the openings of a door, oldest first, as seen now.

        With `shadow` also those that would have been, had the door been armed.
        """
        return tuple(
            PastOpening(
                opening.sighting_id,
                opening.vehicle_id,
                monotonic - self._opened_at[door_id, opening.sighting_id],
            )
            for opening in self.file.value.openings.get(door_id, ())
            if shadow or not opening.shadow
        )

    @callback
    def has_opened(self, door_id: str, sighting_id: str) -> bool:
        """Tell whether a door opened for a sighting, or in shadow would have."""
        return (door_id, sighting_id) in self._opened_at

    @callback
    def pass_uses(self, vehicle_id: str, but_for: str | None = None) -> int:
        """Tell for how many sightings doors were opened for a guest, but for one of them."""
        uses = self.file.value.pass_uses.get(vehicle_id, ())
        return sum(sighting_id != but_for for sighting_id in uses)

    @callback
    def add_opening(self, decision: AccessDecision, monotonic: float) -> None:
        """Note what a decision opens, or would have; it counts from now on.

        It is on disk after `commit`. Raises ValueError for a refusal.
        """
        if decision.verdict is Verdict.REFUSED:
            raise ValueError("a refusal opens nothing")
        door_id, vehicle = decision.door.door_id, decision.match.vehicle
        sighting_id = decision.sighting.sighting_id
        opening = Opening(
            at=decision.circumstances.now,
            monotonic=monotonic,
            sighting_id=sighting_id,
            vehicle_id=vehicle.vehicle_id,
            shadow=decision.verdict is Verdict.SHADOW,
        )
        kept = self.file.value
        openings = (*kept.openings.get(door_id, ()), opening)
        for forgotten in openings[:-_OPENINGS_PER_DOOR]:
            self._opened_at.pop((door_id, forgotten.sighting_id), None)
        self._opened_at[door_id, sighting_id] = monotonic
        uses = kept.pass_uses.get(vehicle.vehicle_id, ())
        if vehicle.guest_pass and decision.verdict is Verdict.GRANTED and sighting_id not in uses:
            uses = (*uses, sighting_id)
        self.file.change(
            replace(
                kept,
                openings={**kept.openings, door_id: openings[-_OPENINGS_PER_DOOR:]},
                pass_uses={**kept.pass_uses, vehicle.vehicle_id: uses} if uses else kept.pass_uses,
            )
        )

    @callback
    def give_back_use(self, decision: AccessDecision) -> None:
        """Count no use for a door that was granted but never told to open.

        Another door that was opened for the same sighting still counts.
        """
        kept = self.file.value
        door_id, sighting_id = decision.door.door_id, decision.sighting.sighting_id
        elsewhere = any(
            opening.sighting_id == sighting_id and not opening.shadow
            for other, openings in kept.openings.items()
            for opening in openings
            if other != door_id
        )
        vehicle_id = decision.match.vehicle.vehicle_id
        if not elsewhere and vehicle_id in kept.pass_uses:
            uses = tuple(use for use in kept.pass_uses[vehicle_id] if use != sighting_id)
            self.file.change(replace(kept, pass_uses={**kept.pass_uses, vehicle_id: uses}))

    @callback
    def keep_only(self, door_ids: AbstractSet[str], vehicle_ids: AbstractSet[str]) -> None:
        """Forget the openings of doors and the uses of guests that are gone."""
        kept = self.file.value
        self.file.change(
            replace(
                kept,
                openings={key: one for key, one in kept.openings.items() if key in door_ids},
                pass_uses={key: one for key, one in kept.pass_uses.items() if key in vehicle_ids},
            )
        )

    @property
    def outbox(self) -> tuple[JsonObject, ...]:
        """The records that the engine has yet to be told, oldest first."""
        return self.file.value.outbox

    @callback
    def add_record(self, record: JsonObject) -> None:
        """Put a decision record into the outbox; the oldest gives way when it is full."""
        outbox = (*self.outbox, record)
        if len(outbox) > _OUTBOX_SIZE:
            LOGGER.warning("The engine has been away too long; the oldest decision is dropped")
        self.file.change(replace(self.file.value, outbox=outbox[-_OUTBOX_SIZE:]))

    @callback
    def remove_record(self, record: JsonObject) -> None:
        """Take a delivered record out of the outbox."""
        outbox = tuple(kept for kept in self.outbox if kept is not record)
        self.file.change(replace(self.file.value, outbox=outbox))


def _seconds_since(opening: Opening, now: datetime, monotonic: float) -> float:
    """Tell how many seconds ago an opening was that was noted before the last start.

    The wall clock may have been set since. The machine's own goes on while Home Assistant
    starts anew, but begins anew with the machine. The lesser of both is believed, and what
    seems to lie in the future was just now.
    """
    by_machine = monotonic - opening.monotonic
    by_wall = (now - opening.at).total_seconds()
    return max(0.0, by_wall if by_machine < 0.0 else min(by_machine, by_wall))
