"""Guest passes that have ended are forgotten, with all that was kept of them."""

import json
from typing import Any

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.restore_state import RestoreStateData
import pytest
from support.engine import FakeEngine, clock, ended, later, sighting
from support.home import GUEST, Heard
from support.plugin import MockConfigEntry
from support.plumber import (
    DECISION,
    PLATE,
    PLUMBER,
    USES_LEFT,
    VALID_UNTIL,
    WITH_A_PLUMBER,
    pass_time,
)

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def subentries() -> list[Any]:
    return WITH_A_PLUMBER


async def test_a_used_up_pass_is_forgotten_after_all_was_told_of_it(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    first = sighting(PLATE)
    await heard.tell(engine, engine.update(first), engine.update(ended(later(first))))
    await hass.async_block_till_done()
    state = hass.states.get(DECISION)
    assert state is not None
    assert state.attributes["vehicle"] == PLUMBER
    await pass_time(hass, loaded, 50)
    assert GUEST in loaded.subentries
    await pass_time(hass, loaded, 11)
    assert GUEST not in loaded.subentries
    assert engine.known_plates == ["AB12CDE"]
    assert loaded.runtime_data.household.match(PLATE) is None
    state = hass.states.get(DECISION)
    assert state is not None
    assert state.attributes["event_type"] == "granted"
    assert "vehicle" not in state.attributes


async def test_an_expired_pass_is_forgotten_unused(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
) -> None:
    until = hass.states.get(VALID_UNTIL)
    assert until is not None
    assert until.state == "2026-11-22T13:00:00+00:00"
    await pass_time(hass, loaded, 3600)
    assert GUEST in loaded.subentries
    await pass_time(hass, loaded, 61)
    assert GUEST not in loaded.subentries
    assert hass.states.get(VALID_UNTIL) is None
    assert engine.known_plates == ["AB12CDE"]


async def test_a_pass_that_was_prolonged_meanwhile_stays(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    await heard.tell(engine, engine.update(sighting(PLATE)))
    await hass.async_block_till_done()
    subentry = loaded.subentries[GUEST]
    longer = {**subentry.data, "uses": 2, "expires": "2026-11-22T15:00:00+00:00"}
    hass.config_entries.async_update_subentry(loaded, subentry, data=longer)
    await hass.async_block_till_done()
    await pass_time(hass, loaded, 2 * 3600)
    assert GUEST in loaded.subentries


@pytest.mark.parametrize("last_use", [False, True])
async def test_what_ended_while_home_assistant_was_down_is_forgotten_at_the_start(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    last_use: bool,
) -> None:
    if last_use:
        await heard.tell(engine, engine.update(sighting(PLATE)))
        await hass.async_block_till_done()
    await hass.config_entries.async_unload(loaded.entry_id)
    clock.passed += 10 if last_use else 3600
    assert await hass.config_entries.async_setup(loaded.entry_id)
    await hass.async_block_till_done()
    assert GUEST not in loaded.subentries
    assert engine.known_plates == ["AB12CDE"]
    assert hass.states.get(VALID_UNTIL) is None


async def test_nothing_of_a_forgotten_pass_remains_on_home_assistants_disk(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    hass_storage: dict[str, Any],
    device_registry: dr.DeviceRegistry,
    entity_registry: er.EntityRegistry,
) -> None:
    async def kept() -> str:
        await RestoreStateData.async_save_persistent_states(hass)
        hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
        await pass_time(hass, loaded, 1)
        return json.dumps(hass_storage, default=str)

    entity = entity_registry.async_get(VALID_UNTIL)
    assert entity is not None
    assert entity.device_id is not None
    device_registry.async_update_device(entity.device_id, name_by_user="Plumber's pass")
    entity_registry.async_update_entity(USES_LEFT, name="Visits of the Plumber")
    first = sighting(PLATE)
    await heard.tell(engine, engine.update(first), engine.update(ended(later(first))))
    await hass.async_block_till_done()
    before = await kept()
    assert PLATE in before
    assert PLUMBER in before
    await pass_time(hass, loaded, 70)
    assert GUEST not in loaded.subentries
    after = await kept()
    assert "AB12CDE" in after
    assert PLATE not in after
    assert PLUMBER.casefold() not in after.casefold()
    assert loaded.runtime_data.stores.journal.pass_uses(GUEST) == 0
