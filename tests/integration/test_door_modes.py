"""A door that is off, in shadow or armed, and how it becomes so."""

from typing import Any

from conftest import DOOR, GARAGE, VAN, Heard, door, vehicle
from engine import SERVER_ID, TOKEN, FakeEngine, ended, later, sighting
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall
from plugin import MockConfigEntry
import pytest

from custom_components.placa.const import DOMAIN
from custom_components.placa.storage.journal import Journal

MODE = "select.garage_mode"
DECISION = "event.garage_decision"
type Calls = list[ServiceCall]

in_shadow = pytest.mark.parametrize(
    "subentries", [[vehicle(VAN, "Van", "AB12CDE"), door(mode="shadow")]]
)


async def choose(hass: HomeAssistant, mode: str) -> None:
    await hass.services.async_call(
        "select", "select_option", {"entity_id": MODE, "option": mode}, blocking=True
    )
    await hass.async_block_till_done()


def state(hass: HomeAssistant, entity_id: str) -> str:
    found = hass.states.get(entity_id)
    assert found is not None
    return found.state


async def arrive(hass: HomeAssistant, heard: Heard, engine: FakeEngine, *seen: Any) -> None:
    await heard.tell(engine, *(engine.update(update) for update in seen))
    await hass.async_block_till_done()


@in_shadow
async def test_a_door_in_shadow_records_what_it_would_have_done_and_stays_shut(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    first = sighting()
    await arrive(hass, heard, engine, first, later(first), ended(later(later(first))))
    assert garage == []
    (record,) = engine.decisions.values()
    assert record["verdict"] == "shadow"
    assert record["evidence"]["door"]["mode"] == "shadow"
    decision = hass.states.get(DECISION)
    assert decision is not None
    assert decision.attributes["event_type"] == "shadow"
    assert decision.attributes["refused_by"] == []


@in_shadow
async def test_a_shadow_counts_for_the_next_shadow_but_keeps_no_armed_door_shut(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await arrive(hass, heard, engine, sighting(), sighting())
    assert [record["verdict"] for record in engine.decisions.values()] == ["shadow", "refused"]
    await choose(hass, "armed")
    await arrive(hass, heard, engine, sighting())
    assert len(garage) == 1


async def test_a_door_that_is_off_decides_nothing(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    await choose(hass, "off")
    await arrive(hass, heard, engine, first := sighting(), ended(first))
    assert garage == []
    assert engine.decisions == {}
    assert state(hass, DECISION) == "unknown"


async def test_the_mode_is_kept_without_connecting_anew(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    assert state(hass, MODE) == "armed"
    await choose(hass, "shadow")
    assert engine.connections == 1
    assert state(hass, MODE) == "shadow"
    assert loaded.subentries[DOOR].data["mode"] == "shadow"
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert state(hass, MODE) == "shadow"
    assert engine.connections == 2


async def test_a_door_can_be_disarmed_while_the_engine_is_away(
    hass: HomeAssistant, garage: Calls, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    loaded.runtime_data.async_set_update_error(TimeoutError())
    await hass.async_block_till_done()
    assert state(hass, DECISION) == "unavailable"
    await choose(hass, "off")
    assert state(hass, MODE) == "off"


async def test_a_door_that_is_disarmed_while_its_record_is_written_stays_shut(
    hass: HomeAssistant,
    garage: Calls,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commit = Journal.commit

    async def disarmed(journal: Journal, door_id: str, sighting_id: str) -> bool:
        await choose_off()
        return await commit(journal, door_id, sighting_id)

    async def choose_off() -> None:
        subentry = loaded.subentries[DOOR]
        hass.config_entries.async_update_subentry(
            loaded, subentry, data={**subentry.data, "mode": "off"}
        )

    monkeypatch.setattr(Journal, "commit", disarmed)
    await arrive(hass, heard, engine, sighting())
    assert garage == []
    assert [record["verdict"] for record in engine.decisions.values()] == ["granted", "refused"]


async def of_an_older_version(
    hass: HomeAssistant, engine: FakeEngine, minor_version: int, old: Any
) -> MockConfigEntry:
    """Load an entry with a door as an older version of Placa stored it."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        minor_version=minor_version,
        unique_id=SERVER_ID,
        data={"url": engine.url, "token": TOKEN},
        subentries_data=[vehicle(VAN, "Van", "AB12CDE"), old],
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.minor_version == 3
    return entry


@pytest.mark.parametrize(("active", "mode"), [(True, "armed"), (False, "off")])
async def test_doors_of_the_first_version_keep_what_they_do(
    hass: HomeAssistant, engine: FakeEngine, active: bool, mode: str
) -> None:
    old = door(active=active)
    old["data"] = {key: value for key, value in old["data"].items() if key != "mode"}
    entry = await of_an_older_version(hass, engine, 1, old)
    assert entry.subentries[DOOR].data["mode"] == mode
    assert "active" not in entry.subentries[DOOR].data
    assert entry.subentries[DOOR].data["entity_id"] == GARAGE
    assert state(hass, MODE) == mode
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    ("stored", "goes_on"),
    [
        ({"min_rigid": 0.0, "min_rigid_motion": 0.3}, {"min_rigid_motion": 0.3}),
        ({"min_rigid": 0.4}, {"min_rigid_motion": 0.5, "require_rigid_motion": True}),
        (
            {"min_rigid": 0.9, "min_rigid_motion": 0.8, "require_rigid_motion": False},
            {"min_rigid_motion": 0.8, "require_rigid_motion": True},
        ),
        ({"max_age": 4.0}, {"max_age": 4.0}),
    ],
)
async def test_a_door_that_asked_for_rigid_motion_goes_on_asking_for_it(
    hass: HomeAssistant, engine: FakeEngine, stored: dict[str, Any], goes_on: dict[str, Any]
) -> None:
    entry = await of_an_older_version(hass, engine, 2, door(policy=stored))
    assert entry.subentries[DOOR].data["policy"] == goes_on
    await hass.config_entries.async_unload(entry.entry_id)


async def test_an_entry_of_a_version_to_come_is_left_alone(
    hass: HomeAssistant, engine: FakeEngine
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, version=2, data={"url": engine.url, "token": TOKEN})
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert ConfigEntryState.MIGRATION_ERROR is entry.state
