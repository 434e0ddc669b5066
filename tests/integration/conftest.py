"""Fixtures: a fake engine, a household, and ways to wait for what was sent to be heard."""

# isort: off
import custom_components.placa  # noqa: F401 - before the plugin's own custom_components is found
# isort: on

import asyncio
from collections.abc import AsyncGenerator
import os
from typing import Any

from aiohttp.web_urldispatcher import UrlDispatcher
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState, ConfigSubentryDataWithId
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
import pytest
from support.engine import KEY, SERVER_ID, FakeEngine, IntegrationClock, clock
from support.home import GARAGE, MINI, VAN, Act, Heard, door, vehicle
from support.plugin import (
    ClientSessionGenerator,
    HomeAssistantSnapshotExtension,
    MockConfigEntry,
    MockUser,
    async_mock_service,
)
from support.repairing import Issues, Repairs
from syrupy.assertion import SnapshotAssertion

from custom_components.placa import coordinator as coordinator_module
from custom_components.placa.client.models import StreamMessage
from custom_components.placa.clock import CLOCK
from custom_components.placa.const import DOMAIN
from custom_components.placa.coordinator import PlacaCoordinator
from custom_components.placa.doors.uptime import STARTED

if "PLACA_SHARED" not in os.environ:
    collect_ignore = ["doors/test_adversary_real.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests have measured, and not only that it was good enough."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "measured" and report.when == "call":
                terminalreporter.write_line(f"measured: {value}")


def pytest_configure(config: pytest.Config) -> None:
    """Let Home Assistant's own HTTP server, which the image platform needs, start."""
    config.addinivalue_line("filterwarnings", "ignore::aiohttp.web.NotAppKeyWarning")


@pytest.fixture(autouse=True)
def _custom_integrations(enable_custom_integrations: None) -> None:
    """Let Home Assistant find the integration."""


@pytest.fixture(autouse=True)
def _one_clock(request: pytest.FixtureRequest) -> None:
    """Let the test's clock be the time of engine and integration, which has run for long."""
    clock.passed = clock.set_ahead = clock.wrong = 0.0
    if "hass" in request.fixturenames:
        hass: HomeAssistant = request.getfixturevalue("hass")
        hass.data[CLOCK] = IntegrationClock()
        hass.data[STARTED] = 0.0


@pytest.fixture(autouse=True)
def _routes_stay_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let views be added at any time, as Home Assistant's own server does."""
    monkeypatch.setattr(UrlDispatcher, "freeze", lambda _router: None)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reconnect at once."""
    monkeypatch.setattr(coordinator_module, "_FIRST_RETRY", 0.0)


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    heard = Heard()
    take = PlacaCoordinator._take

    def take_and_count(coordinator: PlacaCoordinator, message: StreamMessage) -> bool:
        try:
            return take(coordinator, message)
        finally:
            heard.one_more()

    monkeypatch.setattr(PlacaCoordinator, "_take", take_and_count)
    return heard


@pytest.fixture
async def engine(socket_enabled: None) -> AsyncGenerator[FakeEngine]:
    engine = FakeEngine()
    await engine.start()
    yield engine
    await engine.stop()


@pytest.fixture
def subentries() -> list[ConfigSubentryDataWithId]:
    """The household; a test may ask for another one."""
    return [
        vehicle(VAN, "Van", "AB12CDE"),
        vehicle(MINI, "Mini", "XY99ZZZ"),
        door(),
    ]


@pytest.fixture
def entry(
    hass: HomeAssistant, engine: FakeEngine, subentries: list[ConfigSubentryDataWithId]
) -> MockConfigEntry:
    entry = MockConfigEntry(
        domain=DOMAIN,
        entry_id="01JD0000000000000000000000",
        title="Placa",
        unique_id=SERVER_ID,
        data={"url": engine.url, "pairing_key": KEY},
        options={"show_plates": True},
        subentries_data=subentries,
    )
    entry.add_to_hass(hass)
    _expect_dropped_handshakes(hass.loop)
    return entry


def _expect_dropped_handshakes(loop: asyncio.AbstractEventLoop) -> None:
    """Let a client end a connection to the engine before TLS is agreed on, as an unload does.

    The engine of these tests shares its loop, which tells of that while it debugs.
    """
    handler = loop.get_exception_handler()

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        dropped = isinstance(context.get("exception"), ConnectionResetError)
        if handler and not (dropped and "transport creation" in context["message"]):
            handler(loop, context)

    loop.set_exception_handler(handle)


@pytest.fixture
async def loaded(
    hass: HomeAssistant, entry: MockConfigEntry, heard: Heard
) -> AsyncGenerator[MockConfigEntry]:
    """The entry, set up; a reload that is under way comes to its end."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    yield entry
    await hass.async_block_till_done()
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)
        await hass.async_block_till_done()


@pytest.fixture
def garage(hass: HomeAssistant) -> list[ServiceCall]:
    """A closed garage cover; the calls to open it."""
    hass.states.async_set(GARAGE, "closed")
    calls: list[ServiceCall] = async_mock_service(hass, "cover", "open_cover")
    return calls


@pytest.fixture
def act(hass: HomeAssistant, loaded: MockConfigEntry, hass_admin_user: MockUser) -> Act:
    """Call an action as an administrator; return its response."""

    async def call(action: str, *, returns: bool = True, **data: Any) -> Any:
        response = await hass.services.async_call(
            "placa",
            action,
            data,
            blocking=True,
            context=Context(user_id=hass_admin_user.id),
            return_response=returns,
        )
        await hass.async_block_till_done()
        return response

    return call


@pytest.fixture
async def repairs(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, issue_registry: Issues
) -> Repairs:
    assert await async_setup_component(hass, "repairs", {})
    return Repairs(await hass_client(), issue_registry)


@pytest.fixture
def at_noon(freezer: FrozenDateTimeFactory) -> None:
    """Begin at noon by all clocks; guest passes end by the one that a test lets go."""
    freezer.move_to(clock.now())
