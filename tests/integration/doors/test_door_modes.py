"""A door that is off, in shadow or armed, and how it becomes so."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall
import pytest
from support.engine import KEY, FakeEngine, ended, later, sighting
from support.home import DOOR, VAN, Heard, door, vehicle
from support.plugin import MockConfigEntry

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
    loaded.runtime_data.coordinator.async_set_update_error(TimeoutError())
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


async def test_an_entry_of_a_version_to_come_is_left_alone(
    hass: HomeAssistant, engine: FakeEngine
) -> None:
    entry = MockConfigEntry(domain=DOMAIN, version=2, data={"url": engine.url, "pairing_key": KEY})
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert ConfigEntryState.MIGRATION_ERROR is entry.state
