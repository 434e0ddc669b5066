"""Adds and changes the household's vehicles, and warns of plates too alike another's."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.person.const import DOMAIN as PERSON
from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import (
    BooleanSelector,
    EntitySelector,
    EntitySelectorConfig,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
)
import probatio

from ..const import CONF_DENIED, CONF_GROUP, CONF_NOTES, CONF_OWNER, CONF_PLATES
from ..household.matcher import Vehicle
from ..household.registration import Registration, RegistrationError, register, resemblances
from .named_flow import NamedFlow


class VehicleFlow(NamedFlow):
    """A vehicle: a name and its plates, whose it is, and whether it is welcome."""

    _answer: Mapping[str, Any]
    _alike: list[str]

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add a vehicle."""
        return await self._step("user", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a vehicle."""
        return await self._step("reconfigure", user_input)

    async def async_step_alike(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> SubentryFlowResult:
        """Warn of plates too alike another vehicle's."""
        return self.async_show_menu(
            step_id="alike",
            menu_options=["edit", "save"],
            description_placeholders={"alike": "\n".join(self._alike)},
        )

    async def async_step_edit(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> SubentryFlowResult:
        """Go back to the form after the warning."""
        return self._form(self._first_step, self._answer, {})

    async def async_step_save(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> SubentryFlowResult:
        """Save in spite of the warning, unless another vehicle took the name or a plate."""
        return await self._step(self._first_step, self._answer, warn=False)

    @property
    def _first_step(self) -> str:
        return "reconfigure" if self.source == SOURCE_RECONFIGURE else "user"

    async def _step(
        self, step_id: str, answer: Mapping[str, Any] | None, *, warn: bool = True
    ) -> SubentryFlowResult:
        if answer is None:
            return self._form(step_id, self._current(), {})
        others = self._others()
        try:
            found = register(answer[CONF_NAME], answer[CONF_PLATES], others)
        except RegistrationError as err:
            field = CONF_NAME if err.refusal.is_of_name else CONF_PLATES
            return self._form(step_id, answer, {field: err.refusal.value})
        new = set(found.plates).difference(self._current().get(CONF_PLATES, ()))
        alike = sorted(
            f"- {pair.plate}: {pair.other.name} ({pair.other_plate})"
            for pair in resemblances(new, others)
        )
        if not (alike and warn):
            return self._finish(found.name, _data(found, answer))
        self._answer = answer
        self._alike = alike
        return await self.async_step_alike()

    def _form(
        self, step_id: str, shown: Mapping[str, Any], errors: dict[str, str]
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(self._schema(), shown),
            errors=errors,
        )

    def _schema(self) -> probatio.Schema:
        return probatio.Schema(
            {
                probatio.Required(CONF_NAME): TextSelector(),
                probatio.Required(CONF_PLATES): TextSelector(TextSelectorConfig(multiple=True)),
                probatio.Optional(CONF_OWNER): EntitySelector(EntitySelectorConfig(domain=PERSON)),
                probatio.Optional(CONF_GROUP): SelectSelector(
                    SelectSelectorConfig(
                        options=self._household().groups,
                        custom_value=True,
                        mode=SelectSelectorMode.DROPDOWN,
                    )
                ),
                probatio.Required(CONF_DENIED, default=False): BooleanSelector(),
                probatio.Optional(CONF_NOTES): TextSelector(TextSelectorConfig(multiline=True)),
            }
        )

    def _others(self) -> tuple[Vehicle, ...]:
        """Return all vehicles but the one that is being changed."""
        own = self._reconfigure_subentry_id if self.source == SOURCE_RECONFIGURE else None
        return tuple(vehicle for vehicle in self._household().vehicles if vehicle.vehicle_id != own)


def _data(found: Registration, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored of a vehicle: what was filled in, tidied."""
    filled = {
        key: text
        for key in (CONF_OWNER, CONF_GROUP, CONF_NOTES)
        if (text := answer.get(key, "").strip())
    }
    return {CONF_PLATES: list(found.plates), CONF_DENIED: answer[CONF_DENIED], **filled}
