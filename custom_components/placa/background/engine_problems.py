"""Repair issues about what is wrong with the engine: its clock, its disk, what it stores."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..coordinator import PlacaConfigEntry
from ..issues.registry import take_back

ENGINE_PROBLEM = "engine_problem"
PROBLEMS = {
    "clock": ir.IssueSeverity.ERROR,
    "damaged": ir.IssueSeverity.ERROR,
    "ledger": ir.IssueSeverity.CRITICAL,
    "much_to_forget": ir.IssueSeverity.WARNING,
    "no_pictures": ir.IssueSeverity.WARNING,
    "not_stored": ir.IssueSeverity.ERROR,
}
"""How bad each of the engine's problems is; a newer engine may tell of others."""


@callback
def watch_engine_problems(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Report the engine's problems for as long as the entry is loaded."""

    @callback
    def look() -> None:
        if entry.runtime_data.coordinator.last_update_success:
            _report(hass, entry)

    entry.async_on_unload(entry.runtime_data.coordinator.async_add_listener(look))
    look()


@callback
def _report(hass: HomeAssistant, entry: PlacaConfigEntry) -> None:
    """Raise an issue for each problem that there is, and take back all others."""
    beginning = f"{ENGINE_PROBLEM}_{entry.entry_id}_"
    present = PROBLEMS.keys() & set(entry.runtime_data.coordinator.data.info.problems)
    take_back(hass, beginning, {beginning + problem for problem in present})
    for problem in present:
        ir.async_create_issue(
            hass,
            DOMAIN,
            beginning + problem,
            is_fixable=False,
            severity=PROBLEMS[problem],
            translation_key=f"{ENGINE_PROBLEM}_{problem}",
            translation_placeholders={"entry": entry.title},
        )
