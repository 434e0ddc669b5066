"""The part of a door's and a vehicle's form that asks for a second factor."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR
from homeassistant.components.device_tracker.const import DOMAIN as DEVICE_TRACKER
from homeassistant.components.notify.const import DOMAIN as NOTIFY
from homeassistant.components.person.const import DOMAIN as PERSON
from homeassistant.const import UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TimeSelector,
)
from homeassistant.util import slugify
import probatio

from ..household.second_factor import NO_SECOND_FACTOR as DEFAULT, FactorKind
from ..household.vehicle import Vehicle
from .selectors import choice, kinds, number

_APP_DOMAIN = "mobile_app"
_APP = f"{_APP_DOMAIN}_"


def vehicle_factor_schema(hass: HomeAssistant) -> probatio.Schema:
    """Ask what is asked for besides the plate; the apps to choose from are those set up now."""
    return probatio.Schema(
        {
            probatio.Required("kind", default=DEFAULT.kind.value): kinds(
                FactorKind, "second_factor"
            ),
            probatio.Required("start", default=DEFAULT.start.isoformat()): TimeSelector(),
            probatio.Required("end", default=DEFAULT.end.isoformat()): TimeSelector(),
            probatio.Optional("witnesses", default=list): EntitySelector(
                EntitySelectorConfig(domain=[PERSON, DEVICE_TRACKER, BINARY_SENSOR], multiple=True)
            ),
            probatio.Required("arrived_within", default=DEFAULT.arrived_within): number(
                0, 120, 1, UnitOfTime.MINUTES
            ),
            probatio.Optional("notify", default=list): SelectSelector(
                SelectSelectorConfig(
                    options=_apps(hass),
                    multiple=True,
                    custom_value=True,
                    mode=SelectSelectorMode.DROPDOWN,
                )
            ),
            probatio.Required("max_wait", default=DEFAULT.max_wait): number(
                10, 180, 1, UnitOfTime.SECONDS
            ),
            probatio.Required("tell_details", default=DEFAULT.tell_details): BooleanSelector(),
        }
    )


def door_factor_schema(hass: HomeAssistant, vehicles: Iterable[Vehicle]) -> probatio.Schema:
    """Ask the same, and of which vehicles."""
    names = {vehicle.vehicle_id: vehicle.name for vehicle in vehicles}
    return vehicle_factor_schema(hass).extend(choice("vehicles", names))


def factor_errors(factor: Mapping[str, Any], owners: Iterable[str | None]) -> dict[str, str]:
    """Refuse a factor that nobody could ever give."""
    if factor["kind"] != FactorKind.PRESENCE or factor["witnesses"] or any(owners):
        return {}
    return {"base": "witnesses_missing"}


def _apps(hass: HomeAssistant) -> list[SelectOptionDict]:
    """Offer the apps that can be notified, by the names of their phones."""
    phones = [entry.title for entry in hass.config_entries.async_entries(_APP_DOMAIN)]
    names = {slugify(_APP + phone): phone for phone in phones}
    return [
        SelectOptionDict(value=action, label=names.get(action, action.removeprefix(_APP)))
        for action in sorted(hass.services.async_services_for_domain(NOTIFY))
        if action.startswith(_APP)
    ]
