"""Where the vehicles are, and where the cameras look, kept in a file across restarts."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NotRequired, TypedDict

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from ..client.models import Sighting
from ..const import DOMAIN
from ..household.presence import Facing, Movement, Presence, Whereabouts, see

_VERSION = 1
_SAVE_DELAY = 5.0


class _StoredPresence(TypedDict):
    whereabouts: str
    since: str | None
    sighting_id: str | None
    camera_id: str | None
    last_seen: str | None
    arrived: NotRequired[str | None]


class _Stored(TypedDict):
    presences: dict[str, _StoredPresence]
    facings: dict[str, str]


class PresenceStore:
    """The presence of each vehicle by its id, and the facing of each camera by its id."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        self._store = presence_store(hass, entry_id)
        self._presences: dict[str, Presence] = {}
        self._facings: dict[str, Facing] = {}

    async def load(self) -> None:
        """Read what was kept."""
        if stored := await self._store.async_load():
            self._presences = {
                key: _presence(presence) for key, presence in stored["presences"].items()
            }
            self._facings = {key: Facing(facing) for key, facing in stored["facings"].items()}

    async def save(self) -> None:
        """Write everything now."""
        await self._store.async_save(self._stored())

    @callback
    def take(self, vehicle_id: str, sighting: Sighting) -> Movement | None:
        """Take in a settled sighting of a vehicle; return what it changed."""
        before = self.of(vehicle_id)
        after, movement = see(before, sighting, self.facing(sighting.camera_id))
        if after != before:
            self._presences[vehicle_id] = after
            self._store.async_delay_save(self._stored, _SAVE_DELAY)
        return movement

    @callback
    def of(self, vehicle_id: str) -> Presence:
        """Return the presence of a vehicle; unknown before it was first seen."""
        return self._presences.get(vehicle_id, Presence())

    @callback
    def facing(self, camera_id: str) -> Facing:
        """Return where a camera looks."""
        return self._facings.get(camera_id, Facing.OUT)

    @callback
    def set_facing(self, camera_id: str, facing: Facing) -> None:
        """Note where a camera looks; what was seen before stays as it was judged then."""
        self._facings[camera_id] = facing
        self._store.async_delay_save(self._stored, _SAVE_DELAY)

    @callback
    def forget_vehicles_except(self, vehicle_ids: AbstractSet[str]) -> None:
        """Forget the vehicles that are gone."""
        if gone := self._presences.keys() - vehicle_ids:
            for vehicle_id in gone:
                del self._presences[vehicle_id]
            self._store.async_delay_save(self._stored, _SAVE_DELAY)

    @callback
    def _stored(self) -> _Stored:
        return {
            "presences": {
                key: {
                    "whereabouts": presence.whereabouts.value,
                    "since": _text(presence.since),
                    "sighting_id": presence.sighting_id,
                    "camera_id": presence.camera_id,
                    "last_seen": _text(presence.last_seen),
                    "arrived": _text(presence.arrived),
                }
                for key, presence in self._presences.items()
            },
            "facings": {key: facing.value for key, facing in self._facings.items()},
        }


def presence_store(hass: HomeAssistant, entry_id: str) -> Store[_Stored]:
    """Return the file of a config entry's presences."""
    return Store(hass, _VERSION, f"{DOMAIN}.{entry_id}.presence", private=True, atomic_writes=True)


def _presence(stored: _StoredPresence) -> Presence:
    return Presence(
        whereabouts=Whereabouts(stored["whereabouts"]),
        since=_time(stored["since"]),
        sighting_id=stored["sighting_id"],
        camera_id=stored["camera_id"],
        last_seen=_time(stored["last_seen"]),
        arrived=_time(stored.get("arrived")),
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _text(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()
