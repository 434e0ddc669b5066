"""What the flows of vehicles and guest passes have in common: they ask for a name and plates."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import SOURCE_RECONFIGURE, SubentryFlowResult
from homeassistant.const import CONF_NAME
import probatio

from ..const import CONF_PLATES
from ..household.plate_countries import countries_of
from ..household.registration import Registration, RegistrationError, register, resemblances
from ..household.vehicle import Vehicle
from .base import NamedFlow, with_sections


class PlatesFlow(NamedFlow):
    """Shows new plates back as they will be looked for, and warns of plates too alike."""

    _answer: Mapping[str, Any]
    _alike: list[str]

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add one."""
        return await self._step("user", user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change one."""
        return await self._step("reconfigure", user_input)

    async def async_step_check(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> SubentryFlowResult:
        """Show the plates as they were understood, and which countries' formats they fit."""
        return self._menu("check")

    async def async_step_alike(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> SubentryFlowResult:
        """Warn of plates too alike another vehicle's."""
        return self._menu("alike")

    async def async_step_edit(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> SubentryFlowResult:
        """Go back to the form."""
        return self._form(self._first_step, self._answer, {})

    async def async_step_save(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> SubentryFlowResult:
        """Save what was shown, unless another vehicle took the name or a plate meanwhile."""
        return await self._step(self._first_step, self._answer, ask=False)

    @abstractmethod
    def _schema(self) -> probatio.Schema:
        """Return the form."""

    @abstractmethod
    def _errors(self, answer: Mapping[str, Any]) -> dict[str, str]:
        """Return what is wrong with an answer, by its fields, besides its name and plates."""

    @abstractmethod
    def _data(self, found: Registration, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is stored."""

    @property
    def _first_step(self) -> str:
        return "reconfigure" if self.source == SOURCE_RECONFIGURE else "user"

    async def _step(
        self, step_id: str, answer: Mapping[str, Any] | None, *, ask: bool = True
    ) -> SubentryFlowResult:
        if answer is None:
            return self._form(step_id, self._shown(), {})
        answer = with_sections(self._schema(), answer)
        others = self._others()
        try:
            found = register(answer[CONF_NAME], answer[CONF_PLATES], others)
        except RegistrationError as err:
            field = CONF_NAME if err.problem.is_of_name else CONF_PLATES
            return self._form(step_id, answer, {field: err.problem.value}, err.about)
        if errors := self._errors(answer):
            return self._form(step_id, answer, errors)
        new = set(found.plates).difference(self._current().get(CONF_PLATES, ()))
        if not (ask and new):
            return self._finish(found.name, self._data(found, answer))
        self._answer = {**answer, CONF_PLATES: list(found.plates)}
        self._alike = sorted(
            f"- {pair.plate}: {pair.other.name} ({pair.other_plate})"
            for pair in resemblances(new, others)
        )
        return await (self.async_step_alike() if self._alike else self.async_step_check())

    def _menu(self, step_id: str) -> SubentryFlowResult:
        plates = (
            f"- {plate}: {', '.join(countries_of(plate)) or '–'}"  # noqa: RUF001 - a dash
            for plate in self._answer[CONF_PLATES]
        )
        return self.async_show_menu(
            step_id=step_id,
            menu_options=["save", "edit"] if step_id == "check" else ["edit", "save"],
            description_placeholders={
                "plates": "\n".join(plates),
                "alike": "\n".join(self._alike),
            },
        )

    def _form(
        self,
        step_id: str,
        shown: Mapping[str, Any],
        errors: dict[str, str],
        about: Mapping[str, str] | None = None,
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(self._schema(), shown),
            errors=errors,
            description_placeholders=about,
        )

    def _shown(self) -> Mapping[str, Any]:
        """Return what the form shows at first; of something new a box for its plate."""
        return self._current() or {CONF_PLATES: [""]}

    def _others(self) -> tuple[Vehicle, ...]:
        """Return all vehicles but the one that is being changed, guests among them."""
        own = self._reconfigure_subentry_id if self.source == SOURCE_RECONFIGURE else None
        return tuple(vehicle for vehicle in self._household().vehicles if vehicle.vehicle_id != own)
