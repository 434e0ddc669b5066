"""The repair issue about an engine that is too old or too new for this integration."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.issue_registry import IssueSeverity

from ..client.client import ApiVersionError
from ..const import API_VERSION
from .registry import Issue, report

API_VERSION_ISSUE = "api_version"


def versions(found: int) -> dict[str, str]:
    """Return the placeholders of texts about both versions."""
    return {"found": str(found), "needed": str(API_VERSION)}


@callback
def report_api_version(hass: HomeAssistant, entry_id: str, err: ApiVersionError) -> None:
    """Say which of the two is to be updated."""
    issue = Issue(
        kind=API_VERSION_ISSUE,
        severity=IssueSeverity.ERROR,
        text="engine_too_old" if err.is_older else "engine_too_new",
        placeholders=versions(err.found),
    )
    report(hass, entry_id, issue)
