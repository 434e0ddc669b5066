"""Tells the entities of this integration from all others."""

from collections.abc import Set as AbstractSet

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN


def own_entities(hass: HomeAssistant, entity_ids: AbstractSet[str]) -> set[str]:
    """Keep of these entities those of this integration."""
    registry = er.async_get(hass)
    return {
        entity_id
        for entity_id in entity_ids
        if (entity := registry.async_get(entity_id)) and entity.platform == DOMAIN
    }
