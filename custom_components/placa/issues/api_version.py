"""The repair issue about an engine that is too old or too new for this integration."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..client.client import ApiVersionError
from ..const import API_VERSION, DOMAIN
from .registry import take_back

API_VERSION_ISSUE = "api_version"


def versions(found: int) -> dict[str, str]:
    """Return the placeholders of texts about both versions."""
    return {"found": str(found), "needed": str(API_VERSION)}


@callback
def report_api_version(hass: HomeAssistant, entry_id: str, err: ApiVersionError) -> None:
    """Say which of the two is to be updated."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(entry_id),
        data={"entry_id": entry_id},
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key="engine_too_old" if err.is_older else "engine_too_new",
        translation_placeholders=versions(err.found),
    )


@callback
def forget_api_version(hass: HomeAssistant, entry_id: str) -> None:
    """Take the issue back."""
    take_back(hass, _issue_id(entry_id))


def _issue_id(entry_id: str) -> str:
    return f"{API_VERSION_ISSUE}_{entry_id}"
