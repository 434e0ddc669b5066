"""Setting up an engine: by hand, from the Supervisor, with a new token, at a new address."""

import asyncio
from http import HTTPStatus
from typing import Any

from aiohttp import web
from homeassistant.config_entries import (
    SOURCE_HASSIO,
    SOURCE_IGNORE,
    SOURCE_REAUTH,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.service_info.hassio import HassioServiceInfo
from homeassistant.setup import async_setup_component
import pytest
from support.engine import IDENTITY, KEY, SERVER_ID, FakeEngine
from support.home import above_debug, state_of
from support.identities import TOKEN, new_identity
from support.plugin import ClientSessionGenerator, MockConfigEntry
from support.setup_flow import go_on_with, start_setup

from custom_components.placa.const import DOMAIN

NEW = "a-new-token-of-the-engine"
STRANGER = new_identity()
ELSEWHERE = web.Response(status=302, headers={"Location": "/api/v1/elsewhere"})


@pytest.fixture(autouse=True)
def _one_household(subentries: list[Any]) -> None:
    """No vehicles or doors here."""
    subentries.clear()


def typed(engine: FakeEngine, **changes: str) -> dict[str, str]:
    return {"url": engine.url, "pairing_key": KEY} | changes


async def unload(hass: HomeAssistant) -> None:
    for entry in hass.config_entries.async_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()


async def test_an_address_and_a_pairing_key_are_enough(
    hass: HomeAssistant, engine: FakeEngine
) -> None:
    flow = await start_setup(hass)
    assert flow["type"] is FlowResultType.FORM
    assert flow["step_id"] == "user"
    typed_url = f" {engine.url}/?page=1#top "
    done = await go_on_with(hass, flow, typed(engine, url=typed_url, pairing_key=f"{KEY}\n"))
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "Placa"
    assert done["data"] == {"url": engine.url, "pairing_key": KEY}
    assert done["result"].unique_id == SERVER_ID
    await hass.async_block_till_done()
    assert state_of(done["result"]) is ConfigEntryState.LOADED
    await unload(hass)


@pytest.mark.parametrize(
    ("answer", "engine_says", "error"),
    [
        ({"pairing_key": IDENTITY.pairing_key("a-wrong-token-of-it")}, {}, "invalid_auth"),
        ({"pairing_key": STRANGER.pairing_key()}, {}, "other_identity"),
        ({"pairing_key": TOKEN}, {}, "invalid_key"),
        ({"url": "http://127.0.0.1:1"}, {}, "cannot_connect"),
        ({"url": "rtsp://camera"}, {}, "invalid_url"),
        ({"url": "engine:8098"}, {}, "invalid_url"),
        ({"url": "http://me:secret@engine:8098"}, {}, "invalid_url"),
        ({"url": "http://[engine"}, {}, "invalid_url"),
        ({"url": ""}, {}, "invalid_url"),
        ({"url": "http://engine:80980"}, {}, "invalid_url"),
        ({}, {"api_version": 2}, "engine_too_new"),
        ({}, {"api_version": 0}, "engine_too_old"),
        ({}, {"server_id": 5}, "not_an_engine"),
        ({}, {"server_id": "f" * 32}, "not_an_engine"),
        ({}, {"api_version": 10**400}, "not_an_engine"),
        ({"url": "/nothing-here"}, {}, "not_an_engine"),
        ({}, {"answers": {"/api/v1/info": web.Response(text="<html>")}}, "not_an_engine"),
        ({}, {"answers": {"/api/v1/info": ELSEWHERE}}, "not_an_engine"),
        ({}, {"answers": {"/api/v1/info": web.Response(status=502)}}, "cannot_connect"),
    ],
)
async def test_what_went_wrong_is_said_and_can_be_mended(
    hass: HomeAssistant,
    engine: FakeEngine,
    answer: dict[str, str],
    engine_says: dict[str, Any],
    error: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    right = vars(engine).copy()
    vars(engine).update(engine_says)
    if answer.get("url") == "/nothing-here":
        answer = {"url": f"{engine.url}/nothing-here"}
    failed = await go_on_with(hass, await start_setup(hass), typed(engine, **answer))
    assert failed["type"] is FlowResultType.FORM
    assert failed["errors"] == {"base": error}
    assert "secret" not in above_debug(caplog)
    vars(engine).update({key: right[key] for key in engine_says})
    done = await go_on_with(hass, failed, typed(engine))
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await unload(hass)


async def test_the_same_engine_is_not_set_up_twice(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    again = await go_on_with(hass, await start_setup(hass), typed(engine, url=f"{engine.url}/"))
    assert again["type"] is FlowResultType.ABORT
    assert again["reason"] == "already_configured"
    assert loaded.data["url"] == engine.url


async def discover(hass: HomeAssistant, engine: FakeEngine, **changes: Any) -> ConfigFlowResult:
    config = {"host": "127.0.0.1", "port": engine.port, "pairing_key": KEY} | changes
    return await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_HASSIO},
        data=HassioServiceInfo(config=config, name="Placa", slug="local_placa", uuid="1234"),
    )


async def test_the_app_is_found_and_used_after_a_click(
    hass: HomeAssistant, engine: FakeEngine
) -> None:
    flow = await discover(hass, engine)
    assert flow["step_id"] == "hassio_confirm"
    done = await go_on_with(hass, flow, {})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["data"] == {"url": engine.url, "pairing_key": KEY, "app": "local_placa"}
    assert done["result"].unique_id == SERVER_ID
    await unload(hass)


async def test_an_entry_follows_the_app_to_a_new_address_and_token(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    before = dict(loaded.data)
    engine.token = NEW
    found = await discover(hass, engine, pairing_key=IDENTITY.pairing_key(NEW), host="127.0.0.1")
    assert found["reason"] == "already_configured"
    await hass.async_block_till_done()
    assert dict(loaded.data) == before | {
        "pairing_key": IDENTITY.pairing_key(NEW),
        "app": "local_placa",
    }
    assert state_of(loaded) is ConfigEntryState.LOADED
    assert engine.connections == 2


async def test_nobody_is_asked_for_a_key_that_the_app_tells_itself(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    engine.token = NEW
    await engine.drop()
    async with asyncio.timeout(10):
        while not any(loaded.async_get_active_flows(hass, {SOURCE_REAUTH})):
            await hass.async_block_till_done(wait_background_tasks=True)
    await discover(hass, engine, pairing_key=IDENTITY.pairing_key(NEW))
    await hass.async_block_till_done()
    assert not any(loaded.async_get_active_flows(hass, {SOURCE_REAUTH}))
    assert state_of(loaded) is ConfigEntryState.LOADED
    assert loaded.data["pairing_key"] == IDENTITY.pairing_key(NEW)


async def test_an_app_that_is_back_ends_the_waiting(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    await engine.stop()
    await hass.config_entries.async_setup(entry.entry_id)
    assert state_of(entry) is ConfigEntryState.SETUP_RETRY
    await engine.start()
    found = await discover(hass, engine)
    assert found["reason"] == "already_configured"
    await hass.async_block_till_done()
    assert state_of(entry) is ConfigEntryState.LOADED
    await unload(hass)


async def test_an_app_that_was_ignored_is_left_alone_until_it_is_added_by_hand(
    hass: HomeAssistant, engine: FakeEngine
) -> None:
    ignored = MockConfigEntry(domain=DOMAIN, unique_id=SERVER_ID, source=SOURCE_IGNORE, data={})
    ignored.add_to_hass(hass)
    found = await discover(hass, engine)
    assert found["reason"] == "already_configured"
    assert dict(ignored.data) == {}
    done = await go_on_with(hass, await start_setup(hass), typed(engine))
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    await unload(hass)


async def test_an_app_is_offered_once_however_often_it_is_found(
    hass: HomeAssistant, engine: FakeEngine
) -> None:
    await discover(hass, engine)
    again = await discover(hass, engine)
    assert again["reason"] == "already_in_progress"
    (offered,) = hass.config_entries.flow.async_progress()
    done = await go_on_with(hass, await start_setup(hass), typed(engine))
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert offered["flow_id"] not in {
        flow["flow_id"] for flow in hass.config_entries.flow.async_progress()
    }
    await unload(hass)


async def test_an_app_with_a_new_token_makes_it_needless_to_type_one(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    engine.token = NEW
    await hass.config_entries.async_setup(entry.entry_id)
    assert len(hass.config_entries.flow.async_progress()) == 1
    await discover(hass, engine, pairing_key=IDENTITY.pairing_key(NEW))
    await hass.async_block_till_done()
    assert state_of(entry) is ConfigEntryState.LOADED
    assert hass.config_entries.flow.async_progress() == []
    await unload(hass)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"pairing_key": IDENTITY.pairing_key("a-wrong-token-of-it")}, "invalid_auth"),
        ({"pairing_key": STRANGER.pairing_key()}, "other_identity"),
        ({"pairing_key": None}, "invalid_key"),
        ({"pairing_key": TOKEN}, "invalid_key"),
        ({"port": 1}, "cannot_connect"),
        ({"port": "1"}, "cannot_connect"),
        ({"host": ""}, "invalid_discovery"),
        ({"port": "eight"}, "invalid_discovery"),
        ({"port": None}, "invalid_discovery"),
    ],
)
async def test_an_app_that_cannot_be_used_is_not_offered(
    hass: HomeAssistant, engine: FakeEngine, changes: dict[str, Any], reason: str
) -> None:
    found = await discover(hass, engine, **changes)
    assert found["type"] is FlowResultType.ABORT
    assert found["reason"] == reason


@pytest.mark.parametrize("missing", ["host", "port", "pairing_key"])
async def test_an_app_that_says_too_little_is_not_offered(
    hass: HomeAssistant, engine: FakeEngine, missing: str
) -> None:
    config = {"host": "127.0.0.1", "port": engine.port, "pairing_key": KEY}
    del config[missing]
    found = await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_HASSIO},
        data=HassioServiceInfo(config=config, name="Placa", slug="local_placa", uuid="1234"),
    )
    assert found["reason"] == "invalid_discovery"


async def test_a_new_token_is_tried_before_it_is_kept(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    engine.token = NEW
    await hass.config_entries.async_setup(entry.entry_id)
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["step_id"] == "reauth_confirm"
    failed = await go_on_with(hass, flow, {"pairing_key": KEY})
    assert failed["errors"] == {"base": "invalid_auth"}
    done = await go_on_with(hass, failed, {"pairing_key": IDENTITY.pairing_key(NEW)})
    assert done["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert entry.data == {"url": engine.url, "pairing_key": IDENTITY.pairing_key(NEW)}
    assert state_of(entry) is ConfigEntryState.LOADED
    await unload(hass)


@pytest.mark.parametrize("token", [NEW, TOKEN])
async def test_a_running_entry_whose_token_was_refused_runs_again_with_one_that_works(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, token: str
) -> None:
    """Also when the engine accepts the old one again."""
    (stream,) = (task for task in loaded._background_tasks if task.get_name() == "placa stream")
    engine.token = "another"
    await engine.drop()
    await stream
    await hass.async_block_till_done()
    assert not loaded.runtime_data.coordinator.last_update_success
    engine.token = token
    (flow,) = hass.config_entries.flow.async_progress()
    done = await go_on_with(hass, flow, {"pairing_key": f" {IDENTITY.pairing_key(token)} "})
    assert done["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert loaded.data["pairing_key"] == IDENTITY.pairing_key(token)
    assert loaded.runtime_data.coordinator.last_update_success


async def test_the_pairing_key_of_another_engine_is_not_kept(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    await engine.become(STRANGER)
    flow = await loaded.start_reauth_flow(hass)
    failed = await go_on_with(hass, flow, {"pairing_key": STRANGER.pairing_key()})
    assert failed["reason"] == "other_engine"
    assert loaded.data["pairing_key"] == KEY


async def test_an_engine_that_moved_is_reconfigured(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    flow = await loaded.start_reconfigure_flow(hass)
    assert flow["step_id"] == "reconfigure"
    wrong = IDENTITY.pairing_key("a-wrong-token-of-it")
    failed = await go_on_with(hass, flow, typed(engine, pairing_key=wrong))
    assert failed["errors"] == {"base": "invalid_auth"}
    await engine.move()
    done = await go_on_with(hass, failed, {"url": engine.url})
    assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert loaded.data["url"] == engine.url
    assert state_of(loaded) is ConfigEntryState.LOADED


async def test_an_engine_that_was_set_up_anew_is_accepted_by_hand(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    await engine.become(STRANGER)
    await hass.config_entries.async_setup(entry.entry_id)
    assert state_of(entry) is ConfigEntryState.SETUP_RETRY
    failed = await go_on_with(hass, await entry.start_reconfigure_flow(hass), {"url": engine.url})
    assert failed["errors"] == {"base": "other_identity"}
    done = await go_on_with(hass, failed, typed(engine, pairing_key=STRANGER.pairing_key()))
    assert done["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert entry.unique_id == STRANGER.server_id
    assert state_of(entry) is ConfigEntryState.LOADED
    await unload(hass)


async def test_an_entry_cannot_take_over_the_engine_of_another(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    other = MockConfigEntry(
        domain=DOMAIN,
        unique_id="f" * 32,
        data={"url": "https://192.0.2.1:8098", "pairing_key": STRANGER.pairing_key()},
    )
    other.add_to_hass(hass)
    done = await go_on_with(hass, await other.start_reconfigure_flow(hass), typed(engine))
    assert done["reason"] == "already_configured"
    assert other.unique_id == "f" * 32


async def test_no_form_shows_a_token(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    for flow in (
        await loaded.start_reconfigure_flow(hass),
        await loaded.start_reauth_flow(hass),
        await go_on_with(hass, await start_setup(hass), typed(engine, url="http://127.0.0.1:1")),
    ):
        assert flow["data_schema"] is not None
        for key in flow["data_schema"].schema:
            suggested = (key.description or {}).get("suggested_value")
            assert TOKEN not in str(suggested)


async def test_the_frontend_can_show_every_form(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """The forms go through Home Assistant's own HTTP interface, as JSON."""
    assert await async_setup_component(hass, "config", {})
    client = await hass_client()
    forms = "/api/config/config_entries"
    shown = {}
    for path, handler in (
        (f"{forms}/flow", "placa"),
        (f"{forms}/subentries/flow", [loaded.entry_id, "vehicle"]),
        (f"{forms}/subentries/flow", [loaded.entry_id, "door"]),
    ):
        response = await client.post(path, json={"handler": handler})
        assert response.status == HTTPStatus.OK
        form = await response.json()
        shown[str(handler)] = [field["name"] for field in form["data_schema"]]
    assert list(shown.values()) == [
        ["url", "pairing_key"],
        ["name", "plates", "owner", "group", "denied", "notes", "second_factor"],
        [
            *("name", "entity_id", "cameras", "all_vehicles", "mode"),
            *("shadow_days", "reading", "arrival", "moment", "health", "second_factor"),
        ],
    ]
