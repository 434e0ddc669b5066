"""Fixtures: a fake engine, a household, and ways to wait for what was sent to be heard."""

# isort: off
import custom_components.placa  # noqa: F401 - before the plugin's own custom_components is found
# isort: on

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
import logging
import os
from typing import Any

from aiohttp.web_urldispatcher import UrlDispatcher
from engine import SERVER_ID, TOKEN, FakeEngine, IntegrationClock, Json, clock
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigSubentryDataWithId
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from plugin import (
    ClientSessionGenerator,
    HomeAssistantSnapshotExtension,
    MockConfigEntry,
    MockUser,
    async_mock_service,
)
import pytest
from repairing import Issues, Repairs
from syrupy.assertion import SnapshotAssertion

from custom_components.placa import coordinator as coordinator_module
from custom_components.placa.client.models import StreamMessage
from custom_components.placa.clock import CLOCK
from custom_components.placa.const import DOMAIN
from custom_components.placa.coordinator import PlacaCoordinator
from custom_components.placa.doors.uptime import STARTED

GARAGE = "cover.garage"
VAN = "01JD00000000000000000000VN"
MINI = "01JD00000000000000000000MN"
DOOR = "01JD00000000000000000000DR"
GUEST = "01JD00000000000000000000GS"
type Act = Callable[..., Awaitable[Any]]


def vehicle(vehicle_id: str, name: str, *plates: str, **more: Any) -> ConfigSubentryDataWithId:
    return {
        "subentry_id": vehicle_id,
        "subentry_type": "vehicle",
        "title": name,
        "unique_id": None,
        "data": {"plates": list(plates)} | more,
    }


def guest(**changes: Any) -> ConfigSubentryDataWithId:
    """A plumber who may come in at the garage once, until one o'clock."""
    return {
        "subentry_id": GUEST,
        "subentry_type": "guest_pass",
        "title": "Plumber",
        "unique_id": None,
        "data": {
            "plates": ["PL10MBR"],
            "expires": "2026-11-22T13:00:00+00:00",
            "uses": 1,
            "days": [],
            "doors": [DOOR],
        }
        | changes,
    }


def door(**changes: Any) -> ConfigSubentryDataWithId:
    return {
        "subentry_id": DOOR,
        "subentry_type": "door",
        "title": "Garage",
        "unique_id": None,
        "data": {
            "entity_id": GARAGE,
            "cameras": ["drive"],
            "all_vehicles": True,
            "vehicles": [],
            "mode": "armed",
            "policy": {},
        }
        | changes,
    }


if "PLACA_SHARED" not in os.environ:
    collect_ignore = ["test_adversary_real.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests have measured, and not only that it was good enough."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "measured" and report.when == "call":
                terminalreporter.write_line(f"measured: {value}")


def pytest_configure(config: pytest.Config) -> None:
    """Let Home Assistant's own HTTP server, which the image platform needs, start."""
    config.addinivalue_line("filterwarnings", "ignore::aiohttp.web.NotAppKeyWarning")


def above_debug(caplog: pytest.LogCaptureFixture) -> str:
    """What was logged for people to see."""
    return "\n".join(
        record.getMessage() for record in caplog.records if record.levelno > logging.DEBUG
    )


def state_of(entry: ConfigEntry) -> ConfigEntryState:
    """The state of an entry now, whatever it was when it was last looked at."""
    return entry.state


class Heard:
    """Counts the messages that the coordinator has taken in."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = asyncio.Event()

    def one_more(self) -> None:
        self._count += 1
        self._changed.set()

    async def tell(self, engine: FakeEngine, *messages: Json | str) -> None:
        """Let the engine send messages, and wait until all were taken in."""
        goal = self._count + len(messages)
        for message in messages:
            await engine.send(message)
        async with asyncio.timeout(10):
            while self._count < goal:
                self._changed.clear()
                await self._changed.wait()


async def until(coordinator: PlacaCoordinator, holds: Callable[[], bool]) -> None:
    """Wait for the coordinator's updates until something holds."""
    changed = asyncio.Event()
    remove = coordinator.async_add_listener(changed.set)
    try:
        async with asyncio.timeout(10):
            while not holds():
                changed.clear()
                await changed.wait()
    finally:
        remove()


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
        data={"url": engine.url, "token": TOKEN},
        subentries_data=subentries,
    )
    entry.add_to_hass(hass)
    return entry


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
