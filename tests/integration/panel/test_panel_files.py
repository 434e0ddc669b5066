"""How the panel comes into the sidebar and the card into the dashboards, and how they go."""

from http import HTTPStatus
from typing import Any

from homeassistant.components.frontend import DATA_PANELS, DOMAIN as FRONTEND
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import (
    ResourceStorageCollection,
    ResourceYAMLCollection,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from support.plugin import ClientSessionGenerator, MockConfigEntry

from custom_components.placa.panel.setup import FILES, PANEL, offer_card, show_panel


@pytest.fixture
async def shown(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """An engine in a Home Assistant that has a frontend."""
    assert await async_setup_component(hass, "lovelace", {})
    hass.config.components.add(FRONTEND)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


def cards(hass: HomeAssistant) -> list[dict[str, Any]]:
    return [
        item for item in hass.data[LOVELACE_DATA].resources.async_items() if "placa" in item["url"]
    ]


async def test_everybody_finds_the_panel_in_the_sidebar(
    hass: HomeAssistant, shown: MockConfigEntry
) -> None:
    panel = hass.data[DATA_PANELS][PANEL]
    assert (panel.sidebar_title, panel.require_admin) == ("Placa", False)
    custom = (panel.config or {})["_panel_custom"]
    assert custom["name"] == "placa-panel"
    assert custom["module_url"].startswith(f"{FILES}/placa-panel.js?v=")


async def test_the_files_that_the_panel_names_are_served(
    shown: MockConfigEntry, hass_client_no_auth: ClientSessionGenerator
) -> None:
    client = await hass_client_no_auth()
    for name in ("placa-panel.js", "placa-card.js"):
        response = await client.get(f"{FILES}/{name}")
        assert response.status == HTTPStatus.OK
        assert "javascript" in response.headers["Content-Type"]


async def test_the_card_is_a_resource_of_the_dashboards_once(
    hass: HomeAssistant, shown: MockConfigEntry
) -> None:
    (card,) = cards(hass)
    assert card["type"] == "module"
    await show_panel(hass)
    await offer_card(hass)
    assert cards(hass) == [card]


async def test_an_older_card_gives_way(hass: HomeAssistant, shown: MockConfigEntry) -> None:
    resources = hass.data[LOVELACE_DATA].resources
    assert isinstance(resources, ResourceStorageCollection)
    (card,) = cards(hass)
    await resources.async_update_item(
        card["id"], {"res_type": "module", "url": f"{FILES}/placa-card.js?v=0.0.1"}
    )
    await resources.async_create_item({"res_type": "module", "url": f"{FILES}/placa-card.js"})
    await resources.async_create_item({"res_type": "module", "url": "/local/other.js"})
    await offer_card(hass)
    assert [item["url"] for item in cards(hass)] == [card["url"]]
    assert len(resources.async_items()) == 2


@pytest.mark.parametrize(
    ("items", "told"),
    [
        ([], True),
        ([{"url": "/local/other.js", "type": "module"}], True),
        ([{"url": f"{FILES}/placa-card.js", "type": "module"}], False),
    ],
)
async def test_whoever_keeps_resources_in_yaml_is_told_what_to_add(
    hass: HomeAssistant,
    shown: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    items: list[dict[str, str]],
    told: bool,
) -> None:
    hass.data[LOVELACE_DATA].resources = ResourceYAMLCollection(items)
    await offer_card(hass)
    issue = issue_registry.async_get_issue("placa", "card_resource")
    assert (issue is not None) is told
    if issue:
        assert issue.translation_placeholders == {"url": f"{FILES}/placa-card.js"}
    await hass.config_entries.async_remove(shown.entry_id)
    await hass.async_block_till_done()
    assert issue_registry.async_get_issue("placa", "card_resource") is None


async def test_both_go_with_the_last_engine(hass: HomeAssistant, shown: MockConfigEntry) -> None:
    await hass.config_entries.async_remove(shown.entry_id)
    await hass.async_block_till_done()
    assert PANEL not in hass.data[DATA_PANELS]
    assert cards(hass) == []
