"""The repair issue about clocks of the engine and Home Assistant that do not agree."""

from datetime import datetime, timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from .registry import take_back

CLOCK_SKEW = "clock_skew"
LARGEST_SKEW = timedelta(seconds=10)
"""What a message may take on its way, and more than clocks set over the network differ by."""


@callback
def compare_clocks(hass: HomeAssistant, entry_id: str, engine: datetime, own: datetime) -> None:
    """Report clocks that differ, or take the report back. Both times are UTC."""
    issue_id = f"{CLOCK_SKEW}_{entry_id}"
    if abs(engine - own) <= LARGEST_SKEW:
        take_back(hass, issue_id)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        data={"entry_id": entry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key=CLOCK_SKEW,
        translation_placeholders={"engine": _shown(engine), "home_assistant": _shown(own)},
    )


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
