"""Where the vehicles are, and where the cameras look."""

from collections.abc import Mapping, Set as AbstractSet
from dataclasses import dataclass, field, replace

from homeassistant.core import HomeAssistant, callback

from ..client.models import Sighting
from ..household.presence import Facing, Movement, Presence, see
from .file import StoredValue


@dataclass(frozen=True, slots=True)
class _Presences:
    """The presence of each vehicle by its id, and the facing of each camera by its id."""

    presences: Mapping[str, Presence] = field(default_factory=dict)
    facings: Mapping[str, Facing] = field(default_factory=dict)


class PresenceStore:
    """The presence of each vehicle, and the facing of each camera."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self.file = StoredValue(hass, entry_id, "presence", _Presences, _Presences())

    @callback
    def take(self, vehicle_id: str, sighting: Sighting) -> Movement | None:
        """Take in a settled sighting of a vehicle; return what it changed."""
        kept = self.file.value
        after, movement = see(self.of(vehicle_id), sighting, self.facing(sighting.camera_id))
        self.file.change(replace(kept, presences={**kept.presences, vehicle_id: after}))
        return movement

    @callback
    def of(self, vehicle_id: str) -> Presence:
        """Return the presence of a vehicle; unknown before it was first seen."""
        return self.file.value.presences.get(vehicle_id, Presence())

    @callback
    def facing(self, camera_id: str) -> Facing:
        """Return where a camera looks."""
        return self.file.value.facings.get(camera_id, Facing.OUT)

    @callback
    def set_facing(self, camera_id: str, facing: Facing) -> None:
        """Note where a camera looks; what was seen before stays as it was judged then."""
        kept = self.file.value
        self.file.change(replace(kept, facings={**kept.facings, camera_id: facing}))

    @callback
    def keep_only(self, vehicle_ids: AbstractSet[str]) -> None:
        """Forget the vehicles that are gone."""
        kept = self.file.value
        presences = {key: one for key, one in kept.presences.items() if key in vehicle_ids}
        self.file.change(replace(kept, presences=presences))
