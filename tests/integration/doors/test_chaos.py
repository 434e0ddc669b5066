"""Whatever happens to messages, clocks and processes: one opening a visit, none for what is old.

In seeded stories cars come and go while messages are repeated, swapped and delayed, the
connection breaks, the engine restarts, clocks jump and Home Assistant is killed.
"""

import asyncio
from copy import deepcopy
from itertools import pairwise
import json
import random
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
import pytest
from support.engine import FakeEngine, Json, clock, ended, later, sighting
from support.home import GARAGE, Heard, until
from support.plugin import MockConfigEntry

from custom_components.placa.access.decision import AccessDecision, Verdict
from custom_components.placa.access.policy import DEFAULT_POLICY
from custom_components.placa.client.client import EngineClient
from custom_components.placa.doors import controller as doorkeeper_module
from custom_components.placa.signals import SIGNAL_DECISION
from custom_components.placa.storage.journal import Journal

_STEPS = 60
_OWN = ("AB12CDE", "XY99ZZZ")
_TEXTS = (*_OWN, *_OWN, "AB12CDE", "AB12CDF", "A812CDE")


class House:
    """A garage, its engine, and all that can go wrong; it notes for whom the garage opened."""

    def __init__(
        self,
        hass: HomeAssistant,
        engine: FakeEngine,
        entry: MockConfigEntry,
        heard: Heard,
        disk: dict[str, Any],
    ) -> None:
        self.openings: list[tuple[float, AccessDecision]] = []
        self.captured: dict[tuple[str, int], float] = {}
        self.live: list[Json] = []
        self.said: list[str] = []
        self._hass = hass
        self._engine = engine
        self._entry = entry
        self._heard = heard
        self._disk = disk
        self._granted: AccessDecision | None = None
        hass.states.async_set(GARAGE, "closed")
        hass.services.async_register("cover", "open_cover", self._open)
        async_dispatcher_connect(hass, SIGNAL_DECISION.format(entry.entry_id), self._decided)

    @callback
    def _decided(self, decision: AccessDecision) -> None:
        if decision.verdict is Verdict.GRANTED:
            self._granted = decision

    async def _open(self, _call: ServiceCall) -> None:
        assert self._granted is not None
        self.openings.append((clock.passed, self._granted))
        self._hass.states.async_set(GARAGE, "open")

    def shut(self) -> None:
        self._hass.states.async_set(GARAGE, "closed")

    def message(self, seen: Json) -> str:
        """What the engine says now of a sighting; it can be said again later."""
        self.live = [one for one in self.live if one["sighting_id"] != seen["sighting_id"]]
        if seen["state"] == "live":
            self.live.append(seen)
            self.captured[seen["sighting_id"], seen["revision"]] = clock.passed - 0.1
        message = json.dumps(self._engine.update(seen))
        self.said.append(message)
        return message

    async def say(self, message: str) -> None:
        """Let the engine say something, and all that follows happen."""
        await self._heard.tell(self._engine, message)
        await self._connected()

    async def lose_the_connection(self, *, restart: bool) -> None:
        before = self._engine.connections
        if restart:
            await self._engine.stop()
            self._engine.live = self.live = []
            await self._engine.start()
        else:
            await self._engine.drop()
        await until(self._entry.runtime_data.coordinator, lambda: self._engine.connections > before)
        await self._connected()

    async def reload(self) -> None:
        await self._hass.config_entries.async_reload(self._entry.entry_id)
        await self._hass.async_block_till_done()

    async def kill(self) -> None:
        """Start again from what was on disk, as if Home Assistant had been killed."""
        on_disk = deepcopy(self._disk)
        await self._hass.config_entries.async_unload(self._entry.entry_id)
        await self._hass.async_block_till_done()
        self._disk.clear()
        self._disk.update(on_disk)
        await self._hass.config_entries.async_setup(self._entry.entry_id)
        await self._hass.async_block_till_done()

    def jump(self, seconds: float) -> None:
        """Set the clock of the machine that engine and Home Assistant run on."""
        clock.set_ahead += seconds

    def refuse_records(self, *, refuse: bool) -> None:
        self._engine.refuse_decisions = 503 if refuse else None

    async def records(self) -> list[Json]:
        """The engine's ledger, once it takes everything that waits."""
        self.refuse_records(refuse=False)
        await self._entry.runtime_data.ledger.deliver()
        await self._hass.async_block_till_done()
        assert self._entry.runtime_data.stores.journal.outbox == ()
        return list(self._engine.decisions.values())

    async def _connected(self) -> None:
        await self._hass.async_block_till_done()
        coordinator = self._entry.runtime_data.coordinator
        await until(coordinator, lambda: coordinator.last_update_success)
        await self._hass.async_block_till_done()


@pytest.fixture
def house(
    hass_storage: dict[str, Any],
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
) -> House:
    return House(hass, engine, loaded, heard, hass_storage)


async def something_happens(house: House, chance: random.Random) -> None:  # noqa: C901, PLR0912 - a list
    """One step of a story."""
    match chance.choices(
        ["arrive", "go on", "leave", "repeat", "swap", "late", "pause", "shut",
         "break", "restart", "reload", "kill", "jump", "ledger"],
        [20, 30, 8, 8, 6, 6, 14, 12, 3, 2, 2, 4, 4, 4],
    )[0]:  # fmt: skip
        case "arrive":
            firm = chance.random() < 0.7
            seen = sighting(chance.choice(_TEXTS), frames=4 if firm else 1)
            await house.say(house.message(seen))
        case "go on" if house.live:
            await house.say(house.message(later(chance.choice(house.live), frames=5)))
        case "leave" if house.live:
            await house.say(house.message(ended(chance.choice(house.live))))
        case "repeat" if house.said:
            await house.say(chance.choice(house.said[-20:]))
        case "swap" if house.live:
            first = later(chance.choice(house.live), frames=5)
            messages = [house.message(first), house.message(later(first))]
            for message in messages[::-1]:
                await house.say(message)
        case "late" if house.live:
            message = house.message(later(chance.choice(house.live), frames=5))
            clock.passed += chance.choice([2.0, 8.0, 45.0])
            await house.say(message)
        case "pause":
            clock.passed += chance.choice([0.5, 3.0, 20.0, 90.0])
        case "shut":
            house.shut()
        case "break":
            await house.lose_the_connection(restart=False)
        case "restart":
            await house.lose_the_connection(restart=True)
        case "reload":
            await house.reload()
        case "kill":
            await house.kill()
        case "jump":
            house.jump(chance.choice([-86400.0, -600.0, -20.0, -3.0, 3.0, 20.0, 600.0, 86400.0]))
        case "ledger":
            house.refuse_records(refuse=chance.random() < 0.5)
        case _:
            pass


@pytest.mark.parametrize("seed", range(12))
async def test_no_story_opens_twice_or_late_or_for_another_or_loses_a_record(
    house: House, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - not secret
    for _ in range(_STEPS):
        await something_happens(house, chance)
    sightings = [decision.sighting for _, decision in house.openings]
    assert house.openings, "a story in which nothing opens proves nothing"
    assert len({seen.sighting_id for seen in sightings}) == len(sightings)
    assert {seen.text for seen in sightings} <= set(_OWN)
    for at, decision in house.openings:
        seen = decision.sighting
        assert at - house.captured[seen.sighting_id, seen.revision] <= DEFAULT_POLICY.max_age
    for (before, _), (after, _) in pairwise(house.openings):
        assert after - before >= DEFAULT_POLICY.cool_down
    granted = [record for record in await house.records() if record["verdict"] == "granted"]
    assert {record["decision_id"] for record in granted} >= {
        decision.decision_id for _, decision in house.openings
    }
    assert len(granted) == len(house.openings)


class _KilledError(asyncio.CancelledError):
    """Home Assistant was killed just here: what called goes no further."""


async def killed(*_: object) -> None:
    raise _KilledError


async def test_killed_before_the_record_is_on_disk_the_door_opens_once_and_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = sighting()
    with monkeypatch.context() as patched:
        patched.setattr(Journal, "commit", killed)
        await house.say(house.message(seen))
        await house.kill()
    assert house.openings == []
    await house.say(house.message(seen := later(seen)))
    await house.say(house.message(later(seen)))
    assert len(house.openings) == 1
    assert [record["verdict"] for record in await house.records()] == ["granted"]


async def test_killed_between_the_record_and_the_call_the_door_stays_shut_for_this_visit(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = sighting()
    with monkeypatch.context() as patched:
        patched.setattr(doorkeeper_module, "open_door", killed)
        await house.say(house.message(seen))
        await house.kill()
    await house.say(house.message(later(seen)))
    await house.say(house.message(sighting()))
    assert house.openings == []
    verdicts = [record["verdict"] for record in await house.records()]
    assert verdicts == ["granted", "refused"]


async def test_killed_between_the_call_and_the_ledger_nothing_is_lost_and_nothing_told_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = sighting()
    with monkeypatch.context() as patched:
        patched.setattr(EngineClient, "record_decision", killed)
        await house.say(house.message(seen))
        await house.kill()
    house.shut()
    await house.say(house.message(later(seen)))
    assert len(house.openings) == 1
    assert [record["verdict"] for record in await house.records()] == ["granted"]


@pytest.mark.parametrize("jump", [-86400.0, 86400.0])
async def test_a_clock_that_is_set_and_a_restart_do_not_make_a_visit_of_just_now_an_old_one(
    house: House, jump: float
) -> None:
    await house.say(house.message(seen := sighting()))
    house.shut()
    house.jump(jump)
    await house.kill()
    clock.passed += 5.0
    await house.say(house.message(ended(seen)))
    await house.say(house.message(sighting()))
    assert len(house.openings) == 1
