"""The form of a door's policy: its fields in sections, and how they are stored."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.components.alarm_control_panel.const import (
    DOMAIN as ALARM,
    AlarmControlPanelState,
)
from homeassistant.const import PERCENTAGE, UnitOfTime
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
)
import probatio

from ..access.policy import DEFAULT_POLICY, CameraZone, DoorPolicy, SecondReader
from ..client.models import Camera, Direction
from ..const import CONF_SECOND_FACTOR
from ..household.second_factor import SecondFactor
from ..serialization import serialize
from ..subentries.household import policy_of
from .selectors import any_of, kinds, number, whole_numbers

_ZONES = "zones"
_BETWEEN = "/"
"""Separates a camera's id, which has none, from the name of a zone."""

_SECTIONS = {
    "reading": ("min_frames", "min_confidence", "min_margin", "second_reader", "accept_alike"),
    "arrival": (
        "directions",
        _ZONES,
        "require_movement",
        "min_moved",
        "min_growth",
        "require_seen_coming",
        "min_rigid_motion",
        "require_rigid_motion",
    ),
    "moment": ("schedule", "alarm", "alarm_states", "require_closed", "cool_down", "once_a_visit"),
    "health": ("max_age", "max_clock_skew", "require_streaming", "min_running"),
}
_ALARM_STATES = (
    AlarmControlPanelState.DISARMED,
    AlarmControlPanelState.ARMED_HOME,
    AlarmControlPanelState.ARMED_NIGHT,
    AlarmControlPanelState.ARMED_CUSTOM_BYPASS,
)
_PERCENT = ("min_confidence", "min_margin", "min_moved", "min_rigid_motion")
"""Shares, and a distance in widths of the plate: people enter them in percent."""
_GROWTH = "min_growth"
"""A factor that the plate must have grown by: people enter by how many percent."""
_ON_OR_OFF = ["schedule", "input_boolean", "binary_sensor"]


def policy_sections(cameras: Iterable[Camera], shown: Mapping[str, Any]) -> dict[Any, section]:
    """Return the collapsed sections; a zone chosen earlier stays, though it be gone now."""
    zones = _zones(cameras, shown.get("arrival", {}).get(_ZONES, ()))
    selectors = _selectors() | ({_ZONES: any_of(zones)} if zones else {})
    defaults = _to_form(DEFAULT_POLICY)
    return {
        probatio.Optional(name): section(
            probatio.Schema(
                {
                    _key(field, defaults[field]): selectors[field]
                    for field in fields
                    if field in selectors
                }
            ),
            {"collapsed": True},
        )
        for name, fields in _SECTIONS.items()
    }


def shown_policy(policy: DoorPolicy) -> dict[str, dict[str, Any]]:
    """Return what the sections show of a policy."""
    form = _to_form(policy)
    sections = {name: {key: form[key] for key in keys} for name, keys in _SECTIONS.items()}
    return sections | {CONF_SECOND_FACTOR: form[CONF_SECOND_FACTOR]}


def stored_policy(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored of the sections' answers."""
    entered = {field: value for name in _SECTIONS for field, value in answer[name].items()}
    given = whole_numbers(DoorPolicy, entered | _from_percent(entered))
    chosen = (zone.partition(_BETWEEN) for zone in given.get(_ZONES, ()))
    zones = [{"camera_id": camera_id, "zone": zone} for camera_id, _, zone in chosen]
    factor = whole_numbers(SecondFactor, answer[CONF_SECOND_FACTOR])
    asked = {_ZONES: zones, CONF_SECOND_FACTOR: factor}
    stored: dict[str, Any] = serialize(policy_of(given | asked))
    return stored


def policy_errors(answer: Mapping[str, Any]) -> dict[str, str]:
    """Return what is wrong with the sections' answers."""
    if not answer["arrival"]["directions"]:
        return {"base": "directions_missing"}
    if "alarm" in answer["moment"] and not answer["moment"]["alarm_states"]:
        return {"base": "alarm_states_missing"}
    return {}


def is_of_policy(key: str) -> bool:
    """Whether an answer is a section's."""
    return key in _SECTIONS or key == CONF_SECOND_FACTOR


def _to_form(policy: DoorPolicy) -> dict[str, Any]:
    form: dict[str, Any] = serialize(policy)
    percent = {field: round(form[field] * 100, 6) for field in _PERCENT}
    percent[_GROWTH] = round((form[_GROWTH] - 1) * 100, 6)
    return form | percent | {_ZONES: sorted(map(_option, policy.zones))}


def _from_percent(entered: Mapping[str, Any]) -> dict[str, float]:
    """Return what was entered in percent as shares and factors."""
    shares = {field: entered[field] / 100 for field in _PERCENT if field in entered}
    grown = {_GROWTH: 1 + entered[_GROWTH] / 100} if _GROWTH in entered else {}
    return shares | grown


def _option(zone: CameraZone) -> str:
    return f"{zone.camera_id}{_BETWEEN}{zone.zone}"


def _zones(cameras: Iterable[Camera], chosen: Iterable[str]) -> dict[str, str]:
    """Return every zone of every camera, by their names."""
    return {option: option for option in chosen} | {
        _option(CameraZone(camera.camera_id, zone)): f"{camera.name}: {zone}"
        for camera in cameras
        for zone in camera.zones
    }


def _key(field: str, default: Any) -> probatio.Marker:
    """Describe a field; one that may stay empty has no default."""
    if default is None:
        return probatio.Optional(field)
    return probatio.Required(field, default=default)


def _selectors() -> dict[str, Any]:
    return {
        "min_frames": number(2, 50, 1),
        "min_confidence": number(50, 100, 1, PERCENTAGE),
        "min_margin": number(10, 100, 1, PERCENTAGE),
        "second_reader": kinds(SecondReader, "second_reader"),
        "accept_alike": BooleanSelector(),
        "directions": kinds(Direction, "direction", multiple=True),
        "require_movement": BooleanSelector(),
        "min_moved": number(10, 2000, 10, PERCENTAGE),
        "min_growth": number(1, 400, 1, PERCENTAGE),
        "require_seen_coming": BooleanSelector(),
        "min_rigid_motion": number(0, 100, 1, PERCENTAGE),
        "require_rigid_motion": BooleanSelector(),
        "schedule": EntitySelector(EntitySelectorConfig(domain=_ON_OR_OFF)),
        "alarm": EntitySelector(EntitySelectorConfig(domain=[ALARM])),
        "alarm_states": kinds(_ALARM_STATES, "alarm_state", multiple=True),
        "require_closed": BooleanSelector(),
        "cool_down": number(5, 3600, 1, UnitOfTime.SECONDS),
        "once_a_visit": BooleanSelector(),
        "max_age": number(0.5, 30, 0.5, UnitOfTime.SECONDS),
        "max_clock_skew": number(1, 3600, 1, UnitOfTime.SECONDS),
        "require_streaming": BooleanSelector(),
        "min_running": number(0, 3600, 1, UnitOfTime.SECONDS),
    }
