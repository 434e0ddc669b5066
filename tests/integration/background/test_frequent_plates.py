"""Plates that pass often: asked for at the start and daily, warned of, and never folded onto."""

from datetime import timedelta

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from support.engine import EXAMPLES, FakeEngine, ended, sighting
from support.home import MINI, VAN, Heard, above_debug, door, until, vehicle
from support.people import VAN as CAR
from support.plugin import MockConfigEntry, async_fire_time_changed

from custom_components.placa.client.models import FrequentPlate, FrequentPlateList
from custom_components.placa.household.vehicle import match, match_for_access
from custom_components.placa.serialization import DeserializationError, deserialize

HOUSEHOLD = [
    vehicle(VAN, "Van", "AB12CDE"),
    vehicle(MINI, "Mini", "XY99ZZZ"),
    door(policy={"accept_alike": True}),
]


def pass_often(engine: FakeEngine, plate: str, times: int = 5) -> None:
    engine.kept += [ended(sighting(plate)) for _ in range(times)]


def issue(entry: MockConfigEntry, issues: ir.IssueRegistry) -> ir.IssueEntry | None:
    beginning = f"passer_by_alike_{entry.entry_id}_"
    found = [one for one in issues.issues.values() if one.issue_id.startswith(beginning)]
    assert len(found) <= 1
    return found[0] if found else None


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


async def a_day_passes(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(days=1, minutes=1))
    await hass.async_block_till_done()
    coordinator = entry.runtime_data.coordinator
    await until(coordinator, lambda: coordinator.last_update_success)


def test_the_answer_is_understood_and_one_that_breaks_the_contract_is_not() -> None:
    assert deserialize(FrequentPlateList, EXAMPLES["FrequentPlates"]).plates == (
        FrequentPlate("X777YZ"),
    )
    with pytest.raises(DeserializationError, match="text"):
        deserialize(FrequentPlateList, {"plates": [{"count": 7}]})


@pytest.mark.parametrize(
    ("plate", "times", "warned"),
    [
        ("AB12CDF", 5, True),
        ("A812CDE", 9, True),
        ("AB12CDF", 4, False),
        ("AB12CDE", 9, False),
        ("ST12NGR", 9, False),
    ],
)
async def test_an_owner_is_warned_of_a_passer_by_whose_plate_is_too_alike(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    caplog: pytest.LogCaptureFixture,
    plate: str,
    times: int,
    warned: bool,
) -> None:
    pass_often(engine, plate, times)
    await set_up(hass, entry)
    found = issue(entry, issue_registry)
    assert (found is not None) == warned
    if found:
        assert found.translation_placeholders == {"vehicles": "- Van"}
    assert plate not in above_debug(caplog)
    await hass.config_entries.async_unload(entry.entry_id)


async def test_the_warning_comes_and_goes_with_the_passer_by(
    hass: HomeAssistant,
    engine: FakeEngine,
    loaded: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    assert issue(loaded, issue_registry) is None
    pass_often(engine, "AB12CDF")
    await a_day_passes(hass, loaded)
    assert issue(loaded, issue_registry) is not None
    engine.kept.clear()
    await hass.config_entries.async_reload(loaded.entry_id)
    assert issue(loaded, issue_registry) is None


async def test_the_warning_goes_with_the_entry(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    pass_often(engine, "AB12CDF")
    await set_up(hass, entry)
    await hass.config_entries.async_remove(entry.entry_id)
    assert issue(entry, issue_registry) is None


@pytest.mark.parametrize("subentries", [HOUSEHOLD])
@pytest.mark.parametrize(("passer_by", "opened"), [(None, 1), ("A812CDE", 0), ("ABI2CDE", 0)])
async def test_a_look_alike_reading_opens_no_door_where_it_may_be_a_frequent_passer_by(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
    passer_by: str | None,
    opened: int,
) -> None:
    if passer_by:
        pass_often(engine, passer_by)
    await set_up(hass, entry)
    await heard.tell(engine, engine.update(sighting("A812CDE")))
    await hass.async_block_till_done()
    assert len(garage) == opened
    told = hass.states.get("event.garage_decision")
    assert told is not None
    refusing = {reason["code"] for reason in told.attributes["reasons"] if not reason["ok"]}
    assert refusing == (set() if opened else {"plate"})
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("subentries", [HOUSEHOLD])
async def test_while_passers_by_are_not_known_nothing_that_only_looks_alike_opens_a_door(
    hass: HomeAssistant,
    engine: FakeEngine,
    entry: MockConfigEntry,
    heard: Heard,
    garage: list[ServiceCall],
) -> None:
    engine.refuse_frequent = 404
    await set_up(hass, entry)
    await heard.tell(engine, engine.update(sighting("A812CDE")))
    await hass.async_block_till_done()
    assert garage == []
    engine.refuse_frequent = None
    await a_day_passes(hass, entry)
    await heard.tell(engine, engine.update(sighting("A812CDE")))
    await hass.async_block_till_done()
    assert len(garage) == 1
    await hass.config_entries.async_unload(entry.entry_id)


async def test_after_the_entry_is_unloaded_nothing_is_asked(
    hass: HomeAssistant, engine: FakeEngine, loaded: MockConfigEntry
) -> None:
    doors = loaded.runtime_data.door_controller
    await hass.config_entries.async_unload(loaded.entry_id)
    pass_often(engine, "AB12CDF")
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(days=2))
    await hass.async_block_till_done()
    assert doors.frequent == frozenset()


def test_without_any_knowledge_an_exact_reading_still_matches() -> None:
    assert match_for_access("AB12CDE", (CAR,), None) == match("AB12CDE", (CAR,))
