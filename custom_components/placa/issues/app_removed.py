"""The repair issue about an engine that ran as an app, which was uninstalled."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.hassio import is_hassio

from ..const import CONF_APP, DOMAIN, LOGGER
from .registry import take_back

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
        ir.async_create_issue(
            hass,
            DOMAIN,
            _issue_id(entry.entry_id),
            data={"entry_id": entry.entry_id},
            is_fixable=True,
            severity=ir.IssueSeverity.ERROR,
            translation_key=APP_REMOVED,
            translation_placeholders={"entry": entry.title},
        )
    else:
        forget_removed_app(hass, entry.entry_id)


def forget_removed_app(hass: HomeAssistant, entry_id: str) -> None:
    """Take the issue back."""
    take_back(hass, _issue_id(entry_id))


def _issue_id(entry_id: str) -> str:
    return f"{APP_REMOVED}_{entry_id}"
