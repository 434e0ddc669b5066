"""The household's vehicles and doors, as the config subentries describe them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_ENTITY_ID

from .const import (
    CONF_ACTIVE,
    CONF_ALL_VEHICLES,
    CONF_CAMERAS,
    CONF_PLATES,
    CONF_POLICY,
    CONF_VEHICLES,
    SUBENTRY_DOOR,
    SUBENTRY_VEHICLE,
)
from .matcher import Match, Vehicle, match
from .policy import DEFAULT_POLICY, Door, DoorPolicy

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
        active=data[CONF_ACTIVE],
        policy=policy_of(data[CONF_POLICY]),
    )


def policy_of(data: Mapping[str, Any]) -> DoorPolicy:
    """Read a policy; a threshold that is not stored has its default."""
    values = asdict(DEFAULT_POLICY) | {key: data[key] for key in POLICY_FIELDS if key in data}
    return DoorPolicy(**values | {"min_frames": int(values["min_frames"])})
