"""What each door decided last and refused today."""

from collections.abc import Mapping, Set as AbstractSet

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..access.decision import AccessDecision
from ..access.recent_decisions import LastDecision, RecentDecisions
from ..clock import Clock
from .file import StoredValue


class RecentDecisionStore:
    """The recent decisions of each door, by its id."""

    def __init__(self, hass: HomeAssistant, entry_id: str, clock: Clock) -> None:
        self._clock = clock
        self.file: StoredValue[Mapping[str, RecentDecisions]] = StoredValue(
            hass, entry_id, "recent", dict[str, RecentDecisions], {}
        )

    @callback
    def take(self, decision: AccessDecision) -> None:
        """Take in a decision that was made just now."""
        door_id = decision.door.door_id
        now = self._clock.now()
        last = LastDecision.of(decision, dt_util.as_utc(now))
        after = self.of(door_id).after(last, now.date())
        self.file.change({**self.file.value, door_id: after})

    @callback
    def of(self, door_id: str) -> RecentDecisions:
        """Return what a door decided recently."""
        return self.file.value.get(door_id, RecentDecisions())

    @callback
    def keep_only(self, door_ids: AbstractSet[str]) -> None:
        """Forget the doors that are gone."""
        kept = self.file.value
        self.file.change({key: recent for key, recent in kept.items() if key in door_ids})
