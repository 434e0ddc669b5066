"""Takes back repair issues that no longer hold."""

from collections.abc import Collection

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN


@callback
def take_back(hass: HomeAssistant, beginning: str, but: Collection[str] = ()) -> None:
    """Take back every issue whose id begins so, but for some."""
    for domain, issue_id in tuple(ir.async_get(hass).issues):
        if domain == DOMAIN and issue_id.startswith(beginning) and issue_id not in but:
            ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def take_back_all(hass: HomeAssistant, entry_id: str) -> None:
    """Take back everything about an entry; each id names the entry it is about."""
    for domain, issue_id in tuple(ir.async_get(hass).issues):
        if domain == DOMAIN and entry_id in issue_id:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
