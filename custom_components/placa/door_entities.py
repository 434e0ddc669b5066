"""Adds the entities of doors; a door that is added or removed later reloads the entry."""

import asyncio
from collections.abc import AsyncIterator, Callable

from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .access.policy import Door
from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .entity import door_entity_id

type EntityOf = Callable[[PlacaCoordinator, Door], Entity]


async def add_for_each_door(
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    *entities_of: EntityOf,
) -> None:
    """Add entities for every door, those of one door in each turn of the event loop."""
    coordinator = entry.runtime_data
    async for door in _one_by_one(coordinator):
        entities = [entity_of(coordinator, door) for entity_of in entities_of]
        async_add_entities(entities, config_subentry_id=door.door_id)


async def add_for_doors_that_ask(
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    platform: Platform,
    entity_of: EntityOf,
    key: str,
) -> None:
    """Add an entity for every door that may ask for confirmation; remove the other doors'."""
    coordinator = entry.runtime_data
    async for door in _one_by_one(coordinator):
        if coordinator.household.may_ask_for_confirmation(door):
            async_add_entities([entity_of(coordinator, door)], config_subentry_id=door.door_id)
        elif entity_id := door_entity_id(coordinator, platform, door.door_id, key):
            er.async_get(coordinator.hass).async_remove(entity_id)


async def _one_by_one(coordinator: PlacaCoordinator) -> AsyncIterator[Door]:
    """Give a door in each turn of the event loop, but for those that are removed meanwhile."""
    for door_id in [door.door_id for door in coordinator.household.doors]:
        await asyncio.sleep(0)
        if door := coordinator.household.find_door(door_id):
            yield door
