"""The options of an engine, and what can be done with its household as a whole."""

from typing import Any

from homeassistant.components.file_upload import process_uploaded_file
from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import BooleanSelector, FileSelector, FileSelectorConfig
import probatio

from ..const import CONF_ALLOW_ALIKE, CONF_FILE, CONF_SHOW_PLATES, SUBENTRY_VEHICLE
from ..household.vehicle_csv import (
    MOST_BYTES,
    CsvError,
    CsvLine,
    decoded,
    read_vehicles,
)
from ..household.vehicle_import import LineOutcome, PlannedLine, plan_import
from ..localization.texts import form_texts
from ..subentries.household import Household
from ..subentries.vehicle import carry_out, vehicle_details
from .import_preview import preview

_SHOWN_SCHEMA = probatio.Schema(
    {probatio.Required(CONF_SHOW_PLATES, default=False): BooleanSelector()}
)
_IMPORT_SCHEMA = probatio.Schema(
    {
        probatio.Required(CONF_FILE): FileSelector(FileSelectorConfig(accept=".csv,.txt,text/csv")),
        probatio.Required(CONF_ALLOW_ALIKE, default=False): BooleanSelector(),
    }
)


class PlacaOptionsFlow(OptionsFlow):
    """What may be shown, and the import of vehicles from a table."""

    _lines: tuple[CsvLine, ...]
    _allow_alike: bool
    _planned: tuple[PlannedLine, ...]

    async def async_step_init(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> ConfigFlowResult:
        """Ask what is to be done."""
        return self.async_show_menu(step_id="init", menu_options=["shown", "import_vehicles"])

    async def async_step_shown(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether plates may be shown in states; it counts at once."""
        if user_input is not None:
            return self.async_create_entry(data={**self.config_entry.options, **user_input})
        return self.async_show_form(
            step_id="shown",
            data_schema=self.add_suggested_values_to_schema(
                _SHOWN_SCHEMA, self.config_entry.options
            ),
        )

    async def async_step_import_vehicles(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a table of vehicles."""
        errors: dict[str, str] = {}
        column = ""
        if user_input is not None:
            try:
                table = await self.hass.async_add_executor_job(
                    _uploaded, self.hass, user_input[CONF_FILE]
                )
                self._lines = read_vehicles(table)
            except CsvError as err:
                errors, column = {CONF_FILE: err.key}, err.column
            else:
                self._allow_alike = user_input[CONF_ALLOW_ALIKE]
                return await self._show_plan()
        return self.async_show_form(
            step_id="import_vehicles",
            data_schema=_IMPORT_SCHEMA,
            errors=errors,
            description_placeholders={"column": column},
        )

    async def async_step_preview(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> ConfigFlowResult:
        """Show what the table would add and change."""
        return await self._menu("preview", ["take_in", "import_vehicles"])

    async def async_step_refused(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> ConfigFlowResult:
        """Show which lines are refused, and why."""
        return await self._menu("refused", ["import_vehicles"])

    async def async_step_take_in(
        self,
        user_input: dict[str, Any] | None = None,  # noqa: ARG002 - Home Assistant's signature
    ) -> ConfigFlowResult:
        """Do what was shown; if the household has changed meanwhile, show what it is now."""
        if self._plan() != self._planned:
            return await self._show_plan()
        carry_out(self.hass, self.config_entry, self._planned)
        return self.async_abort(reason="vehicles_imported", description_placeholders=self._counts())

    def _plan(self) -> tuple[PlannedLine, ...]:
        household = Household.of(self.config_entry.subentries.values())
        vehicles = vehicle_details(self.config_entry)
        return plan_import(self._lines, vehicles, household.guests, allow_alike=self._allow_alike)

    async def _show_plan(self) -> ConfigFlowResult:
        self._planned = self._plan()
        if any(line.outcome is LineOutcome.REFUSED for line in self._planned):
            return await self.async_step_refused()
        return await self.async_step_preview()

    async def _menu(self, step_id: str, options: list[str]) -> ConfigFlowResult:
        texts = form_texts(self.hass, SUBENTRY_VEHICLE)
        told = preview(self._planned, vehicle_details(self.config_entry), texts)
        return self.async_show_menu(
            step_id=step_id,
            menu_options=options,
            description_placeholders=self._counts() | told,
        )

    def _counts(self) -> dict[str, str]:
        return {
            f"{outcome.value}_count": str(sum(line.outcome is outcome for line in self._planned))
            for outcome in LineOutcome
        }


def _uploaded(hass: HomeAssistant, file_id: str) -> str:
    """Read an uploaded table, which is gone then. Raises CsvError; blocks."""
    try:
        with process_uploaded_file(hass, file_id) as path, path.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError, ValueError:
        raise CsvError("csv_not_uploaded") from None
    if len(content) > MOST_BYTES:
        raise CsvError("csv_too_large")
    return decoded(content)
