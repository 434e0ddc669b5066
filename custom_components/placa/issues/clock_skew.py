"""The repair issue about clocks of the engine and Home Assistant that do not agree."""

from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from .registry import Issue, report, take_back

CLOCK_SKEW = "clock_skew"
LARGEST_SKEW = timedelta(seconds=10)
"""What a message may take on its way, and more than clocks set over the network differ by."""


@callback
def compare_clocks(hass: HomeAssistant, entry_id: str, engine: datetime, own: datetime) -> None:
    """Report clocks that differ, or take the report back. Both times are UTC."""
    if abs(engine - own) <= LARGEST_SKEW:
        take_back(hass, entry_id, CLOCK_SKEW)
        return
    issue = Issue(
        kind=CLOCK_SKEW,
        severity=IssueSeverity.WARNING,
        placeholders={"engine": _shown(engine), "home_assistant": _shown(own)},
    )
    report(hass, entry_id, issue)


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
