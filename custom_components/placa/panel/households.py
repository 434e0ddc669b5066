"""Cameras, doors, vehicles and passes as the panel shows them; see frontend/src/api/types.ts."""

from datetime import datetime
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..access.policy import Door, DoorPolicy
from ..client.models import Camera, Origin
from ..const import CONF_ALL_VEHICLES, CONF_GROUPS, CONF_NOTES
from ..coordinator import PlacaConfigEntry
from ..household.plate_similarity import too_alike
from ..household.second_factor import FactorKind
from ..household.vehicle import Vehicle
from ..localization.reasons import clause
from ..localization.texts import Texts
from .describe import Json

POLICY = (
    "min_frames", "min_confidence", "min_margin", "accept_alike", "second_reader",
    "require_movement", "require_seen_coming", "require_rigid_motion", "require_closed",
    "require_streaming", "once_a_visit", "cool_down",
)  # fmt: skip
"""What of a door's policy the panel shows and changes, besides the directions."""


@callback
def camera_view(entry: PlacaConfigEntry, camera: Camera) -> Json:
    """Describe a camera and how it fares."""
    return {
        "camera_id": camera.camera_id,
        "name": camera.name,
        "state": camera.state.value,
        "problem": camera.problem.value if camera.problem else None,
        "detection": camera.detection,
        "frozen": camera.frozen,
        "fps": camera.fps,
        "frame_size": camera.frame_size,
        "zones": list(camera.zones),
        "facing": entry.runtime_data.stores.presences.facing(camera.camera_id).value,
        "changeable": camera.origin is Origin.API,
        "since": camera.since and camera.since.isoformat(),
    }


@callback
def door_view(hass: HomeAssistant, entry: PlacaConfigEntry, door: Door) -> Json:
    """Describe a door: what it asks for, and what it decided last."""
    placa = entry.runtime_data
    household = placa.household
    recent = placa.stores.recent.of(door.door_id)
    question = placa.door_controller.confirmation_requests.open_for(door.door_id)
    tally = placa.stores.shadows.of(door.door_id)
    state = hass.states.get(door.entity_id)
    last, today = recent.last, dt_util.now().date()
    named = household.vehicle(last.vehicle_id) if last else None
    data = entry.subentries[door.door_id].data
    return {
        "door_id": door.door_id,
        "name": door.name,
        "entity_id": door.entity_id,
        "state": state.state if state else "unavailable",
        "mode": door.mode.value,
        "cameras": [
            {"camera_id": camera.camera_id, "name": camera.name}
            for camera in placa.coordinator.data.cameras.values()
            if camera.camera_id in door.cameras
        ],
        "vehicles": [
            {"vehicle_id": vehicle.vehicle_id, "name": vehicle.name}
            for vehicle in household.vehicles
            if opens_for(door, vehicle)
        ],
        "every_vehicle": bool(data[CONF_ALL_VEHICLES]),
        "groups": list(data.get(CONF_GROUPS, ())),
        "policy": policy_view(door.policy),
        "last": last
        and {
            "verdict": last.verdict.value,
            "at": last.at.isoformat(),
            "whom": named.name if named else None,
            "because": clause(Texts.of(hass), last.refusal) if last.refusal else None,
        },
        "refusals_today": recent.refusals_on(today),
        "waiting": question
        and {
            "whom": question.match.vehicle.name,
            "since": question.decision.circumstances.now.isoformat(),
        },
        "shadow_since": tally and tally.since.isoformat(),
    }


def opens_for(door: Door, vehicle: Vehicle) -> bool:
    """Whether a door may open for a vehicle."""
    return door.vehicles is None or vehicle.vehicle_id in door.vehicles


def policy_view(policy: DoorPolicy) -> Json:
    """Describe what a door asks for."""
    values: Json = {name: getattr(policy, name) for name in POLICY}
    return values | {"directions": sorted(policy.directions)}


@callback
def vehicle_view(entry: PlacaConfigEntry, vehicle: Vehicle) -> Json:
    """Describe a vehicle of the household."""
    placa = entry.runtime_data
    household = placa.household
    presence = placa.stores.presences.of(vehicle.vehicle_id)
    return {
        "vehicle_id": vehicle.vehicle_id,
        "name": vehicle.name,
        "plates": list(vehicle.plates),
        "group": vehicle.group or None,
        "owner": vehicle.owner or None,
        "denied": vehicle.denied,
        "notes": entry.subentries[vehicle.vehicle_id].data.get(CONF_NOTES, ""),
        "doors": _doors_for(household.doors, vehicle),
        "whereabouts": presence.whereabouts.value,
        "since": _iso(presence.since),
        "last_seen": _iso(presence.last_seen),
        "warnings": [
            *(
                {"kind": "too_alike", "detail": f"{plate}, {other_plate} ({other.name})"}
                for plate in vehicle.plates
                for other in household.vehicles
                for other_plate in other.plates
                if other is not vehicle and too_alike(plate, other_plate)
            ),
            *([] if presence.last_seen else [{"kind": "never_seen", "detail": ""}]),
            *(
                [{"kind": "asks_more", "detail": ""}]
                if vehicle.second_factor.kind is not FactorKind.NONE
                else []
            ),
        ],
    }


@callback
def pass_view(entry: PlacaConfigEntry, guest: Vehicle) -> Json:
    """Describe a guest's pass."""
    placa = entry.runtime_data
    guest_pass = guest.guest_pass
    data = entry.subentries[guest.vehicle_id].data
    used = placa.stores.journal.pass_uses(guest.vehicle_id)
    problem = guest_pass.problem(dt_util.now(), used) if guest_pass else None
    view: dict[str, Any] = {
        "pass_id": guest.vehicle_id,
        "name": guest.name,
        "plates": list(guest.plates),
        "expires": data["expires"],
        "uses": data.get("uses"),
        "used": used,
        "days": list(data.get("days", ())),
        "start": data.get("start"),
        "end": data.get("end"),
        "doors": _doors_for(placa.household.doors, guest),
        "problem": problem.value if problem else None,
    }
    return view


def _doors_for(doors: tuple[Door, ...], vehicle: Vehicle) -> list[Json]:
    return [
        {"door_id": door.door_id, "name": door.name} for door in doors if opens_for(door, vehicle)
    ]


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
