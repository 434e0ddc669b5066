"""Diagnostics that can be posted in public: counts, versions and states, no names or plates.

Each value is chosen by hand; nothing is copied and redacted afterwards.
"""

from dataclasses import asdict, fields, is_dataclass
from datetime import time
from enum import StrEnum
from typing import Any

from homeassistant.core import HomeAssistant, split_entity_id

from .client.state import EngineState
from .coordinator import PlacaConfigEntry
from .doors.actuator import door_state
from .subentries.household import POLICY_FIELDS, Household


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: PlacaConfigEntry
) -> dict[str, Any]:
    """Describe an entry without saying whose it is."""
    placa = entry.runtime_data
    return {
        "connected": placa.coordinator.last_update_success,
        "undelivered_decisions": len(placa.stores.journal.outbox),
        "door_states": [door_state(hass, door.entity_id).value for door in placa.household.doors],
        **describe(placa.coordinator.data, placa.household),
    }


def describe(state: EngineState, household: Household) -> dict[str, Any]:
    """Describe what is known and configured by counts, versions and states."""
    return {
        "engine": {
            "version": state.info.version,
            "api_version": state.info.api_version,
            "inference": asdict(state.info.inference),
        },
        "cameras": [
            {
                "state": camera.state.value,
                "problem": camera.problem.value if camera.problem else None,
                "zones": len(camera.zones),
            }
            for camera in state.cameras.values()
        ],
        "sightings": {"live": len(state.live), "latest": len(state.latest)},
        "vehicles": [{"plates": len(vehicle.plates)} for vehicle in household.vehicles],
        "doors": [
            {
                "kind": split_entity_id(door.entity_id)[0],
                "mode": door.mode.value,
                "cameras": len(door.cameras),
                "vehicles": None if door.vehicles is None else len(door.vehicles),
                "policy": {key: _kind(getattr(door.policy, key)) for key in POLICY_FIELDS},
            }
            for door in household.doors
        ],
    }


def _kind(value: Any) -> Any:
    """Return numbers, switches and choices as they are; of anything else how much there is."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, StrEnum):
        return value.value
    if is_dataclass(value):
        return {field.name: _kind(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, str | time):
        return "set"
    choices = [item.value for item in value if isinstance(item, StrEnum)]
    return sorted(choices) if choices else len(value)
