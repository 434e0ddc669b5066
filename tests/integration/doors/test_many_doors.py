"""A large house: every door at one camera has its turn, and the event loop is never kept long."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    ServiceCall,
    callback,
)
from homeassistant.helpers.update_coordinator import UpdateFailed
import pytest
from support.engine import FakeEngine, Json, camera, clock, ended, later, sighting
from support.home import VAN, Heard, door, vehicle
from support.loop_watch import LoopWatch
from support.plugin import MockConfigEntry

from custom_components.placa.access.decision import AccessDecision, decide
from custom_components.placa.access.policy import DoorPolicy
from custom_components.placa.client.client import EngineStream
from custom_components.placa.client.models import StreamMessage, parse_stream_message
from custom_components.placa.coordinator import PlacaCoordinator
from custom_components.placa.doors import controller as doorkeeper_module
from custom_components.placa.entity import DoorEntity
from custom_components.placa.serialization import serialize
from custom_components.placa.signals import EVENT_DECISION
from custom_components.placa.storage.journal import Journal
from custom_components.placa.subentries.household import Household

DOORS = 4
VEHICLES = 30
CAMERAS = 8
LONGEST_CALLBACK = 0.05
"""Seconds of computing for which no callback of ours may keep Home Assistant from all else."""
STARTING = serialize(DoorPolicy(min_running=1e9))
"""What keeps a door shut, whatever comes."""


@pytest.fixture
def subentries() -> list[ConfigSubentryDataWithId]:
    """A van and other vehicles, doors that stay shut, and a last one that does not."""
    doors = [door(policy=STARTING, entity_id=f"cover.door{index}") for index in range(DOORS - 1)]
    doors.append(door())
    for index, one in enumerate(doors):
        one.update({"subentry_id": f"door{index}", "title": f"Door {index}"})
    others = [
        vehicle(f"vehicle{index}", f"Vehicle {index}", f"KL{index:02}MNP")
        for index in range(VEHICLES - 1)
    ]
    return [vehicle(VAN, "Van", "AB12CDE"), *others, *doors]


@pytest.fixture
def engine(engine: FakeEngine) -> FakeEngine:
    """An engine with many cameras."""
    for index in range(CAMERAS - 1):
        engine.cameras[f"camera{index}"] = camera(f"camera{index}", name=f"Camera {index}")
    return engine


class House:
    """The doors, and what happened to which of them in which round of the event loop."""

    def __init__(
        self,
        hass: HomeAssistant,
        engine: FakeEngine,
        entry: MockConfigEntry,
        heard: Heard,
        garage: list[ServiceCall],
    ) -> None:
        self.hass = hass
        self.engine = engine
        self.coordinator: PlacaCoordinator = entry.runtime_data.coordinator
        self.heard = heard
        self.opened = garage
        self.happened: list[tuple[str, str, int]] = []
        self.decisions: list[AccessDecision] = []
        self.written: list[str] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self._round = 0

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Note from now on what happens."""
        commit, write = Journal.commit, DoorEntity.async_write_ha_state

        def decided(*asked: Any) -> AccessDecision:
            decision = decide(*asked)
            self.note("judged", decision.door.door_id)
            self.decisions.append(decision)
            if len(self.decisions) == 2:
                self.meanwhile()
            return decision

        async def committed(journal: Journal, door_id: str, sighting_id: str) -> bool:
            self.note("opens", door_id)
            return await commit(journal, door_id, sighting_id)

        def written(entity: DoorEntity) -> None:
            self.written.append(entity.entity_id)
            write(entity)

        @callback
        def told(event: Event) -> None:
            self.note(event.data["verdict"], event.data["door_id"])

        @callback
        def changed(event: Event[EventStateChangedData]) -> None:
            self.note("changed", event.data["entity_id"])

        monkeypatch.setattr(doorkeeper_module, "decide", decided)
        monkeypatch.setattr(Journal, "commit", committed)
        monkeypatch.setattr(DoorEntity, "async_write_ha_state", written)
        self.hass.bus.async_listen(EVENT_DECISION, told)
        self.hass.bus.async_listen(EVENT_STATE_CHANGED, changed)

    def note(self, what: str, about: str) -> None:
        self.happened.append((what, about, self._round))

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count the rounds of the loop."""

        going_on = True

        def count() -> None:
            self._round += 1
            if going_on:
                self.hass.loop.call_soon(count)

        count()
        yield
        going_on = False

    def rounds(self, what: str) -> list[int]:
        """When something happened, in order."""
        return [at for happened, _, at in self.happened if happened == what]

    def order(self, what: str) -> list[str]:
        """To whom it happened, in order."""
        return [about for happened, about, _ in self.happened if happened == what]

    async def hears(self, *seen: Json) -> None:
        """Let the engine tell of sightings, and everything come to rest."""
        for one in seen:
            await self.heard.tell(self.engine, self.engine.update(one))
            await self.hass.async_block_till_done()

    async def van_comes(self) -> None:
        with self.counting():
            await self.hears(sighting())


@pytest.fixture
def house(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    monkeypatch: pytest.MonkeyPatch,
) -> House:
    house = House(hass, engine, loaded, heard, garage)
    house.watch(monkeypatch)
    return house


async def test_each_door_is_judged_and_told_of_in_a_round_of_its_own(house: House) -> None:
    await house.van_comes()
    judged, told = house.rounds("judged"), house.rounds("refused")
    assert len(set(judged)) == len(judged) == DOORS
    assert len(set(told)) == len(told) == DOORS - 1
    assert house.order("judged") == [f"door{index}" for index in range(DOORS)]


async def test_the_door_that_opens_waits_for_no_other_to_be_told_of(house: House) -> None:
    await house.van_comes()
    kinds = [what for what, _, _ in house.happened]
    assert kinds.index("opens") < kinds.index("refused")
    assert house.rounds("opens") == house.rounds("judged")[-1:]
    assert house.rounds("judged")[-1] - house.rounds("judged")[0] < 2 * DOORS
    assert len(house.opened) == 1
    assert len(house.engine.decisions) == DOORS


async def test_whose_plate_it_is_is_looked_up_once_for_all_doors(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    match = Household.match_for_access

    def counted(household: Household, text: str, frequent: Any) -> Any:
        looked_up.append(text)
        return match(household, text, frequent)

    monkeypatch.setattr(Household, "match_for_access", counted)
    await house.van_comes()
    assert looked_up == ["AB12CDE"]


async def test_a_picture_that_grows_old_between_two_doors_opens_no_more(house: House) -> None:
    def time_passes() -> None:
        clock.passed += 6.0

    house.meanwhile = time_passes
    await house.van_comes()
    assert house.opened == []
    assert "fresh" not in house.decisions[0].against
    assert "fresh" in house.decisions[-1].against


async def test_a_connection_that_breaks_between_two_doors_opens_no_more(house: House) -> None:
    def breaks() -> None:
        house.coordinator.last_update_success = False

    house.meanwhile = breaks
    await house.van_comes()
    assert house.opened == []
    assert "connected" in house.decisions[-1].against


async def test_a_vehicle_that_is_banned_between_two_doors_opens_no_more(house: House) -> None:
    coordinator = house.coordinator

    def is_banned() -> None:
        entry = coordinator.config_entry
        for one in coordinator.config_entry.runtime_data.household.vehicles:
            subentry = entry.subentries[one.vehicle_id]
            house.hass.config_entries.async_update_subentry(
                entry, subentry, data={**subentry.data, "denied": True}
            )

    house.meanwhile = is_banned
    await house.van_comes()
    assert house.opened == []
    assert "deny_list" in house.decisions[-1].against


async def test_a_door_that_is_gone_or_cannot_be_judged_keeps_no_other_from_its_turn(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    coordinator = house.coordinator

    def fails() -> None:
        house.hass.config_entries.async_remove_subentry(coordinator.config_entry, "door2")
        raise LookupError

    house.meanwhile = fails
    await house.hears(sighting())
    assert len(house.opened) == 1
    assert house.order("judged") == [f"door{index}" for index in range(DOORS) if index != 2]
    assert len(house.engine.decisions) == DOORS - 2
    assert caplog.text.count("A door could not be judged, and stays shut") == 1


async def test_a_car_that_no_door_decides_about_writes_no_entity_of_a_door(
    house: House,
) -> None:
    await house.hears(sighting("QQ00QQQ"))
    assert "sensor.drive_last_plate" in house.order("changed")
    assert house.written == []


async def test_a_decision_is_written_once_to_each_entity_that_shows_it(house: House) -> None:
    seen = sighting()
    await house.hears(seen, later(seen), ended(later(later(seen))))
    times = Counter(house.written)
    assert set(times.values()) == {1}
    assert {entity_id for entity_id in times if ".door_3_" in entity_id} == {
        "event.door_3_decision",
        "sensor.door_3_last_decision",
    }


async def test_messages_that_come_together_are_taken_in_one_in_each_round(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [parse_stream_message(house.engine.update(sighting())) for _ in range(5)]
    together = [message for message in told if message]
    receive, take = EngineStream.receive, PlacaCoordinator._take

    async def received(stream: EngineStream) -> StreamMessage:
        return together.pop() if together else await receive(stream)

    def taken(coordinator: PlacaCoordinator, message: StreamMessage) -> bool:
        house.note("taken", type(message).__name__)
        return take(coordinator, message)

    monkeypatch.setattr(EngineStream, "receive", received)
    monkeypatch.setattr(PlacaCoordinator, "_take", taken)
    await house.van_comes()
    rounds = house.rounds("taken")
    assert len(set(rounds)) == len(rounds) == 6


async def test_a_mode_that_is_chosen_is_written_for_its_own_door_only(house: House) -> None:
    chosen = {"entity_id": "select.door_3_mode", "option": "shadow"}
    await house.hass.services.async_call("select", "select_option", chosen, blocking=True)
    await house.hass.async_block_till_done()
    assert "select.door_3_mode" in house.written
    assert all(".door_3_" in entity_id for entity_id in house.written)


async def test_a_large_house_does_not_keep_the_loop_for_long(
    house: House, entry: MockConfigEntry, record_property: Callable[[str, object], None]
) -> None:
    """Home Assistant adds all entities at once; how long that takes is measured only."""
    house.hass.loop.set_debug(enabled=False)
    watch, loading = LoopWatch(), LoopWatch()
    with watch.watching():
        for _ in range(5):
            seen = sighting()
            await house.hears(seen, later(seen), ended(later(later(seen))))
            clock.passed += 120.0
        house.coordinator.async_set_update_error(UpdateFailed())
        house.coordinator.async_set_updated_data(house.coordinator.data)
    with loading.watching():
        assert await house.hass.config_entries.async_reload(entry.entry_id)
        await house.hass.async_block_till_done()
    longest = watch.longest[0]
    took = 1000.0 * longest.seconds, 1000.0 * loading.longest[0].seconds
    record_property(
        "measured", "the loop was kept for {:.1f} ms, by loading {:.1f} ms".format(*took)
    )
    assert len(house.opened) == 5
    assert longest.seconds < LONGEST_CALLBACK, longest.parts
