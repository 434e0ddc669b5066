"""What assistants can ask, and what they are not told."""

from typing import Any

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.llm import (
    LLM_API_ASSIST,
    LLMContext,
    Tool,
    ToolInput,
    ToolResult,
    async_get_api,
)
from homeassistant.setup import async_setup_component
import pytest
from support.engine import FakeEngine, clock, sighting
from support.home import Heard
from support.plugin import MockConfigEntry

from custom_components.placa.llm import async_get_tools

ASKED = LLMContext(
    platform="test", context=Context(), language="en", assistant="conversation", device_id=None
)


@pytest.fixture
async def household(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The household, nothing of which is exposed yet."""
    assert await async_setup_component(hass, "homeassistant", {})
    for entity_id in hass.states.async_entity_ids():
        async_expose_entity(hass, "conversation", entity_id, should_expose=False)
    return loaded


def expose(hass: HomeAssistant, *entity_ids: str) -> None:
    for entity_id in entity_ids:
        async_expose_entity(hass, "conversation", entity_id, should_expose=True)


def tools(hass: HomeAssistant, api_id: str = LLM_API_ASSIST) -> dict[str, Tool]:
    found = async_get_tools(hass, ASKED, api_id)
    return {tool.name: tool for tool in found.tools} if found else {}


async def ask(hass: HomeAssistant, name: str, **arguments: Any) -> ToolResult:
    answer = await tools(hass)[name].async_call(hass, ToolInput(name, arguments), ASKED)
    assert isinstance(answer, ToolResult)
    return answer


async def test_without_exposure_there_is_nothing_to_ask(
    hass: HomeAssistant, household: MockConfigEntry
) -> None:
    assert tools(hass) == {}


async def test_only_assist_gets_the_tools(hass: HomeAssistant, household: MockConfigEntry) -> None:
    expose(hass, "binary_sensor.van_here")
    assert tools(hass, "another") == {}
    assert set(tools(hass)) == {"placa__who_is_here"}
    assert tools(hass)["placa__who_is_here"].annotations.read_only


async def test_who_is_here_is_told_of_exposed_vehicles_only(
    hass: HomeAssistant, engine: FakeEngine, household: MockConfigEntry, heard: Heard
) -> None:
    expose(hass, "binary_sensor.van_here")
    await heard.tell(
        engine,
        engine.update(sighting("AB12CDE", direction="approaching")),
        engine.update(sighting("XY99ZZZ", direction="approaching")),
    )
    answer = await ask(hass, "placa__who_is_here")
    assert answer.data == {"vehicles": [{"name": "Van", "whereabouts": "here"}]}
    assert "AB12CDE" not in str(answer)


async def test_when_a_vehicle_was_last_seen_is_told_in_local_time(
    hass: HomeAssistant, engine: FakeEngine, household: MockConfigEntry, heard: Heard
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    expose(hass, "sensor.van_last_seen", "sensor.mini_last_seen", "binary_sensor.van_here")
    await heard.tell(engine, engine.update(sighting("AB12CDE", direction="receding", age=1.0)))
    assert (await ask(hass, "placa__last_seen", vehicle="Van")).data == {
        "vehicle": "Van",
        "last_seen": "2026-11-22T12:59:59+01:00",
        "camera": "Drive",
        "last_arrived": None,
        "whereabouts": "away",
    }
    assert (await ask(hass, "placa__last_seen", vehicle="Mini")).data == {
        "vehicle": "Mini",
        "last_seen": None,
        "camera": None,
        "last_arrived": None,
        "whereabouts": None,
    }


async def test_exposure_that_was_taken_back_meanwhile_counts(
    hass: HomeAssistant, household: MockConfigEntry
) -> None:
    expose(hass, "sensor.van_last_seen")
    tool = tools(hass)["placa__last_seen"]
    async_expose_entity(hass, "conversation", "sensor.van_last_seen", should_expose=False)
    answer = await tool.async_call(hass, ToolInput(tool.name, {"vehicle": "Van"}), ASKED)
    assert isinstance(answer, ToolResult)
    assert answer.error


async def test_an_assistant_asks_through_home_assistants_own_api(
    hass: HomeAssistant, engine: FakeEngine, household: MockConfigEntry, heard: Heard
) -> None:
    """When did the van last come? It came at noon and left an hour later."""
    assert await async_setup_component(hass, "llm", {})
    await hass.config.async_set_time_zone("Europe/Berlin")
    expose(hass, "sensor.van_last_seen", "binary_sensor.van_here")
    await heard.tell(engine, engine.update(sighting("AB12CDE", direction="approaching")))
    clock.passed += 3600
    await heard.tell(engine, engine.update(sighting("AB12CDE", direction="receding")))
    api = await async_get_api(hass, LLM_API_ASSIST, ASKED)
    (tool,) = (tool for tool in api.tools if tool.name.endswith("placa__last_seen"))
    asked = ToolInput(tool.name, {"vehicle": "Van"})
    answer = await tool.async_call(hass, asked, api.llm_context)
    assert isinstance(answer, ToolResult)
    assert answer.data == {
        "vehicle": "Van",
        "last_seen": "2026-11-22T13:59:59.900000+01:00",
        "camera": "Drive",
        "last_arrived": "2026-11-22T12:59:59.900000+01:00",
        "whereabouts": "away",
    }
    assert not [tool for tool in api.tools if "mini" in str(tool.parameters).casefold()]
