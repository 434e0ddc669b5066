"""Somebody else at the engine's address hears nothing, and what they say opens nothing."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
import json
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant, ServiceCall
from homeassistant.helpers import issue_registry as ir
import pytest
from support.engine import KEY, FakeEngine, Impostor, later, sighting
from support.home import Heard, state_of as state_of_entry, until
from support.identities import TOKEN, new_identity
from support.plugin import MockConfigEntry
from support.repairing import Repairs
from support.setup_flow import go_on_with, start_setup

from custom_components.placa.const import DOMAIN

ISSUE = "other_identity_01JD0000000000000000000000"
STRANGER = new_identity()
SECRETS = (TOKEN.encode(), KEY.encode(), b"AB12CDE", b"XY99ZZZ", b"Bearer", b"/api/v1")


class Tape:
    """What was said over a line, by either side, in the order of the calls."""

    def __init__(self) -> None:
        self.from_engine: list[bytes] = []
        self.from_home = b""


@asynccontextmanager
async def recorded(engine: FakeEngine) -> AsyncGenerator[tuple[Tape, int]]:
    """Listen in on a line to the engine."""
    tape = Tape()

    async def pass_on(reader: Any, writer: Any, note: Callable[[bytes], None]) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                note(data)
                writer.write(data)
                await writer.drain()
        writer.close()

    async def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_engine, to_engine = await asyncio.open_connection("127.0.0.1", engine.port)
        call = len(tape.from_engine)
        tape.from_engine.append(b"")

        def heard(data: bytes) -> None:
            tape.from_engine[call] += data

        def said(data: bytes) -> None:
            tape.from_home += data

        async with asyncio.TaskGroup() as both:
            both.create_task(pass_on(reader, to_engine, said))
            both.create_task(pass_on(from_engine, writer, heard))

    server = await asyncio.start_server(called, "127.0.0.1", 0)
    yield tape, server.sockets[0].getsockname()[1]
    server.close()
    server.close_clients()
    await server.wait_closed()


@asynccontextmanager
async def parrot(port: int, says: list[bytes]) -> AsyncGenerator[Tape]:
    """Say to every caller what the engine once said, whatever the caller says."""
    tape = Tape()

    async def called(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        call = len(tape.from_engine)
        tape.from_engine.append(b"")
        with suppress(OSError):
            tape.from_home += await reader.read(65536)
            writer.write(says[call % len(says)])
            await writer.drain()
            while data := await reader.read(65536):
                tape.from_home += data
        writer.close()

    server = await asyncio.start_server(called, "127.0.0.1", port)
    yield tape
    server.close()
    server.close_clients()
    await server.wait_closed()


@pytest.fixture
def reported(hass: HomeAssistant) -> asyncio.Event:
    """Set once the issue is there."""
    event = asyncio.Event()

    async def heard(news: Event[Any]) -> None:
        if news.data["issue_id"] == ISSUE and news.data["action"] == "create":
            event.set()

    hass.bus.async_listen(ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED, heard)
    return event


async def test_an_impostor_at_the_address_hears_nothing_and_opens_nothing(
    hass: HomeAssistant,
    garage: list[ServiceCall],
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    reported: asyncio.Event,
    issue_registry: ir.IssueRegistry,
) -> None:
    """It has the port, claims the id, accepts any token; it only lacks the key."""
    coordinator = loaded.runtime_data.coordinator
    await engine.stop()
    impostor = Impostor(engine.port, STRANGER, snapshot=engine.snapshot())
    async with impostor.at_work():
        async with asyncio.timeout(10):
            await reported.wait()
            await impostor.called(3)
        assert impostor.requests == []
        assert not coordinator.last_update_success
        assert state_of(hass, "binary_sensor.drive_stream") == "unavailable"
        assert garage == []
        issue = issue_registry.async_get_issue(DOMAIN, ISSUE)
        assert issue is not None
        assert issue.severity is ir.IssueSeverity.CRITICAL
    await engine.start()
    await until(coordinator, lambda: coordinator.last_update_success)
    assert issue_registry.async_get_issue(DOMAIN, ISSUE) is None
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    assert len(garage) == 1


async def test_set_up_waits_for_the_paired_engine_and_tells_an_impostor_nothing(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry, repairs: Repairs
) -> None:
    await engine.stop()
    impostor = Impostor(engine.port, STRANGER, snapshot=engine.snapshot())
    async with impostor.at_work():
        assert not await hass.config_entries.async_setup(entry.entry_id)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert entry.error_reason_translation_key == "not_paired"
        shown = await repairs.start(ISSUE)
        assert shown["menu_options"] == ["look_again", "reconfigure", "ignore"]
        looked = await repairs.choose("look_again")
        assert looked["reason"] == "still_there"
        await repairs.start(ISSUE)
        asked = await repairs.choose("reconfigure")
        assert asked["next_flow"][0] == "config_flow"
        (form,) = hass.config_entries.flow.async_progress()
        tried = await go_on_with(hass, form, {"url": engine.url})
        assert tried["errors"] == {"base": "other_identity"}
        assert impostor.requests == []
    await engine.start()
    await repairs.start(ISSUE)
    assert (await repairs.choose("look_again"))["type"] == "create_entry"
    assert state_of_entry(entry) is ConfigEntryState.LOADED
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_form_tells_an_impostor_nothing(
    hass: HomeAssistant, engine: FakeEngine, subentries: list[Any]
) -> None:
    await engine.stop()
    impostor = Impostor(engine.port, STRANGER, snapshot=engine.snapshot())
    async with impostor.at_work():
        tried = await go_on_with(
            hass, await start_setup(hass), {"url": engine.url, "pairing_key": KEY}
        )
        assert tried["errors"] == {"base": "other_identity"}
        assert impostor.requests == []


async def test_whoever_answers_without_encryption_hears_nothing(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    """Also if the address in the entry was changed to one that asks for that."""
    await engine.stop()
    plain = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    url = engine.url.replace("https", "http")
    hass.config_entries.async_update_entry(entry, data={**entry.data, "url": url})
    async with parrot(engine.port, [plain]) as tape:
        assert not await hass.config_entries.async_setup(entry.entry_id)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert tape.from_home.startswith(b"\x16\x03"), "a TLS client's greeting and nothing else"
        assert not any(secret in tape.from_home for secret in SECRETS)


async def test_a_recording_of_the_engine_opens_nothing_and_holds_no_secret(
    hass: HomeAssistant,
    garage: list[ServiceCall],
    engine: FakeEngine,
    entry: MockConfigEntry,
    heard: Heard,
) -> None:
    """The line is tapped while a household's car drives up; then the tape answers."""
    async with recorded(engine) as (tape, port):
        url = f"https://127.0.0.1:{port}"
        hass.config_entries.async_update_entry(entry, data={**entry.data, "url": url})
        assert await hass.config_entries.async_setup(entry.entry_id)
        await heard.tell(engine, engine.update(sighting()))
        await hass.async_block_till_done()
        assert len(garage) == 1
        await hass.config_entries.async_unload(entry.entry_id)
        await engine.stop()
    assert tape.from_engine
    said = tape.from_home + b"".join(tape.from_engine)
    assert not any(secret in said for secret in SECRETS)
    async with parrot(port, tape.from_engine) as answered:
        assert not await hass.config_entries.async_setup(entry.entry_id)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert answered.from_engine, "the tape was played"
        assert not any(secret in answered.from_home for secret in SECRETS)
    assert len(garage) == 1


async def test_a_snapshot_that_was_made_for_another_connection_is_refused(
    hass: HomeAssistant,
    garage: list[ServiceCall],
    engine: FakeEngine,
    entry: MockConfigEntry,
) -> None:
    """Even the engine itself cannot be made to say again what it once said."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    engine.first_message = json.dumps(engine.snapshot())
    assert not await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "invalid_answer"
    assert garage == []


async def test_an_engine_cannot_claim_an_id_that_does_not_belong_to_its_certificate(
    hass: HomeAssistant, engine: FakeEngine, entry: MockConfigEntry
) -> None:
    engine.server_id = STRANGER.server_id
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.error_reason_translation_key == "invalid_answer"
    assert engine.known_plates is None


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state


async def test_what_was_seen_before_the_connection_began_opens_nothing(
    hass: HomeAssistant,
    garage: list[ServiceCall],
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
) -> None:
    """A picture counts once it is newer than the connection, and the car need not come anew."""
    engine.snapshot_age = 1.0
    await hass.config_entries.async_reload(loaded.entry_id)
    seen = sighting(age=engine.snapshot_age + 0.1, began=engine.snapshot_age + 1)
    await heard.tell(engine, engine.update(seen))
    await hass.async_block_till_done()
    assert garage == []
    await heard.tell(engine, engine.update(later(seen)))
    await hass.async_block_till_done()
    assert len(garage) == 1
