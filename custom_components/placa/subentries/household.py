"""The household's vehicles and doors, as the config subentries describe them."""

from collections.abc import Iterable, Mapping, Set as AbstractSet
from dataclasses import dataclass, fields
from typing import Any, Self

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_ENTITY_ID

from ..access.policy import DEFAULT_SHADOW_DAYS, Door, DoorMode, DoorPolicy
from ..const import (
    CONF_ALL_VEHICLES,
    CONF_CAMERAS,
    CONF_DENIED,
    CONF_DOORS,
    CONF_GROUP,
    CONF_GROUPS,
    CONF_MODE,
    CONF_OWNER,
    CONF_PLATES,
    CONF_POLICY,
    CONF_SECOND_FACTOR,
    CONF_SHADOW_DAYS,
    CONF_VEHICLES,
    SUBENTRY_DOOR,
    SUBENTRY_GUEST_PASS,
    SUBENTRY_VEHICLE,
)
from ..household.second_factor import FactorKind, SecondFactor
from ..household.vehicle import Match, Vehicle, match, match_for_access
from ..serialization import deserialize
from .guest_pass import guest_of

POLICY_FIELDS = tuple(field.name for field in fields(DoorPolicy))


@dataclass(frozen=True, slots=True)
class Household:
    """Who belongs here and what may open for them; guests are among the vehicles."""

    vehicles: tuple[Vehicle, ...]
    doors: tuple[Door, ...]

    @classmethod
    def of(cls, subentries: Iterable[ConfigSubentry]) -> Self:
        """Read the household from the subentries of a config entry."""
        every = tuple(subentries)
        passes = [one for one in every if one.subentry_type == SUBENTRY_GUEST_PASS]
        residents = [vehicle_of(one) for one in every if one.subentry_type == SUBENTRY_VEHICLE]
        return cls(
            vehicles=(*residents, *map(guest_of, passes)),
            doors=tuple(
                door_of(one, residents, passes)
                for one in every
                if one.subentry_type == SUBENTRY_DOOR
            ),
        )

    @property
    def residents(self) -> tuple[Vehicle, ...]:
        """The vehicles that belong here for good."""
        return tuple(vehicle for vehicle in self.vehicles if vehicle.guest_pass is None)

    @property
    def guests(self) -> tuple[Vehicle, ...]:
        """The vehicles that have a guest pass."""
        return tuple(vehicle for vehicle in self.vehicles if vehicle.guest_pass is not None)

    @property
    def groups(self) -> list[str]:
        """The groups that vehicles are in, in the order of the alphabet."""
        groups = {vehicle.group for vehicle in self.vehicles if vehicle.group}
        return sorted(groups, key=lambda group: (group.casefold(), group))

    @property
    def plates(self) -> frozenset[str]:
        """All plates of the household, normalized."""
        return frozenset(plate for vehicle in self.vehicles for plate in vehicle.plates)

    def door(self, door_id: str) -> Door:
        """Return a door by its id. Raises KeyError for one that is gone."""
        return {door.door_id: door for door in self.doors}[door_id]

    def find_door(self, door_id: str) -> Door | None:
        """Return a door by its id, None if it is gone."""
        return next((one for one in self.doors if one.door_id == door_id), None)

    def vehicle(self, vehicle_id: str | None) -> Vehicle | None:
        """Return a vehicle by its id, None if it is gone."""
        return next((one for one in self.vehicles if one.vehicle_id == vehicle_id), None)

    def vehicle_named(self, typed: str) -> Vehicle | None:
        """Return the vehicle with a name as people type it, None if there is none."""
        name = typed.strip().casefold()
        return next((one for one in self.vehicles if one.name.casefold() == name), None)

    def may_ask_for_confirmation(self, door: Door) -> bool:
        """Whether somebody may be asked to confirm that this door opens."""
        vehicles = [
            vehicle
            for vehicle in self.vehicles
            if door.vehicles is None or vehicle.vehicle_id in door.vehicles
        ]
        return any(
            factor.kind is FactorKind.CONFIRMATION
            for vehicle in (None, *vehicles)
            for factor in door.policy.factors_for(vehicle)
        )

    def match(self, text: str) -> Match | None:
        """Name the vehicle that a text read by the engine belongs to."""
        return match(text, self.vehicles)

    def match_for_access(self, text: str, frequent: AbstractSet[str] | None) -> Match | None:
        """Find the vehicle that a text names, and whether a door may take it for that one."""
        return match_for_access(text, self.vehicles, frequent)


class HouseholdReader:
    """Reads the household of a config entry as its subentries describe it now."""

    def __init__(self, entry: ConfigEntry) -> None:
        self._entry = entry
        self._household: Household | None = None

    @property
    def current(self) -> Household:
        """The household as it is now; the same object until it is read anew."""
        if self._household is None:
            self._household = Household.of(self._entry.subentries.values())
        return self._household

    def read_anew(self) -> None:
        """Look at the subentries again when somebody next asks for the household."""
        self._household = None


def vehicle_of(subentry: ConfigSubentry) -> Vehicle:
    """Read a vehicle from its subentry."""
    data = subentry.data
    return Vehicle(
        vehicle_id=subentry.subentry_id,
        name=subentry.title,
        plates=tuple(data[CONF_PLATES]),
        group=data.get(CONF_GROUP),
        owner=data.get(CONF_OWNER),
        denied=data.get(CONF_DENIED, False),
        second_factor=factor_of(data.get(CONF_SECOND_FACTOR, {})),
    )


def door_of(
    subentry: ConfigSubentry, residents: Iterable[Vehicle], passes: Iterable[ConfigSubentry]
) -> Door:
    """Read a door from its subentry; the groups it opens for become their vehicles.

    One that opens for all means the residents; a guest pass names its doors itself.
    """
    data = subentry.data
    groups = data.get(CONF_GROUPS, ())
    chosen = frozenset(data[CONF_VEHICLES]).union(
        vehicle.vehicle_id
        for vehicle in residents
        if data[CONF_ALL_VEHICLES] or vehicle.group in groups
    )
    passes = tuple(passes)
    welcome = {one.subentry_id for one in passes if subentry.subentry_id in one.data[CONF_DOORS]}
    return Door(
        door_id=subentry.subentry_id,
        name=subentry.title,
        entity_id=data[CONF_ENTITY_ID],
        cameras=frozenset(data[CONF_CAMERAS]),
        vehicles=None if data[CONF_ALL_VEHICLES] and not passes else chosen | welcome,
        mode=DoorMode(data[CONF_MODE]),
        policy=policy_of(data[CONF_POLICY]),
        shadow_days=int(data.get(CONF_SHADOW_DAYS, DEFAULT_SHADOW_DAYS)),
    )


def factor_of(data: Mapping[str, Any]) -> SecondFactor:
    """Read a second factor; what is not stored has its default. Raises DeserializationError."""
    return deserialize(SecondFactor, data)


def policy_of(data: Mapping[str, Any]) -> DoorPolicy:
    """Read a policy; what is not stored has its default. Raises DeserializationError."""
    return deserialize(DoorPolicy, data)
