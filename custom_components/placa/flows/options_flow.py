"""Asks what the whole integration may show."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.helpers.selector import BooleanSelector
import probatio

from ..const import CONF_SHOW_PLATES

_SCHEMA = probatio.Schema({probatio.Required(CONF_SHOW_PLATES, default=True): BooleanSelector()})


class PlacaOptionsFlow(OptionsFlow):
    """The options of an engine; its entry loads itself anew when they change."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether plates may be shown in states."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, self.config_entry.options),
        )
