"""The tallies of the doors in shadow."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from homeassistant.core import HomeAssistant, callback

from ..access.decision import AccessDecision
from ..access.policy import Door, DoorMode
from ..access.shadow_tally import Tally, with_decision
from .file import StoredValue


class ShadowStore:
    """A tally for each door that is in shadow, by door id."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self.file: StoredValue[Mapping[str, Tally]] = StoredValue(
            hass, entry_id, "shadow", dict[str, Tally], {}
        )

    @callback
    def of(self, door_id: str) -> Tally | None:
        """Return the tally of a door; None if it is not in shadow."""
        return self.file.value.get(door_id)

    @callback
    def keep_to(self, doors: Iterable[Door], now: datetime) -> None:
        """Begin a tally for each door that went into shadow, and forget all other doors'."""
        self.file.change(
            {
                door.door_id: self.of(door.door_id) or Tally(since=now)
                for door in doors
                if door.mode is DoorMode.SHADOW
            }
        )

    @callback
    def count(self, decision: AccessDecision, day: date) -> bool:
        """Count a decision if it was made in shadow; whether it was."""
        door = decision.door
        tally = self.of(door.door_id)
        if door.mode is not DoorMode.SHADOW or tally is None:
            return False
        counted = with_decision(tally, decision, day)
        self.file.change({**self.file.value, door.door_id: counted})
        return True

    @callback
    def put_off(self, door_id: str, until: datetime) -> None:
        """Note when the owner wants to be asked again."""
        tallies = self.file.value
        self.file.change({**tallies, door_id: replace(tallies[door_id], put_off_until=until)})
