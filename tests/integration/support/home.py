"""A household, and ways to wait for what was sent to be heard."""

import asyncio
from collections.abc import Awaitable, Callable
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigSubentryDataWithId
import pytest
from support.engine import FakeEngine, Json

from custom_components.placa.coordinator import PlacaCoordinator

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
