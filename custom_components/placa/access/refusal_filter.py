"""Which refusals are worth a record. Pure, remembering sightings until they end.

A car that drives up is refused for want of frames many times within a second before it
is let in: that is waiting, not refusing. A refusal is recorded when a condition fails
that more frames will not mend, once for each such set of conditions, or when the sighting
ends without the evidence it lacked.
"""

from ..client.models import SightingState
from .decision import AccessDecision
from .reasons import GROWING, ReasonCode


class RefusalFilter:
    """The refusals of each live sighting, by sighting id and door id."""

    def __init__(self) -> None:
        self._recorded: dict[tuple[str, str], set[frozenset[ReasonCode]]] = {}
        self._pending: dict[tuple[str, str], AccessDecision] = {}

    def to_record(self, decision: AccessDecision) -> AccessDecision | None:
        """Take in a refusal; the decision to record now, if any."""
        key = (decision.sighting.sighting_id, decision.door.door_id)
        if decision.sighting.state is SightingState.ENDED:
            return None if key in self._recorded else self._pending.get(key, decision)
        lasting = decision.against - GROWING
        if not lasting:
            self._pending[key] = decision
            return None
        recorded = self._recorded.setdefault(key, set())
        if lasting in recorded:
            return None
        recorded.add(lasting)
        return decision

    def forget(self, sighting_id: str) -> None:
        """Forget a sighting: it ended, or its text turned out to be a stranger's."""
        self._recorded = {
            key: sets for key, sets in self._recorded.items() if key[0] != sighting_id
        }
        self._pending = {key: last for key, last in self._pending.items() if key[0] != sighting_id}

    def keep_only(self, sighting_ids: set[str]) -> None:
        """Forget all sightings but these, after a new snapshot."""
        for sighting_id in {key[0] for key in (*self._recorded, *self._pending)} - sighting_ids:
            self.forget(sighting_id)
