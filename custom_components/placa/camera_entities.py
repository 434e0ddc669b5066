"""Adds the entities of cameras, also of those that appear later."""

import asyncio
from collections.abc import Callable

from homeassistant.core import callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PlacaConfigEntry, PlacaCoordinator
from .entity import CameraEntity
from .subentries.camera import camera_subentry_id


async def add_for_each_camera(
    entry: PlacaConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entity_of: Callable[[PlacaCoordinator, str], CameraEntity],
) -> None:
    """Add an entity for every camera the engine has, from the next turn of the event loop on."""
    coordinator = entry.runtime_data
    known: set[str] = set()

    @callback
    def add_new() -> None:
        current = set(coordinator.data.cameras)
        for camera_id in sorted(current - known):
            async_add_entities(
                [entity_of(coordinator, camera_id)],
                config_subentry_id=camera_subentry_id(entry, camera_id),
            )
        known.clear()
        known.update(current)

    await asyncio.sleep(0)
    add_new()
    entry.async_on_unload(coordinator.async_add_listener(add_new))
