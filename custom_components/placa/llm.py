"""Tools for assistants: who is here, and when a vehicle was last seen.

An assistant learns of a vehicle only what those of its entities say that were exposed to
it. No plate is told.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import override

from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.components.llm import LLMTools
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    LLMContext,
    Tool,
    ToolAnnotations,
    ToolInput,
    ToolResult,
)
from homeassistant.util import dt as dt_util
import probatio

from .const import DOMAIN
from .coordinator import PlacaData
from .household.presence import Presence
from .household.vehicle import Vehicle

_READS = ToolAnnotations(read_only=True, destructive=False, idempotent=True, open_world=False)


@dataclass(frozen=True, slots=True)
class _Exposed:
    """A vehicle, and what an assistant may know of it."""

    name: str
    presence: Presence
    here: bool
    last_seen: bool
    camera: str | None


class WhoIsHereTool(Tool):
    """Which vehicles are here."""

    name = f"{DOMAIN}__who_is_here"
    title = "Vehicles that are here"
    description = (
        "Tells which of the household's vehicles are here, away or unknown. Use this for "
        "questions like 'Who is here?' or 'Is the van at home?'."
    )
    annotations = _READS
    integration = DOMAIN

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Tell where the vehicles are."""
        return ToolResult(
            data={
                "vehicles": [
                    {"name": vehicle.name, "whereabouts": vehicle.presence.whereabouts.value}
                    for vehicle in _exposed(hass, llm_context)
                    if vehicle.here
                ]
            }
        )


class LastSeenTool(Tool):
    """When a vehicle was last seen."""

    name = f"{DOMAIN}__last_seen"
    title = "When a vehicle was last seen"
    description = (
        "Tells when a vehicle last came, and when and by which camera it was last seen. Use "
        "this for questions like 'When did the van last come?'."
    )
    annotations = _READS
    integration = DOMAIN

    def __init__(self, names: list[str]) -> None:
        self.parameters = probatio.Schema({probatio.Required("vehicle"): probatio.In(names)})

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: ToolInput, llm_context: LLMContext
    ) -> ToolResult:
        """Tell when the vehicle came and was seen last, in Home Assistant's time zone."""
        asked = self.parameters(tool_input.tool_args)["vehicle"]
        for vehicle in _exposed(hass, llm_context):
            if vehicle.name == asked and vehicle.last_seen:
                presence = vehicle.presence
                return ToolResult(
                    data={
                        "vehicle": asked,
                        "last_seen": _local(presence.last_seen),
                        "camera": vehicle.camera,
                        "last_arrived": _local(presence.arrived) if vehicle.here else None,
                        "whereabouts": presence.whereabouts.value if vehicle.here else None,
                    }
                )
        return ToolResult(data={"error": "Vehicle not found"}, error=True)


def _local(time: datetime | None) -> str | None:
    return dt_util.as_local(time).isoformat() if time else None


@callback
def async_get_tools(hass: HomeAssistant, llm_context: LLMContext, api_id: str) -> LLMTools | None:
    """Return the tools for the vehicles that are exposed, None if none is."""
    if api_id != LLM_API_ASSIST:
        return None
    exposed = _exposed(hass, llm_context)
    tools: list[Tool] = []
    if any(vehicle.here for vehicle in exposed):
        tools.append(WhoIsHereTool())
    if names := [vehicle.name for vehicle in exposed if vehicle.last_seen]:
        tools.append(LastSeenTool(names))
    return LLMTools(tools=tools) if tools else None


@callback
def _exposed(hass: HomeAssistant, llm_context: LLMContext) -> list[_Exposed]:
    """List the vehicles of all engines of which an assistant may know something."""

    def may_know(placa: PlacaData, vehicle: Vehicle, domain: str, key: str) -> bool:
        unique_id = f"{placa.entry_id}_{vehicle.vehicle_id}_{key}"
        entity_id = er.async_get(hass).async_get_entity_id(domain, DOMAIN, unique_id)
        return entity_id is not None and async_should_expose(hass, llm_context.assistant, entity_id)

    found = []
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        placa: PlacaData = entry.runtime_data
        for vehicle in placa.household.vehicles:
            presence = placa.stores.presences.of(vehicle.vehicle_id)
            camera = placa.coordinator.data.cameras.get(presence.camera_id or "")
            found.append(
                _Exposed(
                    name=vehicle.name,
                    presence=presence,
                    here=may_know(placa, vehicle, "binary_sensor", "here"),
                    last_seen=may_know(placa, vehicle, "sensor", "last_seen"),
                    camera=camera.name if camera else None,
                )
            )
    return [vehicle for vehicle in found if vehicle.here or vehicle.last_seen]
