"""A house with many doors at one camera: each has its turn, and none waits for long."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from conftest import VAN, Heard, door, vehicle
from engine import FakeEngine, clock, ended, later, sighting
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    ServiceCall,
    callback,
)
from homeassistant.helpers.update_coordinator import UpdateFailed
from loop_watch import LoopWatch
from plugin import MockConfigEntry
import pytest

from custom_components.placa.doors import doorkeeper as doorkeeper_module
from custom_components.placa.doors.access import AccessDecision, decide
from custom_components.placa.doors.doorkeeper import EVENT_DECISION
from custom_components.placa.doors.journal import Journal
from custom_components.placa.doors.plain import to_plain
from custom_components.placa.doors.policy import DoorPolicy
from custom_components.placa.entity import DoorEntity
from custom_components.placa.household.household import Household

DOORS = 27
LAST = f"door{DOORS - 1}"

STARTING = to_plain(DoorPolicy(min_running=1e9))
"""What keeps a door shut, whatever comes."""


def house(**last: Any) -> pytest.MarkDecorator:
    """Many doors that stay shut, and a last one."""
    doors = [door(policy=STARTING) for _ in range(DOORS - 1)] + [door(**last)]
    named = [
        one | {"subentry_id": f"door{index}", "title": f"Door {index}"}
        for index, one in enumerate(doors)
    ]
    return pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), *named]])


class Course:
    """What happened to which door, and in which round of the event loop."""

    def __init__(self, hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
        self.happened: list[tuple[str, str, int]] = []
        self.decisions: list[AccessDecision] = []
        self.meanwhile: Callable[[], object] = lambda: None
        self.round = 0
        self._hass = hass
        commit = Journal.commit

        def decided(*asked: Any) -> AccessDecision:
            decision = decide(*asked)
            self._note("judged", decision.door.door_id)
            self.decisions.append(decision)
            if len(self.decisions) == 2:
                self.meanwhile()
            return decision

        async def committed(journal: Journal, door_id: str, sighting_id: str) -> bool:
            self._note("opens", door_id)
            return await commit(journal, door_id, sighting_id)

        @callback
        def told(event: Event) -> None:
            self._note(event.data["verdict"], event.data["door_id"])

        monkeypatch.setattr(doorkeeper_module, "decide", decided)
        monkeypatch.setattr(Journal, "commit", committed)
        hass.bus.async_listen(EVENT_DECISION, told)

    def _note(self, what: str, door_id: str) -> None:
        self.happened.append((what, door_id, self.round))

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count the rounds of the loop."""

        going_on = True

        def count() -> None:
            self.round += 1
            if going_on:
                self._hass.loop.call_soon(count)

        count()
        yield
        going_on = False

    def rounds(self, what: str) -> list[int]:
        """When something happened, in order."""
        return [at for happened, _, at in self.happened if happened == what]


@pytest.fixture
def course(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Course:
    return Course(hass, monkeypatch)


async def comes(hass: HomeAssistant, heard: Heard, engine: FakeEngine, course: Course) -> None:
    with course.counting():
        await heard.tell(engine, engine.update(sighting()))
        await hass.async_block_till_done()


@house()
async def test_each_door_is_judged_and_told_of_in_a_round_of_its_own(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    course: Course,
) -> None:
    await comes(hass, heard, engine, course)
    judged, told = course.rounds("judged"), course.rounds("refused")
    assert len(set(judged)) == len(judged) == DOORS
    assert len(set(told)) == len(told) == DOORS - 1
    order = [door_id for what, door_id, _ in course.happened if what == "judged"]
    assert order == [f"door{index}" for index in range(DOORS)]


@house()
async def test_the_door_that_opens_waits_for_no_other_to_be_told_of(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    course: Course,
) -> None:
    await comes(hass, heard, engine, course)
    kinds = [what for what, _, _ in course.happened]
    assert kinds.index("opens") < kinds.index("refused")
    assert course.rounds("opens") == course.rounds("judged")[-1:]
    assert course.rounds("judged")[-1] - course.rounds("judged")[0] < 2 * DOORS
    assert len(garage) == 1
    assert len(engine.decisions) == DOORS


@house()
async def test_whose_plate_it_is_is_looked_up_once_for_all_doors(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    course: Course,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up: list[str] = []
    match = Household.match_for_access

    def counted(household: Household, text: str, frequent: Any) -> Any:
        looked_up.append(text)
        return match(household, text, frequent)

    monkeypatch.setattr(Household, "match_for_access", counted)
    await comes(hass, heard, engine, course)
    assert looked_up == ["AB12CDE"]


@house()
async def test_a_picture_that_grows_old_between_two_doors_opens_no_more(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    course: Course,
) -> None:
    def time_passes() -> None:
        clock.passed += 6.0

    course.meanwhile = time_passes
    await comes(hass, heard, engine, course)
    assert garage == []
    assert "fresh" not in course.decisions[0].against
    assert "fresh" in course.decisions[-1].against


@house()
async def test_a_connection_that_breaks_between_two_doors_opens_no_more(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    course: Course,
) -> None:
    def breaks() -> None:
        loaded.runtime_data.last_update_success = False

    course.meanwhile = breaks
    await comes(hass, heard, engine, course)
    assert garage == []
    assert "connected" in course.decisions[-1].against


@house()
async def test_a_vehicle_that_is_banned_between_two_doors_opens_no_more(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    course: Course,
) -> None:
    coordinator = loaded.runtime_data

    def is_banned() -> None:
        banned = tuple(replace(one, denied=True) for one in coordinator.household.vehicles)
        coordinator.take_household(replace(coordinator.household, vehicles=banned))

    course.meanwhile = is_banned
    await comes(hass, heard, engine, course)
    assert garage == []
    assert "deny_list" in course.decisions[-1].against


@house()
async def test_a_door_that_is_gone_or_cannot_be_judged_keeps_no_other_from_its_turn(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    course: Course,
    caplog: pytest.LogCaptureFixture,
) -> None:
    coordinator = loaded.runtime_data

    def fails() -> None:
        household = coordinator.household
        doors = tuple(one for one in household.doors if one.door_id != "door5")
        coordinator.take_household(replace(household, doors=doors))
        raise LookupError

    course.meanwhile = fails
    await heard.tell(engine, engine.update(sighting()))
    await hass.async_block_till_done()
    assert len(garage) == 1
    judged = [door_id for what, door_id, _ in course.happened if what == "judged"]
    assert judged == [f"door{index}" for index in range(DOORS) if index != 5]
    assert len(engine.decisions) == DOORS - 2
    assert caplog.text.count("A door could not be judged, and stays shut") == 1


def states_written(hass: HomeAssistant, course: Course) -> list[tuple[str, int]]:
    """Collect from now on which entities change, and in which round."""
    written: list[tuple[str, int]] = []

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        written.append((event.data["entity_id"], course.round))

    hass.bus.async_listen(EVENT_STATE_CHANGED, note)
    return written


@house()
async def test_a_mode_that_is_chosen_is_written_for_its_own_door_only(
    hass: HomeAssistant, loaded: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write = DoorEntity.async_write_ha_state

    def noted(entity: DoorEntity) -> None:
        written.append(entity.entity_id)
        write(entity)

    monkeypatch.setattr(DoorEntity, "async_write_ha_state", noted)
    chosen = {"entity_id": "select.door_3_mode", "option": "shadow"}
    await hass.services.async_call("select", "select_option", chosen, blocking=True)
    await hass.async_block_till_done()
    assert "select.door_3_mode" in written
    assert all(".door_3_" in entity_id for entity_id in written)


@house()
async def test_when_the_connection_breaks_not_all_entities_are_written_in_one_round(
    hass: HomeAssistant, loaded: MockConfigEntry, course: Course
) -> None:
    written = states_written(hass, course)
    with course.counting():
        loaded.runtime_data.async_set_update_error(UpdateFailed())
        for _ in range(DOORS):
            await hass.async_block_till_done()
    last = hass.states.get("sensor.door_26_refusals_today")
    assert last is not None
    assert last.state == "unavailable"
    rounds = Counter(at for _, at in written)
    assert max(rounds.values()) <= 16 < len(written)


@house()
async def test_a_house_with_many_doors_does_not_keep_the_loop_for_long(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    record_property: Callable[[str, object], None],
) -> None:
    """It is at 10 ms that the end-to-end run draws the line; a machine in debug mode is let off."""
    watch = LoopWatch()
    with watch.watching():
        for _ in range(5):
            seen = sighting()
            for update in (seen, later(seen), ended(later(later(seen)))):
                await heard.tell(engine, engine.update(update))
                await hass.async_block_till_done()
            clock.passed += 120.0
    longest = 1000.0 * watch.longest[0].seconds
    record_property("measured", f"{DOORS} doors, the loop's longest callback: {longest:.1f} ms")
    assert len(garage) == 5
    assert watch.turns > 10 * DOORS
