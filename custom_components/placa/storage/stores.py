"""All that a config entry keeps over a restart."""

from dataclasses import dataclass
from typing import Any, Self

from homeassistant.core import HomeAssistant, callback

from ..clock import Clock
from ..subentries.household import Household
from .file import StoredValue
from .journal import Journal
from .ledger_witness import LedgerWitness
from .presences import PresenceStore
from .recent_decisions import RecentDecisionStore
from .shadow_tallies import ShadowStore


@dataclass(frozen=True, slots=True)
class Stores:
    """The files of one config entry."""

    journal: Journal
    presences: PresenceStore
    recent: RecentDecisionStore
    shadows: ShadowStore
    ledger: LedgerWitness
    clock: Clock

    @classmethod
    def of(cls, hass: HomeAssistant, entry_id: str, engine: str, clock: Clock) -> Self:
        """Return the stores of an entry, which have yet to be loaded.

        `engine` is the fingerprint of the engine that is paired.
        """
        return cls(
            journal=Journal(hass, entry_id, clock),
            presences=PresenceStore(hass, entry_id),
            recent=RecentDecisionStore(hass, entry_id, clock),
            shadows=ShadowStore(hass, entry_id),
            ledger=LedgerWitness(hass, entry_id, engine),
            clock=clock,
        )

    async def load(self) -> None:
        """Read every file. Raises DeserializationError for a journal that cannot be read."""
        await self.journal.load()
        await self.presences.file.load_if_readable()
        await self.recent.file.load_if_readable()
        await self.shadows.file.load_if_readable()
        await self.ledger.file.load_if_readable()

    async def save(self) -> None:
        """Write every file now."""
        for file in self._files:
            await file.save()

    async def remove(self) -> None:
        """Remove every file."""
        for file in self._files:
            await file.remove()

    @callback
    def keep_to(self, household: Household) -> None:
        """Forget what is kept of doors and vehicles that are gone."""
        doors = {door.door_id for door in household.doors}
        vehicles = {vehicle.vehicle_id for vehicle in household.vehicles}
        self.journal.keep_only(doors, vehicles)
        self.presences.keep_only(vehicles)
        self.recent.keep_only(doors)
        self.shadows.keep_to(household.doors, self.clock.utcnow())

    @property
    def _files(self) -> tuple[StoredValue[Any], ...]:
        return (
            self.journal.file,
            self.presences.file,
            self.recent.file,
            self.shadows.file,
            self.ledger.file,
        )
