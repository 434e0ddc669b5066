"""What the flows of all subentries have in common: each adds or changes something with a name."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_NAME
from homeassistant.data_entry_flow import section
import probatio

from ..subentries.household import Household


def with_sections(schema: probatio.Schema, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Fill in the sections that an answer lacks.

    A section must have no default of its own: the frontend would show it instead of what
    its fields have and suggest.
    """
    defaults = {
        str(key): part.schema({})
        for key, part in schema.schema.items()
        if isinstance(part, section)
    }
    return {**defaults, **answer}


class NamedFlow(ConfigSubentryFlow):
    """Adds or changes a subentry whose title is the name that was given."""

    def _finish(
        self, name: str, data: Mapping[str, Any], unique_id: str | None = None
    ) -> SubentryFlowResult:
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_and_abort(
                self._get_entry(), self._get_reconfigure_subentry(), title=name, data=data
            )
        return self.async_create_entry(title=name, data=data, unique_id=unique_id)

    def _current(self) -> dict[str, Any]:
        """Return what is stored of the subentry that is being changed, with its name."""
        if self.source != SOURCE_RECONFIGURE:
            return {}
        subentry = self._get_reconfigure_subentry()
        return {CONF_NAME: subentry.title, **subentry.data}

    def _household(self) -> Household:
        return Household.of(self._get_entry().subentries.values())
