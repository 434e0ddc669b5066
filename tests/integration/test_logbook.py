"""What the logbook says of a door, in plain words."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from support.engine import FakeEngine, ended, sighting
from support.home import DOOR, GARAGE, VAN, Heard, door, vehicle
from support.plugin import MockConfigEntry, WebSocketGenerator, async_wait_recording_done

from custom_components.placa.device import subentry_identifier

type Read = Callable[..., Awaitable[list[dict[str, Any]]]]


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: Any) -> None:
    """Let the recorder be there first, as Home Assistant's tests do."""


@pytest.fixture
async def read(
    hass: HomeAssistant,
    recorder_mock: Any,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> Read:
    """Read the logbook of the door's device, as its page in Home Assistant does."""
    hass.config.components.add("frontend")  # its files are not there, and not needed here
    assert await async_setup_component(hass, "logbook", {})
    socket = await hass_ws_client(hass)
    device = dr.async_get(hass).async_get_device_by_identifier(
        subentry_identifier(loaded.entry_id, DOOR), loaded.entry_id
    )
    assert device is not None

    async def entries(*, everything: bool = False) -> list[dict[str, Any]]:
        await async_wait_recording_done(hass)
        begin = dt_util.utcnow() - timedelta(hours=1)
        await socket.send_json_auto_id(
            {
                "type": "logbook/get_events",
                "start_time": begin.isoformat(),
            }
            | ({} if everything else {"device_ids": [device.id]})
        )
        answer = await socket.receive_json()
        assert answer["success"], answer
        return [
            entry
            for entry in answer["result"]
            if entry.get("domain") == "placa" or entry.get("state") == "opening"
        ]

    return entries


async def refuse(hass: HomeAssistant, engine: FakeEngine, heard: Heard) -> None:
    still = sighting(moved=0.1, growth=1.0)
    await heard.tell(engine, engine.update(still), engine.update(ended(still)))
    await hass.async_block_till_done()


async def test_a_refusal_is_told_with_the_vehicle_and_the_reason(
    hass: HomeAssistant,
    read: Read,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    await refuse(hass, engine, heard)
    (told,) = await read()
    assert told["name"] == "Garage"
    assert told["message"] == "refused to open for Van: the vehicle did not arrive"
    assert told["domain"] == "placa"
    assert told["entity_id"] == GARAGE


async def test_an_opening_is_told_and_named_as_the_cause_of_what_the_door_does(
    hass: HomeAssistant,
    read: Read,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
) -> None:
    async def open_cover(call: ServiceCall) -> None:
        hass.states.async_set(GARAGE, "opening", context=call.context)

    hass.services.async_register("cover", "open_cover", open_cover)
    hass.states.async_set(GARAGE, "closed")
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    told, moved = await read(everything=True)
    assert told["message"] == "opened for Van"
    assert moved["state"] == "opening"
    assert moved["context_event_type"] == "placa_decision"
    assert moved["context_name"] == "Garage"
    assert moved["context_message"] == "opened for Van"


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), door(mode="shadow")]])
async def test_names_are_looked_up_when_the_logbook_is_read(
    hass: HomeAssistant,
    read: Read,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    assert [told["message"] for told in await read()] == ["would have opened for Van"]
    hass.config_entries.async_update_subentry(loaded, loaded.subentries[VAN], title="Anna's car")
    await hass.async_block_till_done()
    assert [told["message"] for told in await read()] == ["would have opened for Anna's car"]
    hass.config_entries.async_remove_subentry(loaded, VAN)
    hass.config_entries.async_remove_subentry(loaded, DOOR)
    await hass.async_block_till_done()
    (told,) = await read(everything=True)
    assert told["name"] == "A door that is gone"
    assert told["message"] == "would have opened for a vehicle that is gone"
    await hass.config_entries.async_remove(loaded.entry_id)
    await hass.async_block_till_done()
    (told,) = await read(everything=True)
    assert told["name"] == "A door that is gone"
