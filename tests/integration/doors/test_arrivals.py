"""A door that asks for a person or device besides the plate."""

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
import pytest
from support.engine import FakeEngine, clock, later, sighting
from support.home import VAN, Heard, door, vehicle
from support.plugin import MockConfigEntry

type Calls = list[ServiceCall]


def asking(**factor: Any) -> Any:
    return door(policy={"second_factor": {"kind": "presence"} | factor})


def owned() -> Any:
    van = vehicle(VAN, "Van", "AB12CDE")
    return van | {"data": {**van["data"], "owner": "person.anna"}}


async def arrive(hass: HomeAssistant, heard: Heard, engine: FakeEngine, *seen: Any) -> None:
    await heard.tell(engine, *(engine.update(update) for update in seen))
    await hass.async_block_till_done()


def refused_by(hass: HomeAssistant) -> list[str]:
    decision = hass.states.get("event.garage_decision")
    assert decision is not None
    found: list[str] = decision.attributes["refused_by"]
    return found


def asks_itself(**factor: Any) -> Any:
    van = vehicle(VAN, "Van", "AB12CDE")
    return van | {"data": {**van["data"], "second_factor": {"kind": "presence"} | factor}}


@pytest.mark.parametrize(
    ("subentries", "entity_id", "here", "away"),
    [
        ([asks_itself(witnesses=["device_tracker.key"]), door()], "device_tracker.key", "home", ""),
        (
            [asks_itself(witnesses=["binary_sensor.tag"], arrived_within=1), door()],
            "binary_sensor.tag",
            "on",
            "off",
        ),
        ([owned(), asking()], "person.anna", "home", "not_home"),
        ([owned(), asking(witnesses=["device_tracker.key"])], "device_tracker.key", "home", "Work"),
        ([owned(), asking(witnesses=["binary_sensor.tag"])], "binary_sensor.tag", "on", "off"),
        ([owned(), asking(witnesses=["binary_sensor.tag"])], "binary_sensor.tag", "on", "home"),
        ([owned(), asking()], "person.anna", "home", "unavailable"),
        ([owned(), asking()], "person.anna", "home", None),
    ],
)
async def test_the_door_opens_once_a_witness_is_here(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    entity_id: str,
    here: str,
    away: str | None,
) -> None:
    if away:
        hass.states.async_set(entity_id, away)
    first = sighting()
    await arrive(hass, heard, engine, first)
    assert garage == []
    assert refused_by(hass) == ["second_factor"]
    hass.states.async_set(entity_id, here)
    await arrive(hass, heard, engine, later(first))
    assert len(garage) == 1


@pytest.mark.parametrize("subentries", [[vehicle(VAN, "Van", "AB12CDE"), asking()]])
async def test_nobody_vouches_for_a_vehicle_without_owner(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    hass.states.async_set("person.anna", "home")
    await arrive(hass, heard, engine, sighting())
    assert garage == []


@pytest.mark.parametrize("subentries", [[owned(), asking(arrived_within=5)]])
@pytest.mark.parametrize(
    ("before", "minutes", "opens"),
    [
        ("not_home", 4, 1),
        ("Work", 4, 1),
        ("not_home", 6, 0),
        ("unavailable", 1, 0),
        ("unknown", 1, 0),
        (None, 1, 0),
    ],
)
async def test_a_witness_must_have_been_seen_to_come(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    before: str | None,
    minutes: int,
    opens: int,
) -> None:
    if before:
        hass.states.async_set("person.anna", before)
        await hass.async_block_till_done()
    hass.states.async_set("person.anna", "home")
    await hass.async_block_till_done()
    clock.passed += minutes * 60
    await arrive(hass, heard, engine, sighting())
    assert len(garage) == opens
