"""The repair issue about an engine that ran as an app, which was uninstalled."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.hassio import is_hassio
from homeassistant.helpers.issue_registry import IssueSeverity

from ..const import CONF_APP, LOGGER
from .registry import Issue, report, take_back

APP_REMOVED = "app_removed"


async def look_for_app(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Say so if the app that an entry was made from is not installed any more."""
    slug = entry.data.get(CONF_APP)
    if slug is None or not is_hassio(hass):
        return
    from aiohasupervisor import SupervisorNotFoundError  # noqa: PLC0415 - only with a Supervisor
    from homeassistant.components.hassio import (  # noqa: PLC0415 - same
        AddonError,
        AddonManager,
        AddonState,
    )

    manager = AddonManager(hass, LOGGER, entry.title, slug)
    try:
        removed = (await manager.async_get_addon_info()).state is AddonState.NOT_INSTALLED
    except AddonError as err:
        # Its repository is gone, too; anything else says nothing about the app.
        removed = isinstance(err.__cause__, SupervisorNotFoundError)
    if removed:
        issue = Issue(
            kind=APP_REMOVED,
            severity=IssueSeverity.ERROR,
            placeholders={"entry": entry.title},
        )
        report(hass, entry.entry_id, issue)
    else:
        take_back(hass, entry.entry_id, APP_REMOVED)
