"""Adds and changes the household's doors."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.cover import DOMAIN as COVER
from homeassistant.components.lock.const import DOMAIN as LOCK
from homeassistant.config_entries import ConfigEntryState, SubentryFlowResult
from homeassistant.const import CONF_ENTITY_ID, CONF_NAME, UnitOfTime
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    TextSelector,
)
import probatio

from ..access.policy import DEFAULT_SHADOW_DAYS, DoorMode
from ..const import (
    CONF_ALL_VEHICLES,
    CONF_CAMERAS,
    CONF_GROUPS,
    CONF_MODE,
    CONF_POLICY,
    CONF_SECOND_FACTOR,
    CONF_SHADOW_DAYS,
    CONF_VEHICLES,
)
from ..subentries.household import Household, policy_of
from .base import NamedFlow, with_sections
from .policy_form import (
    is_of_policy,
    policy_errors,
    policy_sections,
    shown_policy,
    stored_policy,
)
from .second_factor_form import door_factor_schema, factor_errors
from .selectors import any_of, choice, kinds, number


class DoorFlow(NamedFlow):
    """A door: a cover or lock, the cameras that guard it, whom it opens for, and how strictly."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add a door."""
        return self._step("user", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a door."""
        return self._step("reconfigure", user_input)

    def _step(self, step_id: str, user_input: dict[str, Any] | None) -> SubentryFlowResult:
        if self._get_entry().state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="entry_not_loaded")
        if not self._get_entry().runtime_data.coordinator.data.cameras:
            return self.async_abort(reason="no_cameras")
        errors: dict[str, str] = {}
        if user_input is not None:
            user_input = with_sections(self._schema(user_input), user_input)
            name = user_input[CONF_NAME].strip()
            errors = _door_errors(name, user_input) or factor_errors(
                user_input[CONF_SECOND_FACTOR],
                (vehicle.owner for vehicle in self._household().vehicles),
            )
            if not errors:
                data = {
                    key: value
                    for key, value in user_input.items()
                    if key != CONF_NAME and not is_of_policy(key)
                }
                data.setdefault(CONF_VEHICLES, [])
                return self._finish(name, data | {CONF_POLICY: stored_policy(user_input)})
        shown = user_input or self._shown()
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(self._schema(shown), shown),
            errors=errors,
        )

    def _shown(self) -> dict[str, Any]:
        """Return what the form shows of the door that is being changed, but for what is gone.

        For a new door the only camera is chosen, but no camera among several.
        """
        current = self._current()
        cameras = self._get_entry().runtime_data.coordinator.data.cameras
        if not current:
            return {CONF_CAMERAS: list(cameras) if len(cameras) == 1 else []}
        vehicles = {vehicle.vehicle_id for vehicle in self._household().vehicles}
        policy = shown_policy(policy_of(current[CONF_POLICY]))
        factor = policy[CONF_SECOND_FACTOR]
        factor[CONF_VEHICLES] = [one for one in factor[CONF_VEHICLES] if one in vehicles]
        return {
            **current,
            CONF_CAMERAS: [one for one in current[CONF_CAMERAS] if one in cameras],
            CONF_VEHICLES: [one for one in current[CONF_VEHICLES] if one in vehicles],
            **policy,
        }

    def _schema(self, shown: Mapping[str, Any]) -> probatio.Schema:
        household = self._household()
        cameras = tuple(self._get_entry().runtime_data.coordinator.data.cameras.values())
        return probatio.Schema(
            {
                probatio.Required(CONF_NAME): TextSelector(),
                probatio.Required(CONF_ENTITY_ID): EntitySelector(
                    EntitySelectorConfig(domain=[COVER, LOCK])
                ),
                probatio.Required(CONF_CAMERAS): any_of(
                    {camera.camera_id: camera.name for camera in cameras}
                ),
                probatio.Required(CONF_ALL_VEHICLES, default=True): BooleanSelector(),
                **choice(
                    CONF_VEHICLES,
                    {vehicle.vehicle_id: vehicle.name for vehicle in household.residents},
                ),
                **choice(CONF_GROUPS, {group: group for group in self._groups(household)}),
                probatio.Required(CONF_MODE, default=DoorMode.SHADOW.value): kinds(
                    DoorMode, "door_mode"
                ),
                probatio.Required(CONF_SHADOW_DAYS, default=DEFAULT_SHADOW_DAYS): number(
                    1, 90, 1, UnitOfTime.DAYS
                ),
                **policy_sections(cameras, shown),
                probatio.Optional(CONF_SECOND_FACTOR): section(
                    door_factor_schema(self.hass, household.vehicles), {"collapsed": True}
                ),
            }
        )

    def _groups(self, household: Household) -> list[str]:
        """Return the groups to choose from; one chosen earlier stays, though it be empty now."""
        return list(dict.fromkeys([*household.groups, *self._current().get(CONF_GROUPS, ())]))


def _door_errors(name: str, data: Mapping[str, Any]) -> dict[str, str]:
    if not name:
        return {CONF_NAME: "name_missing"}
    if not data[CONF_CAMERAS]:
        return {CONF_CAMERAS: "cameras_missing"}
    if not (data[CONF_ALL_VEHICLES] or data.get(CONF_VEHICLES) or data.get(CONF_GROUPS)):
        return {CONF_VEHICLES: "vehicles_missing"}
    return policy_errors(data)
