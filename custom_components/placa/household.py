"""The household's vehicles and doors, as the config subentries describe them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_ENTITY_ID

from .const import (
    CONF_ALL_VEHICLES,
    CONF_CAMERAS,
    CONF_MODE,
    CONF_PLATES,
    CONF_POLICY,
    CONF_VEHICLES,
    SUBENTRY_DOOR,
    SUBENTRY_VEHICLE,
)
from .matcher import Match, Vehicle, match
from .policy import DEFAULT_POLICY, Door, DoorMode, DoorPolicy

POLICY_FIELDS = tuple(field.name for field in fields(DoorPolicy))


@dataclass(frozen=True, slots=True)
class Household:
    """Who belongs here and what may open for them."""

    vehicles: tuple[Vehicle, ...]
    doors: tuple[Door, ...]

    @classmethod
    def of(cls, subentries: Iterable[ConfigSubentry]) -> Self:
        """Read the household from the subentries of a config entry."""
        every = tuple(subentries)
        return cls(
            vehicles=tuple(
                vehicle_of(subentry)
                for subentry in every
                if subentry.subentry_type == SUBENTRY_VEHICLE
            ),
            doors=tuple(
                door_of(subentry) for subentry in every if subentry.subentry_type == SUBENTRY_DOOR
            ),
        )

    @property
    def plates(self) -> frozenset[str]:
        """All plates of the household, normalised."""
        return frozenset(plate for vehicle in self.vehicles for plate in vehicle.plates)

    def door(self, door_id: str) -> Door:
        """Return a door by its id. Raises KeyError for one that is gone."""
        return {door.door_id: door for door in self.doors}[door_id]

    def match(self, text: str) -> Match | None:
        """Find the vehicle that a text read by the engine belongs to."""
        return match(text, self.vehicles)


def vehicle_of(subentry: ConfigSubentry) -> Vehicle:
    """Read a vehicle from its subentry."""
    return Vehicle(subentry.subentry_id, subentry.title, tuple(subentry.data[CONF_PLATES]))


def door_of(subentry: ConfigSubentry) -> Door:
    """Read a door from its subentry."""
    data = subentry.data
    return Door(
        door_id=subentry.subentry_id,
        name=subentry.title,
        entity_id=data[CONF_ENTITY_ID],
        cameras=frozenset(data[CONF_CAMERAS]),
        vehicles=None if data[CONF_ALL_VEHICLES] else frozenset(data[CONF_VEHICLES]),
        mode=DoorMode(data[CONF_MODE]),
        policy=policy_of(data[CONF_POLICY]),
    )


def but_for_modes(entry: ConfigEntry) -> tuple[Any, ...]:
    """Return everything an entry is set up from, but for the doors' modes."""
    return (
        entry.title,
        dict(entry.data),
        dict(entry.options),
        {
            key: (
                subentry.title,
                {name: value for name, value in subentry.data.items() if name != CONF_MODE},
            )
            for key, subentry in entry.subentries.items()
        },
    )


def policy_of(data: Mapping[str, Any]) -> DoorPolicy:
    """Read a policy; a threshold that is not stored has its default."""
    values = asdict(DEFAULT_POLICY) | {key: data[key] for key in POLICY_FIELDS if key in data}
    return DoorPolicy(**values | {"min_frames": int(values["min_frames"])})
