"""Guest passes at doors: who is let in, what counts as a use, and what is told of it."""

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from support.engine import FakeEngine, clock, ended, later, sighting
from support.home import DOOR, GUEST, Heard, door, guest
from support.plugin import MockConfigEntry, arm_trigger
from support.plumber import DECISION, PLATE, PLUMBER, USES_LEFT, WITH_A_PLUMBER

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def subentries() -> list[Any]:
    return WITH_A_PLUMBER


def refused_by(hass: HomeAssistant) -> list[str]:
    state = hass.states.get(DECISION)
    assert state is not None
    refusals: list[str] = state.attributes["refused_by"]
    return refusals


async def test_a_guest_is_let_in_as_often_as_the_pass_says_and_no_more(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    left = hass.states.get(USES_LEFT)
    assert left is not None
    assert left.state == "1"
    first = sighting(PLATE)
    await heard.tell(engine, engine.update(first), engine.update(ended(later(first))))
    await hass.async_block_till_done()
    assert len(garage) == 1
    left = hass.states.get(USES_LEFT)
    assert left is not None
    assert left.state == "0"
    clock.passed += 30
    await heard.tell(engine, engine.update(sighting(PLATE)))
    await hass.async_block_till_done()
    assert len(garage) == 1
    assert "guest" in refused_by(hass)


@pytest.mark.parametrize("subentries", [[*WITH_A_PLUMBER[:2], guest(doors=[])]])
async def test_a_pass_opens_the_doors_it_names_and_not_those_that_open_for_all(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    await heard.tell(engine, engine.update(sighting(PLATE)))
    await hass.async_block_till_done()
    assert garage == []
    assert refused_by(hass) == ["vehicle"]
    await heard.tell(engine, engine.update(sighting("AB12CDE")))
    await hass.async_block_till_done()
    assert len(garage) == 1


@pytest.mark.parametrize(
    ("limits", "opened"),
    [
        ({"days": ["sun"], "start": "09:00:00", "end": "17:00:00"}, 1),
        ({"days": ["sat"], "start": "09:00:00", "end": "17:00:00"}, 0),
        ({"days": [], "start": "13:00:00", "end": "17:00:00"}, 0),
        ({"days": ["sun"]}, 1),
        ({"days": ["mon"]}, 0),
        ({"expires": "2026-11-22T12:00:00+00:00"}, 0),
        ({"expires": "2026-11-22T12:00:01+00:00"}, 1),
    ],
)
async def test_a_pass_holds_at_its_hours_in_home_assistants_time_zone(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    limits: dict[str, Any],
    opened: int,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    subentry = entry.subentries[GUEST]
    hass.config_entries.async_update_subentry(entry, subentry, data={**subentry.data, **limits})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    await heard.tell(engine, engine.update(sighting(PLATE)))
    await hass.async_block_till_done()
    assert len(garage) == opened
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize(
    "subentries",
    [
        [
            door(),
            door(entity_id="cover.gate") | {"subentry_id": "gate", "title": "Gate"},
            guest(doors=[DOOR, "gate"]),
        ]
    ],
)
async def test_two_doors_that_open_for_one_sighting_are_one_use(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    hass.states.async_set("cover.gate", "closed")
    first = sighting(PLATE)
    await heard.tell(engine, engine.update(first), engine.update(later(first)))
    await hass.async_block_till_done()
    assert len(garage) == 2
    assert loaded.runtime_data.stores.journal.pass_uses(GUEST) == 1


async def test_a_door_that_was_never_told_to_open_costs_no_use(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def not_kept(*_args: object) -> bool:
        return False

    journal = loaded.runtime_data.stores.journal
    with monkeypatch.context() as patched:
        patched.setattr(journal, "commit", not_kept)
        await heard.tell(engine, engine.update(sighting(PLATE)))
        await hass.async_block_till_done()
    assert garage == []
    assert journal.pass_uses(GUEST) == 0
    clock.passed += 120
    await heard.tell(engine, engine.update(sighting(PLATE)))
    await hass.async_block_till_done()
    assert len(garage) == 1
    assert journal.pass_uses(GUEST) == 1


async def test_a_door_that_failed_may_have_opened_and_costs_a_use(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry, heard: Heard
) -> None:
    async def broken(_call: ServiceCall) -> None:
        raise HomeAssistantError

    hass.states.async_set("cover.garage", "closed")
    hass.services.async_register("cover", "open_cover", broken)
    await heard.tell(engine, engine.update(sighting(PLATE)))
    await hass.async_block_till_done()
    assert loaded.runtime_data.stores.journal.pass_uses(GUEST) == 1


@pytest.mark.parametrize("subentries", [[*WITH_A_PLUMBER[:2], guest(uses=2)]])
async def test_uses_outlast_a_restart_and_the_same_sighting_is_not_counted_again(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    first = sighting(PLATE)
    await heard.tell(engine, engine.update(first))
    await hass.async_block_till_done()
    await hass.config_entries.async_reload(loaded.entry_id)
    await heard.tell(engine, engine.update(second := later(first)), engine.update(ended(second)))
    await hass.async_block_till_done()
    assert len(garage) == 1
    assert loaded.runtime_data.stores.journal.pass_uses(GUEST) == 1
    left = hass.states.get(USES_LEFT)
    assert left is not None
    assert left.state == "1"


async def test_no_entity_or_device_is_named_after_the_guest(
    hass: HomeAssistant, loaded: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    devices = dr.async_entries_for_config_entry(device_registry, loaded.entry_id)
    assert "Guest pass" in {device.name for device in devices}
    assert PLUMBER not in str(devices)
    for state in hass.states.async_all():
        assert PLUMBER.casefold() not in str(state.as_dict()).casefold()


@pytest.mark.parametrize(("plate", "told"), [(PLATE, [DECISION]), ("AB12CDE", [])])
async def test_the_use_of_a_pass_is_a_trigger_at_the_door(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    entity_registry: er.EntityRegistry,
    plate: str,
    told: list[str],
) -> None:
    entity = entity_registry.async_get(DECISION)
    assert entity is not None
    calls: list[str] = []
    await arm_trigger(hass, "placa.guest_pass_used", None, {"device_id": entity.device_id}, calls)
    await heard.tell(engine, engine.update(sighting(plate)))
    await hass.async_block_till_done()
    assert len(garage) == 1
    assert calls == told


async def test_a_refused_guest_has_used_nothing(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    calls: list[str] = []
    await arm_trigger(hass, "placa.guest_pass_used", None, {"entity_id": DECISION}, calls)
    first = sighting(PLATE, confidence=0.4)
    await heard.tell(engine, engine.update(first), engine.update(ended(later(first))))
    await hass.async_block_till_done()
    assert calls == []
    assert garage == []
    assert loaded.runtime_data.stores.journal.pass_uses(GUEST) == 0
