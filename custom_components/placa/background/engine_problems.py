"""Repair issues about what is wrong with the engine: its clock, its disk, its processor."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from ..coordinator import PlacaConfigEntry
from ..issues.registry import Issue, report_all

ENGINE_PROBLEM = "engine_problem"
PROBLEMS = {
    "clock": IssueSeverity.ERROR,
    "damaged": IssueSeverity.ERROR,
    "ledger": IssueSeverity.CRITICAL,
    "much_to_forget": IssueSeverity.WARNING,
    "no_pictures": IssueSeverity.WARNING,
    "not_stored": IssueSeverity.ERROR,
    "too_many_cameras": IssueSeverity.WARNING,
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
    present = PROBLEMS.keys() & set(entry.runtime_data.coordinator.data.info.problems)
    issues = [
        Issue(
            kind=ENGINE_PROBLEM,
            severity=PROBLEMS[problem],
            about=problem,
            text=f"{ENGINE_PROBLEM}_{problem}",
            placeholders={"entry": entry.title},
            is_fixable=False,
        )
        for problem in present
    ]
    report_all(hass, entry.entry_id, ENGINE_PROBLEM, issues)
