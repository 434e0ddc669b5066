"""Guest passes: made, used at doors, counted once, and forgotten with all that was kept of them."""

from collections.abc import Awaitable, Callable
import json
from typing import Any

from conftest import DOOR, GUEST, VAN, Heard, door, guest, until, vehicle
from engine import FakeEngine, clock, ended, later, sighting
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.restore_state import RestoreStateData
from plugin import MockConfigEntry, MockUser, arm_trigger, async_fire_time_changed
import pytest

from custom_components.placa import guest_passes

PLATE = "PL10MBR"
PLUMBER = "Plumber"
DECISION = "event.garage_decision"
USES_LEFT = "sensor.guest_pass_uses_left"
VALID_UNTIL = "sensor.guest_pass_valid_until"
HOUSEHOLD = [vehicle(VAN, "Van", "AB12CDE"), door(), guest()]
type Act = Callable[..., Awaitable[Any]]


@pytest.fixture
def subentries() -> list[Any]:
    return HOUSEHOLD


@pytest.fixture(autouse=True)
def _at_noon(freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin at noon by all clocks; passes end by the one that a test lets go."""
    freezer.move_to(clock.now())
    monkeypatch.setattr(guest_passes, "dt_util", clock)


@pytest.fixture
def act(hass: HomeAssistant, loaded: MockConfigEntry, hass_admin_user: MockUser) -> Act:
    """Create a guest pass by action, as an administrator."""

    async def create(**data: Any) -> Any:
        response = await hass.services.async_call(
            "placa",
            "create_guest_pass",
            {"name": "Aunt", "plates": ["AU 17 NTY"], "expires": "2026-11-23 18:00:00"} | data,
            blocking=True,
            context=Context(user_id=hass_admin_user.id),
            return_response=True,
        )
        await hass.async_block_till_done()
        return response

    return create


async def pass_time(hass: HomeAssistant, entry: MockConfigEntry, seconds: float) -> None:
    """Let time pass, and all that waits for it happen; then the engine is connected again."""
    clock.passed += seconds
    async_fire_time_changed(hass, clock.now())
    await hass.async_block_till_done()
    coordinator = entry.runtime_data
    await until(coordinator, lambda: coordinator.last_update_success)


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


@pytest.mark.parametrize("subentries", [[*HOUSEHOLD[:2], guest(doors=[])]])
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
    [[door(), door() | {"subentry_id": "gate", "title": "Gate"}, guest(doors=[DOOR, "gate"])]],
)
async def test_two_doors_that_open_for_one_sighting_are_one_use(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    first = sighting(PLATE)
    await heard.tell(engine, engine.update(first), engine.update(later(first)))
    await hass.async_block_till_done()
    assert len(garage) == 2
    assert loaded.runtime_data.journal.pass_uses(GUEST) == 1


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

    journal = loaded.runtime_data.journal
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
    assert loaded.runtime_data.journal.pass_uses(GUEST) == 1


@pytest.mark.parametrize("subentries", [[*HOUSEHOLD[:2], guest(uses=2)]])
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
    assert loaded.runtime_data.journal.pass_uses(GUEST) == 1
    left = hass.states.get(USES_LEFT)
    assert left is not None
    assert left.state == "1"


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
    assert loaded.runtime_data.journal.pass_uses(GUEST) == 0


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
    assert loaded.runtime_data.journal.pass_uses(GUEST) == 0


async def test_a_pass_is_made_in_the_form_and_its_times_are_local(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    form = await hass.config_entries.subentries.async_init(
        (loaded.entry_id, "guest_pass"), context={"source": SOURCE_USER}
    )
    answer = {
        "name": " Aunt  Mae ",
        "plates": ["au-17 nty"],
        "expires": "2026-11-22 18:30:00",
        "uses": 3.0,
        "days": ["sat", "sun"],
        "start": "08:00:00",
        "end": "20:00:00",
        "doors": [DOOR],
        "notes": " Blue ",
    }
    flows = hass.config_entries.subentries
    check = await flows.async_configure(form["flow_id"], answer)
    assert check["step_id"] == "check"
    done = await flows.async_configure(form["flow_id"], {"next_step_id": "save"})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["title"] == "Aunt Mae"
    assert done["data"] == {
        "plates": ["AU17NTY"],
        "expires": "2026-11-22T17:30:00+00:00",
        "uses": 3,
        "days": ["sat", "sun"],
        "start": "08:00:00",
        "end": "20:00:00",
        "doors": [DOOR],
        "notes": "Blue",
    }
    await hass.async_block_till_done()
    assert engine.known_plates is not None
    assert "AU17NTY" in engine.known_plates
    (pass_id,) = {key for key, one in loaded.subentries.items() if one.title == "Aunt Mae"}
    again = await loaded.start_subentry_reconfigure_flow(hass, pass_id)
    assert again["data_schema"] is not None
    shown = {
        str(key): (key.description or {}).get("suggested_value")
        for key in again["data_schema"].schema
    }
    assert shown["expires"] == "2026-11-22 18:30:00"
    assert shown["doors"] == [DOOR]
    kept = await flows.async_configure(again["flow_id"], answer | {"uses": 4})
    assert kept["reason"] == "reconfigure_successful"
    assert loaded.subentries[pass_id].data["uses"] == 4


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"expires": "2026-11-22 12:00:00"}, {"expires": "expired"}),
        ({"expires": "0001-01-01 00:00:00"}, {"expires": "too_far"}),
        ({"start": "08:00:00"}, {"end": "hours_incomplete"}),
        ({"end": "08:00:00"}, {"start": "hours_incomplete"}),
        ({"plates": ["ab12cde"]}, {"plates": "plate_taken"}),
        ({"name": "Van"}, {"name": "name_taken"}),
        ({"plates": ["?"]}, {"plates": "invalid_plate"}),
    ],
)
async def test_a_pass_that_cannot_be_is_explained_and_can_be_mended(
    hass: HomeAssistant, loaded: MockConfigEntry, changes: dict[str, Any], errors: dict[str, str]
) -> None:
    await hass.config.async_set_time_zone("UTC")
    flows = hass.config_entries.subentries
    form = await flows.async_init((loaded.entry_id, "guest_pass"), context={"source": SOURCE_USER})
    answer = {"name": "Aunt", "plates": ["AU17NTY"], "expires": "2026-11-23 18:00:00"}
    failed = await flows.async_configure(form["flow_id"], answer | changes)
    assert failed["errors"] == errors
    await flows.async_configure(form["flow_id"], answer)
    done = await flows.async_configure(form["flow_id"], {"next_step_id": "save"})
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_a_guests_plate_too_alike_a_registered_one_is_warned_of(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    flows = hass.config_entries.subentries
    form = await flows.async_init((loaded.entry_id, "guest_pass"), context={"source": SOURCE_USER})
    answer = {"name": "Aunt", "plates": ["AB12CDF"], "expires": "2026-11-23 18:00:00"}
    warning = await flows.async_configure(form["flow_id"], answer)
    assert warning["step_id"] == "alike"
    placeholders = warning["description_placeholders"]
    assert placeholders is not None
    assert placeholders["alike"] == "- AB12CDF: Van (AB12CDE)"


async def test_a_pass_is_made_by_action_and_the_guest_is_let_in(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    entity_registry: er.EntityRegistry,
    act: Act,
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    entity = entity_registry.async_get(DECISION)
    assert entity is not None
    made = await act(
        uses=2,
        days=["sun"],
        start="08:00",
        end="20:00",
        doors=[entity.device_id],
        notes="With the dog",
    )
    assert made["plates"] == ["AU17NTY"]
    assert made["expires"] == "2026-11-23T17:00:00+00:00"
    data = loaded.subentries[made["pass_id"]].data
    assert (data["uses"], data["doors"], data["start"]) == (2, [DOOR], "08:00:00")
    await heard.tell(engine, engine.update(sighting("AU17NTY")))
    await hass.async_block_till_done()
    assert len(garage) == 1


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"expires": "2026-11-22T11:00:00+00:00"}, "This time is past"),
        ({"plates": ["AB12CDF"]}, "too alike another vehicle's"),
        ({"plates": [PLATE]}, "belongs to another vehicle"),
        ({"doors": ["nowhere"]}, "not a door"),
    ],
)
async def test_what_the_form_refuses_the_action_refuses_in_the_same_words(
    loaded: MockConfigEntry, act: Act, data: dict[str, Any], complaint: str
) -> None:
    before = dict(loaded.subentries)
    with pytest.raises(ServiceValidationError, match=complaint):
        await act(**data)
    assert dict(loaded.subentries) == before


async def test_a_moment_with_its_own_time_zone_is_understood(
    hass: HomeAssistant, loaded: MockConfigEntry, act: Act
) -> None:
    await hass.config.async_set_time_zone("America/New_York")
    made = await act(expires="2026-11-22T20:00:00+01:00")
    assert made["expires"] == "2026-11-22T19:00:00+00:00"
