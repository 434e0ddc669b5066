"""What is on record already of looks at sightings and pictures."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable
import time

from placa_engine.messages import AuditScope
from placa_engine.server.scope import Scope

COVERS = 30 * 60.0
"""Seconds that a record covers the looks it was made for."""

_MOST = 20_000
"""Records and sightings that are remembered; the oldest give way."""


class LookMemory:
    """Which sightings may be shown with a token because it is on record that they are."""

    def __init__(self) -> None:
        self._until: OrderedDict[Hashable, float] = OrderedDict()

    def record(self, token: Scope, scope: AuditScope) -> None:
        """Remember that a look at these sightings is on record."""
        self._remember((token, _told(scope)))
        if scope.sighting_id is not None:
            self.show(token, [scope.sighting_id])

    def is_on_record(self, token: Scope, scope: AuditScope) -> bool:
        """Whether a look at exactly these sightings is."""
        return self._covers((token, _told(scope)))

    def show(self, token: Scope, sighting_ids: Iterable[str]) -> None:
        """Remember which sightings were found by a look that is on record."""
        for sighting_id in sighting_ids:
            self._remember((token, sighting_id))

    def was_shown(self, token: Scope, sighting_id: str) -> bool:
        """Whether a sighting was."""
        return self._covers((token, sighting_id))

    def _remember(self, key: Hashable) -> None:
        self._until[key] = time.monotonic() + COVERS
        self._until.move_to_end(key)
        while len(self._until) > _MOST:
            self._until.popitem(last=False)

    def _covers(self, key: Hashable) -> bool:
        return time.monotonic() < self._until.get(key, 0.0)


def _told(scope: AuditScope) -> str:
    """Write a scope; the order of its plates tells nothing."""
    return scope.model_copy(update={"plates": tuple(sorted(set(scope.plates)))}).model_dump_json()
