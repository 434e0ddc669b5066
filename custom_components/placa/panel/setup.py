"""Brings the panel and the card to the frontend, with all that stands behind them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeassistant.components.frontend import (
    DATA_PANELS,
    DOMAIN as FRONTEND,
    async_remove_panel,
)
from homeassistant.components.http.server import StaticPathConfig
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import (
    ResourceStorageCollection,
    ResourceYAMLCollection,
)
from homeassistant.components.panel_custom import async_register_panel
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.loader import async_get_integration

from ..const import DOMAIN
from ..media.view import SightingPictureView
from ..media.view_log import VIEW_LOG, ViewLog
from ..storage.permissions import PERMISSIONS, Permissions
from . import cameras, doors, privacy, sightings, vehicles, watch
from .cameras import StillView
from .export import EXPORTS, Exports, ExportView

PANEL = "placa"
FILES = "/placa_files"
_FOLDER = Path(__file__).parent.parent / "frontend"
_CARD = f"{FILES}/placa-card.js"
_CARD_ISSUE = "card_resource"


async def set_up_panel(hass: HomeAssistant) -> None:
    """Register commands, pictures and files. Once, whatever engines there are."""
    hass.data[VIEW_LOG] = looks = ViewLog()
    hass.data[EXPORTS] = Exports()
    hass.data[PERMISSIONS] = permissions = Permissions(hass)
    await permissions.load()
    for view in (SightingPictureView(hass, looks), StillView(hass), ExportView(hass)):
        hass.http.register_view(view)
    for commands in (watch, sightings, vehicles, doors, cameras, privacy):
        commands.register(hass)
    await hass.http.async_register_static_paths(
        [StaticPathConfig(FILES, str(_FOLDER), cache_headers=False)]
    )


async def show_panel(hass: HomeAssistant) -> None:
    """Show the panel in the sidebar, and offer the card; it does no harm to do so again.

    A Home Assistant without its frontend has neither.
    """
    if FRONTEND not in hass.config.components:
        return
    if PANEL not in hass.data.get(DATA_PANELS, {}):
        version = await _version(hass)
        await async_register_panel(
            hass,
            frontend_url_path=PANEL,
            webcomponent_name="placa-panel",
            sidebar_title="Placa",
            sidebar_icon="mdi:garage-variant",
            module_url=f"{FILES}/placa-panel.js?v={version}",
            require_admin=False,
            config={},
        )
    if hass.state is CoreState.running:
        await offer_card(hass)
        return

    async def started(_event: Event) -> None:
        await offer_card(hass)

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STARTED, started)


async def hide_panel(hass: HomeAssistant) -> None:
    """Take the panel out of the sidebar and the card from the dashboards' resources."""
    async_remove_panel(hass, PANEL, warn_if_unknown=False)
    ir.async_delete_issue(hass, DOMAIN, _CARD_ISSUE)
    if (resources := _resources(hass)) is not None:
        for item in await _own(resources):
            await resources.async_delete_item(item["id"])


async def offer_card(hass: HomeAssistant) -> None:
    """Have the card loaded with every dashboard, in this version and once.

    Where resources are kept in YAML, their owner is told to add it there.
    """
    _tell_of_yaml(hass)
    resources = _resources(hass)
    if resources is None:
        return
    url = f"{_CARD}?v={await _version(hass)}"
    known = await _own(resources)
    if not known:
        await resources.async_create_item({"res_type": "module", "url": url})
        return
    first, *others = known
    if first["url"] != url:
        await resources.async_update_item(first["id"], {"res_type": "module", "url": url})
    for item in others:
        await resources.async_delete_item(item["id"])


@callback
def _tell_of_yaml(hass: HomeAssistant) -> None:
    """Raise an issue while the card is missing among resources that are kept in YAML."""
    lovelace = hass.data.get(LOVELACE_DATA)
    resources = lovelace.resources if lovelace else None
    if not isinstance(resources, ResourceYAMLCollection) or any(
        _is_card(item) for item in resources.async_items()
    ):
        ir.async_delete_issue(hass, DOMAIN, _CARD_ISSUE)
        return
    ir.async_create_issue(
        hass,
        DOMAIN,
        _CARD_ISSUE,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=_CARD_ISSUE,
        translation_placeholders={"url": _CARD},
    )


@callback
def _resources(hass: HomeAssistant) -> ResourceStorageCollection | None:
    lovelace = hass.data.get(LOVELACE_DATA)
    resources = lovelace.resources if lovelace else None
    return resources if isinstance(resources, ResourceStorageCollection) else None


async def _own(resources: ResourceStorageCollection) -> list[dict[str, Any]]:
    await resources.async_get_info()
    return [item for item in resources.async_items() if _is_card(item)]


def _is_card(item: Mapping[str, Any]) -> bool:
    return bool(item["url"].split("?")[0] == _CARD)


async def _version(hass: HomeAssistant) -> str:
    return str((await async_get_integration(hass, DOMAIN)).version)
